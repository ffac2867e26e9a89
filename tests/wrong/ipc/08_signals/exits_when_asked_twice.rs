// expect: leak orphan
// Belief: a second signal means that nothing needs to be put in order any more.

use std::io;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// How `run` ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// All jobs have run.
    AllDone,
    /// It was asked to end. The job that was running was asked, too, and has ended.
    Stopped,
    /// It was asked twice, and the job that was running has been killed.
    Killed,
}

/// Runs the jobs one after the other, until a SIGTERM or a SIGINT comes. No job is left when it returns.
///
/// # Errors
/// When a job cannot be started, or the system refuses.
pub fn run(jobs: Vec<Command>) -> io::Result<End> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        // Ends the program if the flag is set already.
        flag::register_conditional_shutdown(signal, 1, Arc::clone(&asked))?;
        flag::register(signal, Arc::clone(&asked))?;
    }
    for mut job in jobs {
        let mut child = job.spawn()?;
        let mut is_told = false;
        while child.try_wait()?.is_none() {
            if asked.load(Ordering::SeqCst) && !is_told {
                is_told = true;
                kill_process(Pid::from_child(&child), Signal::TERM)?;
            }
            thread::sleep(Duration::from_millis(10));
        }
        if asked.load(Ordering::SeqCst) {
            return Ok(End::Stopped);
        }
    }
    Ok(End::AllDone)
}

fn main() -> io::Result<()> {
    println!("Press Ctrl-C, once or twice. Or, from another terminal:");
    println!("kill -TERM {}", std::process::id());
    // Jobs that need three seconds to put their things in order. Ctrl-C goes to all programs in the terminal; these don't
    // listen to that, only to SIGTERM.
    let script = "trap '' INT; trap 'echo saving; sleep 3; echo saved; exit' TERM; \
                  echo $0 begins; for second in 1 2 3 4 5; do sleep 1; done; echo $0 is done";
    let jobs = ["job 1", "job 2", "job 3"].map(|name| {
        let mut job = Command::new("/bin/sh");
        job.args(["-c", script, name]);
        job
    });
    println!("{:?}", run(jobs.into())?);
    Ok(())
}
