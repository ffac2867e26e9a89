// expect: wrong-answer no-thread
// Belief: it is enough that there is a second thread; who does the work is the same to everybody.

use std::thread;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    let worker = thread::spawn(|| {});
    work();
    worker.join().unwrap();
    println!("main: the worker is done");
}

fn main() {
    run();
}
