// expect: race completion-order
// Belief: threads are ready in the order in which they were spawned.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// One job: it takes a while, then gives the square of `n`.
pub fn work(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(300));
    n * n
}

/// Runs each job on a thread of its own. The results are in the order of the jobs.
pub fn run_all(jobs: Vec<u64>) -> Vec<u64> {
    let results = Arc::new(Mutex::new(Vec::new()));
    let mut handles = Vec::new();
    for job in jobs {
        let results = Arc::clone(&results);
        handles.push(thread::spawn(move || {
            let result = work(job);
            results.lock().unwrap().push(result);
        }));
    }
    for handle in handles {
        handle.join().unwrap();
    }
    results.lock().unwrap().clone()
}

fn main() {
    let start = Instant::now();
    let results = run_all(vec![1, 2, 3]);
    println!("{results:?} after {} ms", start.elapsed().as_millis());
}
