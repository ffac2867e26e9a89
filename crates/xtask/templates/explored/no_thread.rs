// expect: not-concurrent no-thread
// Belief: TODO, here: calling it is as good, the answer is the same.

/// The answer, found by another thread.
pub fn run() -> u32 {
    42
}

fn main() {
    println!("the answer is {}", run());
}
