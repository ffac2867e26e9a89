// expect: wrong-answer crash-taken-for-late
// Belief: who has no exit code was killed for being late.

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
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code().map(|_| status));
        }
        thread::sleep(Duration::from_millis(5));
    }
    child.kill()?;
    let status = child.wait()?;
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
