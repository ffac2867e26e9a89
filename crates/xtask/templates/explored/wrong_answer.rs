// expect: wrong-answer
// Belief: TODO, here: nobody looks at the answer.

use std::thread;

/// The answer, found by another thread.
pub fn run() -> u32 {
    let worker = thread::spawn(|| 41);
    worker.join().unwrap()
}

fn main() {
    println!("the answer is {}", run());
}
