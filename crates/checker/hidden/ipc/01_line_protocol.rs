//! Hidden test of `01_line_protocol`: lines are whole or an error, nobody waits for what lies in a buffer, and the child
//! is let go at the end.
//!
//! `read_line` and `serve` are tried on streams that are made here; `Helper` talks to the part `talk` of the prop. A role
//! is `serve` over real pipes.

use std::cell::Cell;
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::rc::Rc;

use witness::{Check, as_role, check, forget_requests, largest_request, mistake, prop, role};

use super::{Helper, LONGEST, read_line, serve};

/// So many bytes of one line, and it still has not ended.
const ENDLESS: usize = 16 << 20;
/// Far above any buffer that a right program has, and far below [`ENDLESS`].
const TOO_MUCH: usize = 1 << 20;

pub fn checks() -> Vec<Check> {
    vec![
        check("lines are read one after another, to the end", || {
            let mut stream = &b"tea\n\nhot chocolate\n"[..];
            for expected in ["tea", "", "hot chocolate"] {
                let found = read_line(&mut stream).expect("three lines are there");
                if found.as_ref().is_some_and(|found| found.contains('\n')) {
                    mistake!(
                        "partial-read",
                        "three lines came at once, and {found:?} was taken for one of them"
                    );
                }
                if found.as_deref() != Some(expected) {
                    mistake!(
                        "read-ahead-lost",
                        "three lines came at once; where {expected:?} was to be read, {found:?} was"
                    );
                }
            }
            let end = read_line(&mut stream);
            assert!(
                matches!(end, Ok(None)),
                "the stream has ended after a whole line; found {end:?}"
            );
        }),
        check("what comes behind a line is not lost", || {
            let mut stream = BufReader::new(&b"one\ntwo\nthree\n"[..]);
            for expected in ["one", "two", "three"] {
                let found = read_line(&mut stream).expect("three lines are there");
                if found.as_deref() != Some(expected) {
                    mistake!(
                        "read-ahead-lost",
                        "three lines came at once: one, two, three; where {expected:?} was to be read, {found:?} was"
                    );
                }
            }
        }),
        check("a line is whole, in whatever pieces it comes", || {
            // Two bytes for one letter are torn apart, too.
            let text = "tea for two\ncafé crème\nx\n";
            for piece in [1, 2, 3, 5, 7, 64] {
                let mut stream = BufReader::with_capacity(piece, text.as_bytes());
                for expected in text.lines() {
                    match read_line(&mut stream) {
                        Ok(Some(found)) if found == expected => {}
                        found => mistake!(
                            "partial-read",
                            "the line {expected:?} came in pieces of {piece} bytes; what was read is {found:?}"
                        ),
                    }
                }
            }
        }),
        check("a line without its end is an error", || {
            for cut in ["p", "pay 10", "paid\npay 10"] {
                let mut stream = BufReader::with_capacity(4, cut.as_bytes());
                for _ in 0..cut.matches('\n').count() {
                    read(&mut stream);
                }
                let last = cut.lines().last().unwrap_or_default();
                match read_line(&mut stream) {
                    Err(_) => {}
                    Ok(Some(found)) => mistake!(
                        "truncated-accepted",
                        "somebody was cut off after {last:?}, before the end of the line, and it was taken for the line {found:?}"
                    ),
                    Ok(None) => mistake!(
                        "truncated-accepted",
                        "somebody was cut off after {last:?}, before the end of the line, and it was taken for a good end"
                    ),
                }
            }
        }),
        check("a line that does not end is not waited for", || {
            let taken = Rc::new(Cell::new(0));
            let endless = Endless {
                taken: Rc::clone(&taken),
            };
            forget_requests();
            let found = read_line(&mut BufReader::new(endless));
            if largest_request() > TOO_MUCH || taken.get() > TOO_MUCH {
                mistake!(
                    Limit,
                    "unbounded-input",
                    "a line that does not end was read on and on: {} MiB of it, and {LONGEST} bytes are allowed",
                    taken.get() >> 20
                );
            }
            assert!(
                found.is_err(),
                "a line that does not end was taken for a line"
            );
        }),
        check("a line may have as many bytes as agreed, and no more", || {
            let longest = format!("{}\nnext\n", "x".repeat(LONGEST));
            let mut stream = longest.as_bytes();
            assert_eq!(
                read(&mut stream).len(),
                LONGEST,
                "a line of {LONGEST} bytes is allowed"
            );
            assert_eq!(read(&mut stream), "next");
            for line in ["x".repeat(LONGEST + 1), "é".repeat(LONGEST / 2 + 1)] {
                let line = line + "\n";
                if read_line(&mut line.as_bytes()).is_ok() {
                    mistake!(
                        Limit,
                        "unbounded-input",
                        "a line of {} bytes was taken; {LONGEST} are allowed",
                        line.len() - 1
                    );
                }
            }
        }),
        check("what is not text is an error", || {
            let found = read_line(&mut &b"\xff\xfe\n"[..]);
            assert!(found.is_err(), "found {found:?}");
        }),
        check("every request gets its reply, in order", || {
            let mut replies = Vec::new();
            let served = serve(&b"tea\n\ncoffee\n"[..], &mut replies, str::to_uppercase);
            assert!(served.is_ok(), "the requests have ended: found {served:?}");
            assert_eq!(String::from_utf8_lossy(&replies), "TEA\n\nCOFFEE\n");
        }),
        check("a request that was cut off is not answered", || {
            let mut replies = Vec::new();
            let served = serve(&b"pay 20\npay 10"[..], &mut replies, str::to_uppercase);
            if replies != b"PAY 20\n" {
                mistake!(
                    "truncated-accepted",
                    "somebody sent \"pay 20\\n\" and was cut off in the next line, after \"pay 10\"; the replies are {:?}",
                    String::from_utf8_lossy(&replies)
                );
            }
            if served.is_ok() {
                mistake!(
                    "truncated-accepted",
                    "somebody was cut off in the middle of a request, and `serve` says that all went well"
                );
            }
        }),
        role("server", |_| {
            let replies = BufWriter::new(io::stdout());
            match serve(io::stdin().lock(), replies, str::to_uppercase) {
                Ok(()) => ExitCode::SUCCESS,
                Err(_) => ExitCode::from(7),
            }
        }),
        check("each reply is sent before the next request is awaited", || {
            let mut server = as_role("server", &[])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .expect("the server can be started");
            let mut requests = server.stdin.take().unwrap();
            let mut replies = BufReader::new(server.stdout.take().unwrap());
            for request in ["tea", "coffee"] {
                writeln!(requests, "{request}").expect("the server reads");
                let mut reply = String::new();
                replies.read_line(&mut reply).expect("the server replies");
                assert_eq!(reply, format!("{}\n", request.to_uppercase()));
            }
            drop(requests);
            let status = server.wait().unwrap();
            assert!(status.success(), "`serve` ended with {status}");
        })
        .if_stuck(&["not-flushed"]),
        check("the child gets each request, and its reply comes back", || {
            let mut helper = talk();
            for (request, reply) in [
                ("upper tea", "TEA"),
                ("upper", ""),
                ("bytewise café au lait", "CAFÉ AU LAIT"),
                ("upper coffee", "COFFEE"),
            ] {
                assert_eq!(ask(&mut helper, request), reply);
            }
            assert_eq!(ask(&mut helper, "long 1000").len(), 1000);
            let status = helper.end().expect("the child is there");
            assert!(
                status.success(),
                "the child was to see the end of its input, and to end by itself; it ended with {status}"
            );
        })
        .if_stuck(&["not-flushed", "stdin-left-open"]),
        check("a request of two lines is refused, and nothing gets out of step", || {
            let mut helper = talk();
            assert_eq!(ask(&mut helper, "upper one"), "ONE");
            let refused = helper.ask("upper two\nupper three");
            let found = ask(&mut helper, "upper four");
            if found != "FOUR" {
                mistake!(
                    "out-of-step",
                    "after a request with two lines in it, the reply to \"upper four\" was {found:?}"
                );
            }
            if refused.is_ok() {
                mistake!(
                    "out-of-step",
                    "a request with two lines in it was to be refused; found {refused:?}"
                );
            }
            helper.end().expect("the child is there");
            let heard = fs::read_to_string("heard").unwrap();
            assert_eq!(
                heard, "upper one\nupper four\n",
                "what the child has heard is not what it was to be asked"
            );
        })
        .if_stuck(&["not-flushed", "stdin-left-open"]),
        check("a reply that was cut off is an error", || {
            let mut helper = talk();
            assert_eq!(ask(&mut helper, "upper one"), "ONE");
            let found = helper.ask("half PAY 10");
            if let Ok(found) = found {
                mistake!(
                    "truncated-accepted",
                    "the child ended in the middle of its reply, and {found:?} was taken for one"
                );
            }
            helper.end().expect("the child has ended");
        })
        .if_stuck(&["not-flushed", "stdin-left-open"]),
        check("a child that has gone is an error", || {
            let mut helper = talk();
            assert_eq!(ask(&mut helper, "upper one"), "ONE");
            for request in ["leave", "upper two", "upper three"] {
                if let Ok(found) = helper.ask(request) {
                    mistake!(
                        "end-taken-for-a-reply",
                        "the child has gone without a reply, and {found:?} was taken for one"
                    );
                }
            }
            helper.end().expect("the child has ended");
        })
        .if_stuck(&["not-flushed", "stdin-left-open"]),
        check("a child that talks on and on is not waited for", || {
            let mut helper = talk();
            forget_requests();
            let found = helper.ask("endless 16");
            if largest_request() > TOO_MUCH {
                mistake!(
                    Limit,
                    "unbounded-input",
                    "the child's reply did not end, and the program asked for {} MiB of memory to hold it",
                    largest_request() >> 20
                );
            }
            assert!(found.is_err(), "a reply of 16 MiB was taken");
            helper.end().expect("the child is there");
        })
        .if_stuck(&["pipe-not-drained", "not-flushed", "stdin-left-open"]),
        check("a child that cannot be started is an error", || {
            let started = Helper::start(&mut Command::new("./there-is-no-such-program"));
            assert!(started.is_err(), "there is no such program");
        }),
    ]
}

fn read(stream: &mut impl BufRead) -> String {
    match read_line(stream) {
        Ok(Some(line)) => line,
        other => panic!("a whole line was there to be read; found {other:?}"),
    }
}

fn talk() -> Helper {
    Helper::start(Command::new(prop()).arg("talk")).expect("the child can be started")
}

fn ask(helper: &mut Helper, request: &str) -> String {
    helper
        .ask(request)
        .unwrap_or_else(|error| panic!("the child has replied to {request:?}; found {error}"))
}

/// A line that is far too long. It does end, so that a wrong program ends too.
struct Endless {
    taken: Rc<Cell<usize>>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = buffer.len().min(ENDLESS - self.taken.get());
        buffer[..n].fill(b'x');
        self.taken.set(self.taken.get() + n);
        Ok(n)
    }
}
