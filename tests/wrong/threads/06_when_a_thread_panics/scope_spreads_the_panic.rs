// expect: panic panic-spread
// Belief: a scope that waits for its threads also takes their panics.

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
    let mut results: Vec<Result<i32, Crashed>> = Vec::new();
    for &job in jobs {
        results.push(Err(Crashed { job }));
    }
    thread::scope(|scope| {
        for (slot, &job) in results.iter_mut().zip(jobs) {
            scope.spawn(move || *slot = Ok(work(job)));
        }
    });
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
