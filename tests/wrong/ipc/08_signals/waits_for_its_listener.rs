// expect: wrong-answer never-returns
// Belief: a thread that has nothing more to do ends.

use std::io;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
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
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let n_asked = AtomicUsize::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in signals.forever().take(2) {
                n_asked.fetch_add(1, Ordering::SeqCst);
            }
        });
        let mut n_told = 0;
        for mut job in jobs {
            if n_asked.load(Ordering::SeqCst) > 0 {
                return Ok(End::Stopped);
            }
            let mut child = job.spawn()?;
            while child.try_wait()?.is_none() {
                while n_told < n_asked.load(Ordering::SeqCst) {
                    n_told += 1;
                    match n_told {
                        1 => kill_process(Pid::from_child(&child), Signal::TERM)?,
                        _ => child.kill()?,
                    }
                }
                thread::sleep(Duration::from_millis(10));
            }
            match n_told {
                0 => {}
                1 => return Ok(End::Stopped),
                _ => return Ok(End::Killed),
            }
        }
        Ok(End::AllDone)
    })
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
