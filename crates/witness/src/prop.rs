//! The program that plays a child in hidden tests of observed exercises. `witness::prop` says which parts there are.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    match play(&arguments) {
        Ok(code) => code,
        // Nobody reads any more: a child ends then, as most programs do.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(141),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

fn play(arguments: &[String]) -> io::Result<ExitCode> {
    let (part, rest) = arguments
        .split_first()
        .map_or(("", &[][..]), |(part, rest)| (part, rest));
    let mut out = io::stdout().lock();
    match part {
        "say" => {
            for text in rest {
                writeln!(out, "{text}")?;
            }
        }
        "exit" => return Ok(code(rest.first())),
        "fail" => {
            writeln!(io::stderr(), "{}", rest[1..].join(" "))?;
            return Ok(code(rest.first()));
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
        other => {
            eprintln!("there is no part `{other}`");
            return Ok(ExitCode::from(2));
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn code(text: Option<&String>) -> ExitCode {
    ExitCode::from(text.and_then(|text| text.parse().ok()).unwrap_or(1))
}
