//! # 6. When a thread panics: a solution
//!
//! `run_each` takes the `Err` of `join` as a result like any other. `run_all` is `run_each`, looked at afterwards: every
//! thread has been joined before anybody asks who crashed.

use std::thread;

/// Says which job's thread panicked.
#[derive(Debug, PartialEq, Eq)]
pub struct Crashed {
    /// The job.
    pub job: i32,
}

/// One job. Crashes on negative numbers.
pub fn work(job: i32) -> i32 {
    assert!(job >= 0, "cannot work on {job}");
    job * 10
}

/// Runs each job on a thread of its own: one result per job, in the order of the jobs.
pub fn run_each(jobs: &[i32]) -> Vec<Result<i32, Crashed>> {
    let mut handles = Vec::new();
    for &job in jobs {
        handles.push((job, thread::spawn(move || work(job))));
    }
    let mut results = Vec::new();
    for (job, handle) in handles {
        // The `Err` holds what was given to `panic!`. Here it is enough to know that there was one.
        results.push(handle.join().map_err(|_| Crashed { job }));
    }
    results
}

/// Runs each job on a thread of its own: all answers, or the first crash in the order of the jobs.
pub fn run_all(jobs: &[i32]) -> Result<Vec<i32>, Crashed> {
    // Collecting into a `Result` stops at the first `Err`; by then no thread is left.
    run_each(jobs).into_iter().collect()
}

fn main() {
    println!("no crash:  {:?}", run_all(&[1, 2, 3]));
    println!("a crash:   {:?}", run_all(&[1, -2, 3]));
    println!("each job:  {:?}", run_each(&[1, -2, 3]));
}
