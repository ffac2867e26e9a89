// expect: wrong-answer result-missing
// Belief: a range up to `len() - 1` reaches the last element.

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
    let n_last = handles.len().saturating_sub(1);
    let mut results = Vec::new();
    for (index, handle) in handles.into_iter().enumerate() {
        let result = handle.join().unwrap();
        if index < n_last {
            results.push(result);
        }
    }
    results
}

fn main() {
    let start = Instant::now();
    let results = run_all(vec![1, 2, 3]);
    println!("{results:?} after {} ms", start.elapsed().as_millis());
}
