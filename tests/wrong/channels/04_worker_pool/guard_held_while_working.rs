// expect: not-concurrent guard-outlives-statement
// Belief: the lock is free again as soon as `recv` has returned.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// One job: it takes a while, then gives the square of `n`. Leave it as it is.
pub fn work(n: u64) -> u64 {
    thread::sleep(Duration::from_millis(300));
    n * n
}

/// Has the jobs done by `n_workers` threads, at least one. The results are in the order of the jobs.
pub fn run_all(jobs: Vec<u64>, n_workers: usize) -> Vec<u64> {
    let mut all_results = vec![0; jobs.len()];
    let (job_sender, job_receiver) = mpsc::channel();
    let (result_sender, result_receiver) = mpsc::channel();
    for numbered_job in jobs.into_iter().enumerate() {
        job_sender.send(numbered_job).unwrap();
    }
    drop(job_sender);
    let queue = Arc::new(Mutex::new(job_receiver));
    let mut workers = Vec::new();
    for _ in 0..n_workers {
        let queue = Arc::clone(&queue);
        let results = result_sender.clone();
        workers.push(thread::spawn(move || {
            while let Ok((number, job)) = queue.lock().unwrap().recv() {
                results.send((number, work(job))).unwrap();
            }
        }));
    }
    drop(result_sender);
    for (number, result) in result_receiver {
        all_results[number] = result;
    }
    for worker in workers {
        worker.join().unwrap();
    }
    all_results
}

fn main() {
    for n_workers in [1, 2, 5] {
        let start = Instant::now();
        let results = run_all(vec![1, 2, 3, 4, 5], n_workers);
        let millis = start.elapsed().as_millis();
        println!("{n_workers} workers: {results:?} after {millis} ms");
    }
}
