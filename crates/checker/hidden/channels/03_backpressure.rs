//! Hidden test of `03_backpressure`: every loaf is sold, and the shelf never holds more than it has places.
//!
//! The seller looks at the board before each sale, so a baker that waits for a place with the board in its hands stops
//! both. In trusted time the baker is always the quicker one: it runs until it waits before the seller wakes.

use std::__judge::{Check, explore, mistake};
use std::sync::{Arc, Mutex};

use super::{Board, run};

/// Bakes and sells, and compares what was sold and what is on the board.
fn check(n_loaves: usize, n_places: usize) {
    let board = Arc::new(Mutex::new(Board::default()));
    let expected: Vec<usize> = (1..=n_loaves).collect();
    let found = run(n_loaves, n_places, Arc::clone(&board));
    if found.len() < n_loaves && found.iter().all(|loaf| expected.contains(loaf)) {
        mistake!(
            "loaves-dropped",
            "{n_loaves} loaves should be sold, but only {} were: {found:?}",
            found.len()
        );
    }
    assert!(
        found == expected,
        "the loaves in the order in which they were sold: expected {expected:?}, found {found:?}"
    );
    let board = board.lock().unwrap();
    assert!(
        board.baked == n_loaves && board.customers == n_loaves + 1,
        "{n_loaves} loaves are baked for {} customers, but the board says {board:?}",
        n_loaves + 1
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("three loaves, a shelf with one place", || check(3, 1))
            .spawns_at_least(1)
            .joins_all()
            .queue_at_most(1)
            .no_busy_wait(),
        explore("four loaves, a shelf with two places", || check(4, 2))
            .spawns_at_least(1)
            .joins_all()
            .queue_at_most(2)
            .no_busy_wait(),
        explore("no loaves at all", || check(0, 1))
            .spawns_at_least(1)
            .joins_all(),
    ]
}
