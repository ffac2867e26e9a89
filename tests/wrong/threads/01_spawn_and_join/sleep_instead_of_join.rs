// expect: timing-dependent sleep-as-synchronisation
// Belief: a sleep that is long enough puts things in order.

use std::thread;
use std::time::Duration;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    thread::spawn(work);
    thread::sleep(Duration::from_millis(100));
    println!("main: the worker is done");
}

fn main() {
    run();
}
