//! # {{number}}. {{title}}: a solution
//!
//! TODO: why it is right, and what else would have been.

use std::thread;

/// The answer, found by another thread.
pub fn run() -> u32 {
    let worker = thread::spawn(|| 42);
    worker.join().unwrap()
}

fn main() {
    println!("the answer is {}", run());
}
