//! Not too many at once.
//!
//! A hundred files to convert, and one child for each. All at once is easy to write, and bad: each child takes memory,
//! a number, and places in the parent's table of open files; and no more of them can compute than there are cores. One
//! after the other is bad too: the other cores have nothing to do. So one chooses a bound,
//! [`available_parallelism`](std::thread::available_parallelism) for children that compute, and keeps to it.
//!
//! [`in_rounds`] is the simplest way: start some, wait for all of them, start the next. Its weakness is that each round
//! takes as long as its slowest child:
//!
//! ```text
//! in rounds of 2             as soon as one is free
//! ├─ a ─┤        ├ c ┤       ├─ a ─┤├ c ┤├ d ┤
//! ├─── b ───────┤├ d ┤       ├─── b ───────┤
//! ```
//!
//! The better way is what a pool of threads does: n threads, each takes the next job, starts its child, waits for it,
//! and takes the next. At most n children run, because a thread that waits can't start another.
//!
//! Either way, **each child that was started is waited for**, also those that come after one that failed. And the
//! results come in the order of the jobs: who was ready first does not matter.

use std::io;
use std::process::{Command, Output, Stdio};

/// Runs all commands, at most `n_at_once` at the same time. One result for each, in their order.
///
/// ```
/// use std::process::Command;
/// use processes::pools::in_rounds;
/// let commands = ["--version", "--no-such-option", "--help"].map(|option| {
///     let mut cargo = Command::new(env!("CARGO"));
///     cargo.arg(option);
///     cargo
/// });
/// let results = in_rounds(commands.into(), 2);
/// assert!(results[0].as_ref().unwrap().stdout.starts_with(b"cargo"));
/// // One failed. That has spoilt nothing else.
/// assert!(!results[1].as_ref().unwrap().status.success());
/// assert!(results[2].as_ref().unwrap().status.success());
/// ```
///
/// # Panics
/// If `n_at_once` is 0.
pub fn in_rounds(mut commands: Vec<Command>, n_at_once: usize) -> Vec<io::Result<Output>> {
    let mut results = Vec::new();
    for round in commands.chunks_mut(n_at_once) {
        let mut children = Vec::new();
        for command in round {
            command
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            // No `?`: those that run already must be waited for, whatever happens to this one.
            children.push(command.spawn());
        }
        for child in children {
            // A child that prints more than fits into its pipe waits here until its turn has come. That is slow, but it
            // is no deadlock: those before it don't wait for it.
            results.push(child.and_then(|child| child.wait_with_output()));
        }
    }
    results
}
