// expect: crash
// Belief: the current group is that of the child that one has just started.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

/// Starts a child as the leader of a group of its own.
///
/// # Errors
/// When it cannot be started.
pub fn start(command: &mut Command) -> io::Result<Child> {
    command.process_group(0).spawn()
}

/// Ends a leader from `start`, and all of its group: asks first, and kills whoever is still there after `grace`. How the
/// leader ended.
///
/// # Errors
/// When the system refuses.
pub fn stop(leader: &mut Child, grace: Duration) -> io::Result<ExitStatus> {
    let _ = grace;
    rustix::process::kill_current_process_group(Signal::TERM)?;
    leader.wait()
}

fn main() -> io::Result<()> {
    // A shell with two children. The second one doesn't listen to SIGTERM.
    let script = "sleep 60 & (trap '' TERM; sleep 60) & echo started; wait";
    let mut leader = start(Command::new("/bin/sh").args(["-c", script]))?;
    thread::sleep(Duration::from_millis(200));
    let asked = Instant::now();
    let status = stop(&mut leader, Duration::from_millis(500))?;
    println!("stopped after {:?}: {status}", asked.elapsed());
    Ok(())
}
