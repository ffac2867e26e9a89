// expect: race joined-too-late
// Belief: it is enough to join somewhere, at the end.

use std::thread;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    let worker = thread::spawn(work);
    println!("main: the worker is done");
    worker.join().unwrap();
}

fn main() {
    run();
}
