//! # 5. Deadline: a solution
//!
//! `std` can wait for ever (`wait`), or not at all (`try_wait`). To wait for so long and no longer, one asks, sleeps a
//! little, and asks again. Each question comes before the look at the clock: a child that has ended is not late,
//! whatever the time is.
//!
//! Between the last question and the kill there is a moment in which the child may end by itself. `kill` doesn't say
//! whether it came too late, but the status does: it has a code if the child chose its end. (A crash in just that moment
//! looks like the kill. `std` alone can't tell them apart.) And killing is no waiting. Without the `wait`, the system would
//! keep a note of the child for somebody who never asks.

use std::env;
use std::io;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// Waits for `child` until `deadline`, and kills it then. How it ended by itself, or `None` if it was late and was killed.
///
/// # Errors
/// When the system refuses.
pub fn wait_until(child: &mut Child, deadline: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        thread::sleep(left.min(Duration::from_millis(5)));
    }
    child.kill()?;
    let status = child.wait()?;
    // It was quicker than we were.
    Ok(status.code().map(|_| status))
}

fn main() -> io::Result<()> {
    // The child's part: it takes as many milliseconds as it is told.
    if let Some(millis) = env::args().nth(1) {
        thread::sleep(Duration::from_millis(millis.parse().unwrap()));
        return Ok(());
    }
    for millis in [100, 60_000] {
        let mut film = Command::new(env::current_exe()?)
            .arg(millis.to_string())
            .spawn()?;
        let deadline = Instant::now() + Duration::from_secs(1);
        match wait_until(&mut film, deadline)? {
            Some(status) => println!("a film of {millis} ms: {status}"),
            None => println!("a film of {millis} ms: late"),
        }
    }
    Ok(())
}
