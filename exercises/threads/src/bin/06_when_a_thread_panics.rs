//! # 6. When a thread panics
//!
//! A panic ends the thread it happens in, and only that one. Whoever joins the thread gets an `Err`.
//!
//! This program looks fine, and it is, as long as no job crashes. Both functions below have one fault.
//!
//! Your task: mend them.
//! - `run_each` must give one result per job: `Ok` with the answer, or `Err` with the job that crashed.
//! - `run_all` gives all answers, or the first crash in the order of the jobs. It must never leave a thread behind
//!   that is still running, also when there is a crash.
//!
//! ```text
//! run_each(&[1, -2, 3])
//!
//! main      ──┬────┬────┬──── join ─── join ─── join ── [Ok(10), Err(Crashed { job: -2 }), Ok(30)]
//! work(1)     └────┼────┼── 10 ┘        │        │
//! work(-2)         └────┼── panic! ─────┘        │
//! work(3)               └── 30 ──────────────────┘
//! ```
//!
//! The message of the panic may appear on the screen. That is fine.

use std::thread;

/// Says which job's thread panicked.
#[derive(Debug, PartialEq, Eq)]
pub struct Crashed {
    /// The job.
    pub job: i32,
}

/// One job. Crashes on negative numbers; leave it as it is.
pub fn work(job: i32) -> i32 {
    assert!(job >= 0, "cannot work on {job}");
    job * 10
}

/// Runs each job on a thread of its own: one result per job, in the order of the jobs.
pub fn run_each(jobs: &[i32]) -> Vec<Result<i32, Crashed>> {
    let mut handles = Vec::new();
    for &job in jobs {
        handles.push(thread::spawn(move || work(job)));
    }
    let mut results = Vec::new();
    for handle in handles {
        results.push(Ok(handle.join().unwrap()));
    }
    results
}

/// Runs each job on a thread of its own: all answers, or the first crash in the order of the jobs.
pub fn run_all(jobs: &[i32]) -> Result<Vec<i32>, Crashed> {
    let mut handles = Vec::new();
    for &job in jobs {
        handles.push((job, thread::spawn(move || work(job))));
    }
    let mut answers = Vec::new();
    for (job, handle) in handles {
        match handle.join() {
            Ok(answer) => answers.push(answer),
            Err(_) => return Err(Crashed { job }),
        }
    }
    Ok(answers)
}

fn main() {
    println!("no crash:  {:?}", run_all(&[1, 2, 3]));
    println!("a crash:   {:?}", run_all(&[1, -2, 3]));
    println!("each job:  {:?}", run_each(&[1, -2, 3]));
}
