//! Hidden test of `05_split_the_work`: every number once, at most as many threads as asked for, at the same time.
//!
//! The even case comes first, so that a submission without threads is told so before its arithmetic is looked at.

use std::__judge::{Check, explore, mistake};

/// Sums `numbers` on `n_threads` threads, and compares.
fn check(numbers: &[u64], n_threads: usize) {
    let expected: u64 = numbers.iter().sum();
    let found = super::sum(numbers, n_threads);
    let fitting: u64 = numbers[..numbers.len() - numbers.len() % n_threads]
        .iter()
        .sum();
    if found != expected && found == fitting {
        mistake!(
            "lost-remainder",
            "the sum of {numbers:?} on {n_threads} threads is {expected}, but `sum` returned {found}: \
             what does not fit evenly is missing"
        );
    }
    assert!(
        found == expected,
        "the sum of {numbers:?} on {n_threads} threads: expected {expected}, found {found}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("six numbers fit evenly on three threads", || {
            check(&[1, 2, 3, 4, 5, 6], 3)
        })
        .spawns_at_least(2)
        .spawns_at_most(3)
        .overlaps_at_least(2)
        .joins_all(),
        explore("seven numbers do not fit evenly on three threads", || {
            check(&[1, 2, 3, 4, 5, 6, 7], 3)
        })
        .spawns_at_most(3)
        .joins_all(),
        explore("eight numbers do not fit evenly on three threads", || {
            check(&[1, 2, 3, 4, 5, 6, 7, 8], 3)
        })
        .spawns_at_most(3)
        .joins_all(),
        explore("fewer numbers than threads", || check(&[20, 300], 3))
            .spawns_at_most(3)
            .joins_all(),
        explore("no numbers at all", || check(&[], 2))
            .spawns_at_most(2)
            .joins_all(),
        explore("one thread", || check(&[4, 5, 6], 1))
            .spawns_at_most(1)
            .joins_all(),
    ]
}
