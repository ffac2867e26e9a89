// expect: wrong-answer signal-missed
// Belief: a signal belongs to the job in which it comes.

use std::io;
use std::process::Command;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

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
    let mut end = End::AllDone;
    for mut job in jobs {
        let mut signals = Signals::new([SIGTERM, SIGINT])?;
        let mut child = job.spawn()?;
        while child.try_wait()?.is_none() {
            for _ in signals.pending() {
                if end == End::AllDone {
                    end = End::Stopped;
                    kill_process(Pid::from_child(&child), Signal::TERM)?;
                } else {
                    end = End::Killed;
                    child.kill()?;
                }
            }
            thread::sleep(Duration::from_millis(50));
        }
        if end != End::AllDone {
            break;
        }
    }
    Ok(end)
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
