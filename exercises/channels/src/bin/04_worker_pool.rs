//! # 4. Worker pool
//!
//! A thread for each job is too many if there are thousands of jobs. A pool has a few workers. All of them take their
//! jobs from one queue: who is free takes the next.
//!
//! A receiver can't be cloned, and only one thread may use it at a time. So the workers share it: `Arc` lets all own
//! it, `Mutex` lets one at it. `queue.lock().unwrap()` waits until the queue is free. It is taken until the guard
//! that `lock` gives is dropped: at the end of the statement, or of the variable that holds it.
//!
//! Your task: in `run_all`, let `n_workers` threads do all jobs, as many at the same time as there are workers. The
//! results are in the order of the jobs. No worker is left running.
//!
//! ```text
//!                     ┌──▶ worker 1 ── work(1) ── work(3) ───┐
//! main ──▶ 3, 2, 1 ───┤                                      ├──▶ (1: 4) (0: 1) (2: 9) ──▶ [1, 4, 9]
//!           jobs      └──▶ worker 2 ── work(2) ──────────────┘     numbered results
//! ```

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
    // Two channels: one for the jobs, one for the results. A job has to be known by its number.
    todo!("start the workers, hand out the jobs, and collect the results")
}

fn main() {
    for n_workers in [1, 2, 5] {
        let start = Instant::now();
        let results = run_all(vec![1, 2, 3, 4, 5], n_workers);
        let millis = start.elapsed().as_millis();
        println!("{n_workers} workers: {results:?} after {millis} ms");
    }
}
