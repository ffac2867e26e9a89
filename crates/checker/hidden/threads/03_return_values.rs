//! Hidden test of `03_return_values`: results in the order of the jobs, all jobs at the same time.

use std::__judge::{Check, explore, mistake, outcome};

/// Runs `jobs`, and compares with their squares in order.
fn check(jobs: &[u64]) {
    let expected: Vec<u64> = jobs.iter().map(|n| n * n).collect();
    let found = super::run_all(jobs.to_vec());
    outcome(&found);
    let mut sorted = found.clone();
    sorted.sort_unstable();
    if found != expected && sorted == expected {
        mistake!(
            "completion-order",
            "all results are there, but not in the order of the jobs: expected {expected:?}, found {found:?}"
        );
    }
    if found.len() + 1 == expected.len() {
        mistake!(
            "result-missing",
            "one result is missing: expected {expected:?}, found {found:?}"
        );
    }
    assert!(
        found == expected,
        "the squares of the jobs, in the order of the jobs: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore(
            "three jobs run at the same time, each result is in its place",
            || check(&[1, 2, 3]),
        )
        .spawns_at_least(3)
        .overlaps_at_least(3)
        .joins_all()
        .outcomes_match_snapshot(),
        explore("one job is enough", || check(&[7]))
            .spawns_at_least(1)
            .joins_all(),
        explore("no jobs, no results", || check(&[])),
    ]
}
