//! # 8. Supervisor
//!
//! A weather station measures day and night. Its program crashes now and then: a sensor gives nonsense, the memory is
//! full. Nobody is there to start it again, so another program has to: its *supervisor*. A process that dies takes only
//! its own memory with it. That is why its supervisor can simply begin anew.
//!
//! Your task: write `supervise` and `delay`.
//! - An attempt is good if the worker exits with code 0. Then `supervise` is done.
//! - After a failed attempt it waits, and starts the worker anew. After `most_attempts` it gives up, at once. There is
//!   at least one attempt.
//! - A worker that cannot be started is a failed attempt like any other.
//! - It waits by calling `sleep(delay(attempt))`, where `attempt` is the one that has failed. The judge passes in a
//!   `sleep` that takes no time.
//! - `delay` is 100 ms after attempt 1, and twice as long after each further one, but never more than 10 s.
//!
//! ```text
//! supervisor  ──┬──────────┬── 100 ms ──┬──────────┬── 200 ms ──┬────────────┬──▶ Ok(3)
//! worker        └─ exit 3 ─┘            └─ killed ─┘            └── exit 0 ──┘
//! ```

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
    todo!("grow with each attempt, up to a limit")
}

/// Runs a worker until it exits with code 0. `worker` makes the command for each attempt, and is told its number;
/// `sleep` waits. Returns the number of the attempt that went well, or the failures of all attempts, in order.
pub fn supervise(
    mut worker: impl FnMut(u32) -> Command,
    most_attempts: u32,
    mut sleep: impl FnMut(Duration),
) -> Result<u32, Vec<Failure>> {
    todo!("start the worker until it ends well, or until it is enough")
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
