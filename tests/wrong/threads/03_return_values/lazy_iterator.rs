// expect: not-concurrent joined-in-the-spawn-loop
// Belief: the first `map` runs to its end before the second begins.

use std::thread;
use std::time::{Duration, Instant};

/// One job: it takes a while, then gives the square of `n`.
pub fn work(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(300));
    n * n
}

/// Runs each job on a thread of its own. The results are in the order of the jobs.
pub fn run_all(jobs: Vec<u64>) -> Vec<u64> {
    jobs.into_iter()
        .map(|job| thread::spawn(move || work(job)))
        .map(|handle| handle.join().unwrap())
        .collect()
}

fn main() {
    let start = Instant::now();
    let results = run_all(vec![1, 2, 3]);
    println!("{results:?} after {} ms", start.elapsed().as_millis());
}
