// expect: wrong-answer gone-is-no-failure
// Belief: an error of a signal always means that something went wrong.

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

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
    let group = Pid::from_child(leader);
    let asked = Instant::now();
    kill_process_group(group, Signal::TERM)?;
    while asked.elapsed() < grace {
        let has_ended = leader.try_wait()?.is_some();
        if has_ended && test_kill_process_group(group).is_err() {
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
    kill_process_group(group, Signal::KILL)?;
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
