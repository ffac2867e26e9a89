//! Parts of exercises about talking: a peer that answers requests, well or badly.

use std::fs::OpenOptions;
use std::io::{self, BufRead, Write};
use std::process::ExitCode;

/// Plays a part; nothing if it is none of these:
///
/// - `talk`: reads requests from standard input, a line each, and does on standard output what they say:
///   - `upper TEXT`: replies with the text in capitals.
///   - `bytewise TEXT`: the same, and sends each byte of it on its own.
///   - `long N`: replies with a line of `N` times `x`.
///   - `endless N`: replies with `N` MiB of `x` before the end of the line comes.
///   - `half TEXT`: sends the text without the end of the line, and exits with 0.
///   - `leave`: exits with 0, and says nothing.
///
///   Each request is added to the file `heard`, with what is not printable escaped. Exits with 0 at the end of the input,
///   with 4 if that was in the midst of a line, and with 5 after a request that it does not know.
pub(crate) fn play(part: &str, _: &[String]) -> io::Result<Option<ExitCode>> {
    match part {
        "talk" => talk().map(|code| Some(ExitCode::from(code))),
        _ => Ok(None),
    }
}

fn talk() -> io::Result<u8> {
    let mut heard = OpenOptions::new().create(true).append(true).open("heard")?;
    let mut requests = io::stdin().lock();
    let mut replies = io::stdout().lock();
    loop {
        let mut request = String::new();
        if requests.read_line(&mut request)? == 0 {
            return Ok(0);
        }
        let Some(request) = request.strip_suffix('\n') else {
            return Ok(4);
        };
        writeln!(heard, "{}", request.escape_debug())?;
        let (verb, text) = request.split_once(' ').unwrap_or((request, ""));
        match verb {
            "upper" => writeln!(replies, "{}", text.to_uppercase())?,
            "bytewise" => {
                for byte in text.to_uppercase().bytes().chain([b'\n']) {
                    replies.write_all(&[byte])?;
                    replies.flush()?;
                }
            }
            "long" => writeln!(replies, "{}", "x".repeat(number(text)))?,
            "endless" => {
                let block = vec![b'x'; 1 << 16];
                for _ in 0..number(text) * 16 {
                    replies.write_all(&block)?;
                }
                writeln!(replies)?;
            }
            "half" => {
                replies.write_all(text.as_bytes())?;
                replies.flush()?;
                return Ok(0);
            }
            "leave" => return Ok(0),
            _ => return Ok(5),
        }
        replies.flush()?;
    }
}

fn number(text: &str) -> usize {
    text.parse().unwrap_or(0)
}
