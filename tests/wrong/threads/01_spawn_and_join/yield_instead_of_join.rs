// expect: race not-joined
// Belief: `yield_now` lets the other thread finish first.

use std::thread;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    thread::spawn(work);
    thread::yield_now();
    println!("main: the worker is done");
}

fn main() {
    run();
}
