// expect: wrong-answer no-thread
// Belief: calling the function is as good: the output is the same.

use std::thread;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    work();
    println!("main: the worker is done");
}

fn main() {
    run();
}
