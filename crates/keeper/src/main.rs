//! `interleave-keeper` reads a request (one JSON object) on standard input and runs what it says.
//!
//! It answers in lines of JSON on standard output: events as they happen, and one summary. See the library for both.

use std::process::ExitCode;

/// Exit code where the request cannot be read, or nothing can be run here.
const UNUSABLE: u8 = 102;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("interleave-keeper: {why}");
            ExitCode::from(UNUSABLE)
        }
    }
}

#[cfg(target_os = "linux")]
fn run() -> Result<(), String> {
    let request = serde_json::from_reader(std::io::stdin().lock())
        .map_err(|error| format!("failed to read the request: {error}"))?;
    keeper::keep(&request, &mut std::io::stdout().lock())
        .map_err(|error| format!("failed to watch the program: {error}"))
}

#[cfg(not(target_os = "linux"))]
fn run() -> Result<(), String> {
    Err("programs can be watched from outside on Linux only".to_owned())
}
