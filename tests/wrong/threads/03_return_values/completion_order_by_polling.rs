// expect: race completion-order
// Belief: collecting whoever is ready first is quicker, and the order will be the same.

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
    while !handles.is_empty() {
        if let Some(ready) = handles.iter().position(|handle| handle.is_finished()) {
            results.push(handles.remove(ready).join().unwrap());
        }
        thread::sleep(Duration::from_millis(10));
    }
    results
}

fn main() {
    let start = Instant::now();
    let results = run_all(vec![1, 2, 3]);
    println!("{results:?} after {} ms", start.elapsed().as_millis());
}
