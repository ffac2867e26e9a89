// expect: race not-joined
// Belief: a thread that was started is done by the time the next line runs.

use std::thread;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    thread::spawn(work);
    println!("main: the worker is done");
}

fn main() {
    run();
}
