//! # 3. Return values: a solution
//!
//! Two loops, one after the other: the first starts every thread, the second waits for them. The order of the results
//! comes from the order of the handles. Who is ready first does not matter: its result waits in its handle.

use std::thread;
use std::time::{Duration, Instant};

/// One job: it takes a while, then gives the square of `n`.
pub fn work(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(300));
    n * n
}

/// Runs each job on a thread of its own. The results are in the order of the jobs.
pub fn run_all(jobs: Vec<u64>) -> Vec<u64> {
    let mut handles = Vec::new();
    for job in jobs {
        handles.push(thread::spawn(move || work(job)));
    }
    let mut results = Vec::new();
    for handle in handles {
        results.push(handle.join().unwrap());
    }
    results
}

fn main() {
    let start = Instant::now();
    let results = run_all(vec![1, 2, 3]);
    println!("{results:?} after {} ms", start.elapsed().as_millis());
}
