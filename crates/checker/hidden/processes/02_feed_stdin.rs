//! Hidden test of `02_feed_stdin`: much goes in and much comes out, whatever the child does first; every byte arrives, and
//! the child learns that this was all.

use std::io::{self, ErrorKind};
use std::process::Command;

use witness::{Check, check, mistake, n_children, prop};

use super::feed;

/// Much more than fits into two pipes.
const LARGE: usize = 1_000_000;

pub fn checks() -> Vec<Check> {
    vec![
        check("the child reads what it is given, and what it prints comes back", || {
            let found = feed(&mut child(&["upper"]), b"a postcard\nfrom the sea\n");
            assert_eq!(text(&succeeded(found)), "A POSTCARD\nFROM THE SEA\n");
        })
        .if_stuck(&["stdin-left-open"]),
        check("a child that reads to the end first learns of the end", || {
            for input in [&b"four"[..], b""] {
                let found = feed(&mut child(&["count", "0"]), input);
                assert_eq!(text(&succeeded(found)).trim(), input.len().to_string());
            }
        })
        .if_stuck(&["stdin-left-open"]),
        check("every byte arrives as it is", || {
            let inputs: [&[u8]; 6] = [
                b"no end of line",
                b"\n\n\nempty lines, and an end of line\r\n\r\n",
                b"\0zero and \xff\xfe, which is no text\n",
                "a snowman: \u{2603}".as_bytes(),
                b"a letter that is cut in half: \xe2\x98",
                b"  space around it \n ",
            ];
            for input in inputs {
                let found = match feed(&mut child(&["copy"]), input) {
                    Err(error) if error.kind() == ErrorKind::InvalidData => mistake!(
                        "bytes-changed",
                        "the child copies what it reads. Given was b\"{}\", which need not be text, and this came of it: \
                         {error}",
                        input.escape_ascii()
                    ),
                    found => succeeded(found),
                };
                if found != input {
                    mistake!(
                        "bytes-changed",
                        "the child copies what it reads. Given was b\"{}\", and what came back is b\"{}\"",
                        input.escape_ascii(),
                        found.escape_ascii()
                    );
                }
            }
        })
        .if_stuck(&["stdin-left-open"]),
        check("much goes in and comes out, a piece at a time", || {
            let input = novel();
            let found = succeeded(feed(&mut child(&["copy"]), &input));
            expect_same(&found, &input);
        })
        .if_stuck(&["pipe-not-drained"]),
        check("much comes out before anything goes in", || {
            let input = novel();
            let found = succeeded(feed(&mut child(&["copy-after", "300000"]), &input));
            assert!(
                found.len() == 300_000 + LARGE,
                "the child prints 300000 bytes, and then copies {LARGE}; {} bytes came back",
                found.len()
            );
            expect_same(&found[300_000..], &input);
        })
        .if_stuck(&["pipe-not-drained"]),
        check("little goes in, and much comes out", || {
            let found = succeeded(feed(&mut child(&["copy-after", "300000"]), b"the end\n"));
            assert!(
                found.len() == 300_008,
                "the child prints 300008 bytes; {} came back",
                found.len()
            );
        })
        .if_stuck(&["pipe-not-drained"]),
        check("a child that has had enough of it may end", || {
            let input = novel();
            for enough in [10, 0] {
                match feed(&mut child(&["head", &enough.to_string()]), &input) {
                    Ok(found) => assert_eq!(text(&found), text(&input[..enough])),
                    Err(error) => mistake!(
                        "broken-pipe-is-no-failure",
                        "the child read {enough} bytes, and exited with code 0 without reading the rest; `feed` \
                         says that this is an error: {error}"
                    ),
                }
            }
        }),
        check("a child that fails is an error", || {
            let input = novel();
            for part in [&["count", "3"][..], &["exit", "4"], &["half", "5", "not all of it"], &["die"]] {
                if let Ok(found) = feed(&mut child(part), &input) {
                    if n_children() > 0 {
                        mistake!(
                            Leak,
                            "zombie",
                            "the child {}, and `feed` can't know it: it has not waited for it",
                            how(part)
                        );
                    }
                    mistake!(
                        "ignored-exit-status",
                        "the child {}, and `feed` gives back {} bytes as if all were well",
                        how(part),
                        found.len()
                    );
                }
            }
        }),
        check("a child that cannot be started is an error", || {
            let found = feed(&mut Command::new("./there-is-no-such-program"), b"some text");
            assert!(
                found.is_err(),
                "the program is not there, and `feed` says that all went well"
            );
        }),
    ]
}

fn child(part: &[&str]) -> Command {
    let mut command = Command::new(prop());
    command.args(part);
    command
}

fn how(part: &[&str]) -> String {
    match part {
        ["die"] => "was killed".to_owned(),
        [_, code, ..] => format!("exited with code {code}"),
        _ => unreachable!("only parts that fail"),
    }
}

/// Lines with numbers: nothing can be lost, doubled or moved without being seen.
fn novel() -> Vec<u8> {
    let mut text = Vec::with_capacity(LARGE + 20);
    let mut number = 0;
    while text.len() < LARGE {
        text.extend(format!("page {number}\n").bytes());
        number += 1;
    }
    text.truncate(LARGE);
    text
}

fn succeeded(result: io::Result<Vec<u8>>) -> Vec<u8> {
    result.unwrap_or_else(|error| panic!("the child was to run, and this came of it: {error}"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn expect_same(found: &[u8], expected: &[u8]) {
    if found == expected {
        return;
    }
    let place = found
        .iter()
        .zip(expected)
        .position(|(found, expected)| found != expected)
        .unwrap_or(found.len().min(expected.len()));
    mistake!(
        "bytes-changed",
        "the child copies what it reads, {} bytes; {} came back, and from byte {place} on they are others",
        expected.len(),
        found.len()
    );
}
