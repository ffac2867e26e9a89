//! # 1. Spawn and join: a solution
//!
//! `join` does two things: it waits, and it makes everything that the thread did happen before what comes after it.
//! That is why the last line can't overtake the worker's lines.

use std::thread;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    let worker = thread::spawn(work);
    // The `unwrap` passes a panic of the worker on to us. Exercise 6 does better.
    worker.join().unwrap();
    println!("main: the worker is done");
}

fn main() {
    run();
}
