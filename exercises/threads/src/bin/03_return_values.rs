//! # 3. Return values
//!
//! A thread can hand something back. What its closure returns comes out of `join`.
//!
//! Your task: in `run_all`, give each job to a thread of its own. All of them must be able to run at the same time.
//! Return their results in the order of the jobs, whoever is ready first.
//!
//! ```text
//! main        ──┬────┬────┬──── join 1 ── join 2 ── join 3 ── [1, 4, 9]
//! work(1)       └────┼────┼───── 1 ┘        │         │
//! work(2)            └────┼────── 4 ────────┘         │
//! work(3)                 └─────── 9 ─────────────────┘
//! ```
//!
//! When it works, run it and look at the time: three jobs of 300 ms each should take about 300 ms together.

use std::thread;
use std::time::{Duration, Instant};

/// One job: it takes a while, then gives the square of `n`.
pub fn work(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(300));
    n * n
}

/// Runs each job on a thread of its own. The results are in the order of the jobs.
pub fn run_all(jobs: Vec<u64>) -> Vec<u64> {
    todo!("start all threads, then collect what each of them returns")
}

fn main() {
    let start = Instant::now();
    let results = run_all(vec![1, 2, 3]);
    println!("{results:?} after {} ms", start.elapsed().as_millis());
}
