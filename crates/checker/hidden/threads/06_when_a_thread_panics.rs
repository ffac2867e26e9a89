//! Hidden test of `06_when_a_thread_panics`: a crash is a value, the other answers survive, no thread is left behind.

use std::__judge::{Check, explore, mistake};

use super::{Crashed, run_all, run_each};

/// Compares the results of `run_each`.
fn check_each(jobs: &[i32]) {
    let expected: Vec<Result<i32, Crashed>> = jobs
        .iter()
        .map(|&job| {
            if job < 0 {
                Err(Crashed { job })
            } else {
                Ok(job * 10)
            }
        })
        .collect();
    let found = run_each(jobs);
    if found.len() < expected.len() {
        mistake!(
            "results-swallowed",
            "`run_each({jobs:?})` must give {} results, but there are {}: {found:?}",
            expected.len(),
            found.len()
        );
    }
    if found.len() == expected.len()
        && found
            .iter()
            .zip(&expected)
            .any(|(f, e)| f.is_ok() && e.is_err())
    {
        mistake!(
            "crash-hidden",
            "`run_each({jobs:?})` says that a job went well which crashed: {found:?}"
        );
    }
    assert!(
        found == expected,
        "the results of `run_each({jobs:?})`: expected {expected:?}, found {found:?}"
    );
}

/// Compares the answer of `run_all`.
fn check_all(jobs: &[i32], expected: Result<Vec<i32>, Crashed>) {
    let found = run_all(jobs);
    assert!(
        found == expected,
        "the answer of `run_all({jobs:?})`: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("each job has its result, also when one crashes", || {
            check_each(&[1, -2, 3])
        })
        .spawns_at_least(3)
        .overlaps_at_least(2)
        .joins_all(),
        explore("all jobs crash", || check_each(&[-1, -2]))
            .spawns_at_least(2)
            .joins_all(),
        explore("without a crash, `run_all` gives all answers", || {
            check_all(&[1, 2, 3], Ok(vec![10, 20, 30]));
        })
        .spawns_at_least(3)
        .overlaps_at_least(2)
        .joins_all(),
        explore(
            "with a crash, `run_all` names it and leaves no thread behind",
            || {
                check_all(&[-1, 2, -3], Err(Crashed { job: -1 }));
            },
        )
        .spawns_at_least(3)
        .joins_all(),
    ]
}
