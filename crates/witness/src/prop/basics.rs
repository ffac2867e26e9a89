//! Parts that any exercise may need: printing, failing, showing its surroundings, waiting for a file.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

/// Plays a part; nothing if it is none of these:
///
/// - `say TEXT…`: prints each text on a line of its own.
/// - `exit CODE`: ends with that code.
/// - `fail CODE TEXT`: prints the text on standard error, and ends with that code.
/// - `die`: is killed by a signal (Unix; elsewhere it aborts).
/// - `arguments`: prints its arguments, each on a line, with what is not printable escaped.
/// - `environment`: prints its variables as `NAME=VALUE`, sorted, each on a line, with what is not printable escaped.
/// - `directory`: prints the directory that it works in.
/// - `await FILE`: makes the file `FILE.awaited`, and ends when there is a `FILE`.
/// - `upper`: copies standard input to standard output, in capitals, line by line as it comes.
/// - `flood BYTES`: writes that many bytes to standard output, then as many to standard error.
pub(crate) fn play(part: &str, rest: &[String]) -> io::Result<Option<ExitCode>> {
    let mut out = io::stdout().lock();
    match part {
        "say" => {
            for text in rest {
                writeln!(out, "{text}")?;
            }
        }
        "exit" => return Ok(Some(code(rest.first()))),
        "fail" => {
            writeln!(io::stderr(), "{}", rest[1..].join(" "))?;
            return Ok(Some(code(rest.first())));
        }
        "die" => std::process::abort(),
        "arguments" => {
            for text in rest {
                writeln!(out, "{}", text.escape_debug())?;
            }
        }
        "environment" => {
            let mut variables: Vec<String> = std::env::vars_os()
                .map(|(name, value)| {
                    let (name, value) = (name.to_string_lossy(), value.to_string_lossy());
                    format!("{}={}", name.escape_debug(), value.escape_debug())
                })
                .collect();
            variables.sort();
            for variable in variables {
                writeln!(out, "{variable}")?;
            }
        }
        "directory" => {
            let directory = std::env::current_dir()?;
            writeln!(out, "{}", directory.to_string_lossy())?;
        }
        "await" => {
            let path = rest.first().map_or("", String::as_str);
            std::fs::write(format!("{path}.awaited"), "")?;
            while !std::fs::exists(path)? {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        }
        "upper" => {
            for line in io::stdin().lock().lines() {
                writeln!(out, "{}", line?.to_uppercase())?;
                out.flush()?;
            }
        }
        "flood" => {
            let n_bytes = rest.first().and_then(|n| n.parse().ok()).unwrap_or(0);
            let line = [b'x'; 1024];
            for target in [&mut out as &mut dyn Write, &mut io::stderr()] {
                let mut left: usize = n_bytes;
                while left > 0 {
                    let n = left.min(line.len());
                    target.write_all(&line[..n])?;
                    left -= n;
                }
                target.flush()?;
            }
        }
        _ => return Ok(None),
    }
    out.flush()?;
    Ok(Some(ExitCode::SUCCESS))
}

fn code(text: Option<&String>) -> ExitCode {
    ExitCode::from(text.and_then(|text| text.parse().ok()).unwrap_or(1))
}
