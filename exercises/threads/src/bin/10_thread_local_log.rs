//! # 10. Thread-local log (transfer)
//!
//! Everything you need is in the exercises before, except one thing: a variable that every thread has for itself.
//! `thread_local! { static LOG: RefCell<Vec<String>> = … }` declares one. `LOG.with_borrow_mut(|log| …)` gives the
//! calling thread its own copy, and nobody else's.
//!
//! Your task: a log that no two threads ever share.
//! - `log` adds a line to the log of the thread that calls it.
//! - `take_log` takes all lines out of the log of the thread that calls it. The log is empty after that.
//! - `run` lets one thread per name call `job`, all at the same time. It returns all their lines: first all lines of
//!   the first name, then all lines of the second, and so on.
//!
//! ```text
//! main     LOG: []  ──┬─────┬──── join ──────── join ──── [ann: begin, ann: end, bob: begin, bob: end]
//!                     │     │      │             │
//! ann      LOG: [ann: begin, ann: end]           │
//!                           │                    │
//! bob      LOG:             [bob: begin, bob: end]
//! ```

use std::cell::RefCell;
use std::thread;

/// Adds a line to the calling thread's own log.
pub fn log(line: String) {
    todo!("add the line to this thread's own log")
}

/// Takes all lines out of the calling thread's own log.
pub fn take_log() -> Vec<String> {
    todo!("take all lines out of this thread's own log")
}

/// What each thread does.
pub fn job(name: &str) {
    log(format!("{name}: begin"));
    log(format!("{name}: end"));
}

/// Has `job` done for each name, on a thread of its own. Returns the logs, in the order of the names.
pub fn run(names: &[&'static str]) -> Vec<String> {
    todo!("start the threads, and put their logs together")
}

fn main() {
    log("main: begin".to_owned());
    for line in run(&["ann", "bob", "cem"]) {
        println!("{line}");
    }
    println!("main's own log: {:?}", take_log());
}
