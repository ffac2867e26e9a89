//! # 5. Deadline
//!
//! A website makes small pictures of the films that people upload, with a program that somebody else has written. Most
//! films take a second. For some, that program never ends, and the queue behind it grows. A thread that hangs can't be
//! ended from outside. A process can: what it has is its own, and the system takes all of it back.
//!
//! Your task: write `wait_until`. It waits for a child, but not beyond a deadline.
//! - A child that ends by itself: return how it ended, as soon as it has.
//! - A child that has not ended at the deadline is late. Kill it, and return `None`.
//! - What counts is what became of the child. Was it done by itself before you killed it? Then it was not late, even if
//!   the deadline has passed.
//! - When `wait_until` returns, the child has ended, and has been waited for.
//! - Others need the processor too. Waiting should take nearly nothing of it.
//!
//! ```text
//!                      deadline                                  deadline
//! caller  ──┬────────────┐ ┊ Some(exit 0)      caller  ──┬──────────┊─ kill ─ wait ──▶ None
//! child     └── exit 0 ──┘ ┊                   child     └──────────┊────┘
//! ```

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
    todo!("wait for the child, but not beyond the deadline")
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
