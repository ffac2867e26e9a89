//! # {{number}}. {{title}}
//!
//! TODO: what the learner knows already, and what is new. Short sentences.
//!
//! Your task: in `run`, let a second thread find the answer, and return it.
//!
//! Run it: `cargo run -p exercises-{{concept}} --bin {{name}}`

/// The answer, found by another thread.
pub fn run() -> u32 {
    todo!("start a thread, and return what it found")
}

fn main() {
    println!("the answer is {}", run());
}
