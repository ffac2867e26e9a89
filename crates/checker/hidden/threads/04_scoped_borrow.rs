//! Hidden test of `04_scoped_borrow`: two threads, one half each, every number once.

use std::__judge::{Check, explore, mistake};

/// Sums `numbers`, and compares.
fn check(numbers: &[u64]) {
    let expected: u64 = numbers.iter().sum();
    let found = super::total(numbers);
    if found > expected {
        mistake!(
            "halves-overlap",
            "the sum of {numbers:?} is {expected}, but `total` returned {found}: something is counted twice"
        );
    }
    assert!(
        found == expected,
        "the sum of {numbers:?}: expected {expected}, found {found}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("two threads add up one half each, at the same time", || {
            check(&[3, 10, 400, 1_000])
        })
        .spawns_at_least(2)
        .overlaps_at_least(2)
        .joins_all(),
        explore("an odd number of numbers", || check(&[5, 70, 900])),
        explore("no numbers at all", || check(&[])),
    ]
}
