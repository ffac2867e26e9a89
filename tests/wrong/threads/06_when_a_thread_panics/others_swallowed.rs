// expect: wrong-answer results-swallowed
// Belief: after a crash the results of the other jobs are worth nothing.

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
        match handle.join() {
            Ok(answer) => results.push(Ok(answer)),
            Err(_) => return vec![Err(Crashed { job })],
        }
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
