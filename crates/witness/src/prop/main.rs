//! The program that plays a child in hidden tests of observed exercises: its first argument says which part.
//!
//! It works on every system; a part that cannot be played on one says so and fails.

use std::io;
use std::process::ExitCode;

mod basics;
mod family;
mod pipes;
mod signals;
mod talk;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    match play(&arguments) {
        Ok(Some(code)) => code,
        Ok(None) => {
            eprintln!("there is no such part: {arguments:?}");
            ExitCode::from(2)
        }
        // Nobody reads any more: a child ends then, as most programs do.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(141),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(3)
        }
    }
}

fn play(arguments: &[String]) -> io::Result<Option<ExitCode>> {
    let (part, rest) = arguments
        .split_first()
        .map_or(("", &[][..]), |(part, rest)| (part, rest));
    for play in [
        basics::play,
        pipes::play,
        family::play,
        signals::play,
        talk::play,
    ] {
        if let Some(code) = play(part, rest)? {
            return Ok(Some(code));
        }
    }
    Ok(None)
}
