// expect: deadlock self-deadlock
// Belief: TODO, here: a thread that holds a lock may take it again.

use std::sync::Mutex;
use std::thread;

/// The answer, found by another thread.
pub fn run() -> u32 {
    let worker = thread::spawn(|| {
        let answer = Mutex::new(42);
        let first = answer.lock().unwrap();
        let second = answer.lock().unwrap();
        (*first + *second) / 2
    });
    worker.join().unwrap()
}

fn main() {
    println!("the answer is {}", run());
}
