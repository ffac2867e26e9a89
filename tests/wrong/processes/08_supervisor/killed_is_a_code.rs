// expect: wrong-answer failure-lost
// Belief: a process always ends with a code.

use std::env;
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The worker exited with this code, which is not 0.
    Exited(i32),
    /// The worker was killed.
    Killed,
    /// The worker could not be started.
    NotStarted,
}

/// How long to wait after attempt number `attempt` has failed. Attempts are counted from 1.
pub fn delay(attempt: u32) -> Duration {
    let doubled = 2u64.saturating_pow(attempt - 1).saturating_mul(100);
    Duration::from_millis(doubled.min(10_000))
}

/// Runs a worker until it exits with code 0. `worker` makes the command for each attempt, and is told its number;
/// `sleep` waits. Returns the number of the attempt that went well, or the failures of all attempts, in order.
pub fn supervise(
    mut worker: impl FnMut(u32) -> Command,
    most_attempts: u32,
    mut sleep: impl FnMut(Duration),
) -> Result<u32, Vec<Failure>> {
    let mut failures = Vec::new();
    for attempt in 1..=most_attempts {
        let failure = match worker(attempt).status() {
            Ok(status) if status.success() => return Ok(attempt),
            Ok(status) => Failure::Exited(status.code().unwrap_or(-1)),
            Err(_) => Failure::NotStarted,
        };
        failures.push(failure);
        if attempt < most_attempts {
            sleep(delay(attempt));
        }
    }
    Err(failures)
}

fn main() -> ExitCode {
    // The worker's part: it crashes in the first two attempts.
    if let Some(attempt) = env::args().nth(1) {
        println!("attempt {attempt}");
        return ExitCode::from(if attempt == "3" { 0 } else { 1 });
    }
    let own_program = env::current_exe().unwrap();
    let worker = |attempt: u32| {
        let mut command = Command::new(&own_program);
        command.arg(attempt.to_string());
        command
    };
    println!("five attempts: {:?}", supervise(worker, 5, thread::sleep));
    println!("two attempts:  {:?}", supervise(worker, 2, thread::sleep));
    ExitCode::SUCCESS
}
