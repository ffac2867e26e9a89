//! # 8. Signals (Unix)
//!
//! This exercise is about Unix: Linux, macOS and the like.
//!
//! A program runs jobs through the night, one after the other, each of them as a child of its own. Sooner or later somebody
//! stops it: Ctrl-C sends SIGINT, and a machine that shuts down sends SIGTERM. A *signal* is a number that comes from
//! outside, at any moment. If a program has made no arrangements, these two end it on the spot, and the job that is running
//! stays behind: nobody waits for it any more, and it knows of nothing.
//!
//! Your task: write `run`, so that it can be stopped. From before its first job on:
//! - The *first* SIGTERM or SIGINT asks the program to end. No further job begins. The job that is running is asked to end,
//!   too: with a SIGTERM. It puts its things in order, for as long as it needs. `run` waits for it and returns
//!   `End::Stopped`.
//! - A *second* one, whichever of the two, says: now! If the job still runs, it is killed. `run` waits for it and returns
//!   `End::Killed`.
//! - A signal may come in between: between two jobs, or when a job has only just begun. It counts all the same. If it comes
//!   so late that the next job begins nevertheless, that job is asked to end.
//! - If no signal comes, `run` returns `End::AllDone` behind the last job. How a job ends doesn't matter here.
//!
//! While nothing happens, the program sleeps. Two signals that come very close to each other may be seen as one.
//!
//! ```text
//! somebody  ──────────────────SIGTERM───────────────────────────
//!                                │
//! run       ──┬─ wait ──●──┬─────┴─ SIGTERM ─┐ wait ─────●─▶ Stopped
//! job 1       └─────────●  │                 │           │
//! job 2                    └─────────────────┴─ saves ───●
//! job 3                       never begins
//! ```
//!
//! A *handler* is a function that runs when a signal comes, in the middle of whatever the program is doing. Hardly anything
//! may be done in it. So you don't write one: those of the crate `signal_hook` take a note, and nothing else.
//! - `signal_hook::iterator::Signals::new([SIGTERM, SIGINT])`: from now on these signals are noted. `forever()` waits for
//!   the next, `pending()` gives those that have come by now. SIGCHLD is a signal, too: it comes when a child has ended.
//! - `signal_hook::flag::register(SIGTERM, flag)`: from now on this signal stores `true` in an `Arc<AtomicBool>`.
//! - `rustix::process::kill_process(Pid::from_child(&job), Signal::TERM)` sends a signal. That's what "kill" means on Unix.
//!
//! The lesson is `crates/ipc/src/signals.rs`.

use std::io;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGCHLD, SIGINT, SIGTERM};
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
    todo!("run the jobs, and listen for signals")
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
