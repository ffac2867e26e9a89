// expect: not-concurrent joined-in-the-spawn-loop
// Belief: `spawn` makes it concurrent, wherever the `join` stands.

use std::thread;
use std::time::{Duration, Instant};

/// One job: it takes a while, then gives the square of `n`.
pub fn work(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(300));
    n * n
}

/// Runs each job on a thread of its own. The results are in the order of the jobs.
pub fn run_all(jobs: Vec<u64>) -> Vec<u64> {
    let mut results = Vec::new();
    for job in jobs {
        let handle = thread::spawn(move || work(job));
        results.push(handle.join().unwrap());
    }
    results
}

fn main() {
    let start = Instant::now();
    let results = run_all(vec![1, 2, 3]);
    println!("{results:?} after {} ms", start.elapsed().as_millis());
}
