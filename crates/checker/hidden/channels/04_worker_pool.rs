//! Hidden test of `04_worker_pool`: a few threads, all of them busy, results in the order of the jobs, nobody left.
//!
//! Whether the workers hold each other up is seen from the time: a job takes 300 ms.

use std::__judge::{Check, explore, mistake};
use std::time::Duration;

/// Runs `jobs` on `n_workers`, and compares with their squares in order.
fn check(jobs: &[u64], n_workers: usize) {
    let expected: Vec<u64> = jobs.iter().map(|n| n * n).collect();
    let found = super::run_all(jobs.to_vec(), n_workers);
    let mut sorted = found.clone();
    sorted.sort_unstable();
    if found != expected && sorted == expected {
        mistake!(
            "completion-order",
            "all results are there, but not in the order of the jobs: expected {expected:?}, found {found:?}"
        );
    }
    assert!(
        found == expected,
        "the squares of the jobs, in the order of the jobs: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("two workers do two jobs at the same time", || {
            check(&[1, 2], 2)
        })
        .spawns_at_least(2)
        .spawns_at_most(2)
        .makespan_at_most(Duration::from_millis(300))
        .joins_all()
        .no_busy_wait(),
        explore("two workers do three jobs", || check(&[1, 2, 3], 2))
            .spawns_at_least(2)
            .spawns_at_most(2)
            .makespan_at_most(Duration::from_millis(600))
            .joins_all()
            .no_busy_wait(),
        explore("one worker does all jobs", || check(&[4, 5], 1))
            .spawns_at_least(1)
            .spawns_at_most(1)
            .joins_all()
            .no_busy_wait(),
        explore("no jobs, and the worker comes to its end", || check(&[], 1))
            .spawns_at_most(1)
            .joins_all(),
    ]
}
