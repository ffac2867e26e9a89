//! Start a thread, and wait for it.
//!
//! [`thread::spawn`] starts a new thread and returns at once. The new thread may run right away, or later, or on
//! another core at the same time. The [`JoinHandle`] is the only connection to it.
//!
//! Three beliefs that are wrong:
//! - *"Threads run in the order in which they were spawned."* They may start and end in any order.
//! - *"Dropping the handle stops the thread."* It runs on, detached: nobody can wait for it any more.
//! - *"A sleep is as good as a join."* A sleep is a bet on how long the other thread takes.
//!
//! When `main` returns, the process ends, and all threads with it, wherever they are.

use std::thread::{self, JoinHandle};

/// Starts a thread that greets, and hands out its handle. The caller decides when to wait.
///
/// ```
/// let worker = threads::spawn_and_join::start("ann");
/// // Here both run. Nothing says who is first.
/// worker.join().unwrap();
/// // Here the worker has ended, in every run.
/// ```
pub fn start(name: &'static str) -> JoinHandle<()> {
    thread::spawn(move || println!("hello from {name}"))
}

/// Starts a thread and waits for it: afterwards, its greeting is out.
///
/// # Panics
/// If the thread panics: [`JoinHandle::join`] gives an `Err` then, and `unwrap` passes the panic on. The lesson
/// [`panics`](crate::panics) does better.
pub fn greet_and_wait(name: &'static str) {
    let worker = start(name);
    worker.join().unwrap();
    // Without the `join`, this line could be the first, or the greeting could be missing altogether.
    println!("{name} has spoken");
}
