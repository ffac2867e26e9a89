//! Hidden test of `01_counter`: no visitor is lost, whatever the schedule, and the gates are open at the same time.

use std::__judge::{Check, explore, outcome};

/// Counts, and compares with the product.
fn check(n_gates: u32, n_visitors: u32) {
    let found = super::count_visitors(n_gates, n_visitors);
    outcome(found);
    let expected = n_gates * n_visitors;
    assert!(
        found == expected,
        "{n_gates} gates with {n_visitors} visitors each: expected {expected}, found {found}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("nobody is lost when two gates are open", || check(2, 2))
            .spawns_at_least(2)
            .overlaps_at_least(2)
            .joins_all(),
        explore("nobody is lost when three gates are open", || check(3, 1))
            .spawns_at_least(3)
            .overlaps_at_least(3)
            .joins_all(),
        explore("one gate is enough", || check(1, 3)).joins_all(),
        explore("no gates, no visitors", || check(0, 5)),
    ]
}
