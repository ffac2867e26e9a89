//! Hidden test of `06_pipeline`: three steps at work at the same time, a bounded way between them, no hang at a panic.
//!
//! Washing and peeling take 100 ms each, cooking 300 ms. Three potatoes through a real pipeline take 1100 ms: 100 and
//! 100, and three times 300. A step that collects them all before it begins makes it longer.

use std::__judge::{Check, explore, mistake};
use std::time::Duration;

use super::{Broken, ROOM, run};

/// Runs the pipeline on good potatoes, and compares.
fn check(potatoes: &[i32]) {
    let cooked: Vec<String> = potatoes.iter().map(|n| format!("cooked {n}")).collect();
    let expected = Ok(cooked);
    let found = run(potatoes.to_vec());
    assert!(
        found == expected,
        "the result of `run({potatoes:?})`: expected {expected:?}, found {found:?}"
    );
}

/// Runs the pipeline on potatoes of which one is rotten.
fn check_broken(potatoes: &[i32]) {
    let found = run(potatoes.to_vec());
    if found.is_ok() {
        mistake!(
            "crash-hidden",
            "a step panics in `run({potatoes:?})`, but the result says that all went well: {found:?}"
        );
    }
    assert!(
        found == Err(Broken),
        "the result of `run({potatoes:?})`: expected Err(Broken), found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("three potatoes, three steps at the same time", || {
            check(&[1, 2, 3])
        })
        .spawns_at_least(3)
        .overlaps_at_least(3)
        .makespan_at_most(Duration::from_millis(1_100))
        .queue_at_most(ROOM as u64)
        .joins_all()
        .no_busy_wait(),
        explore("washing waits when nobody peels fast enough", || {
            check(&[1, 2, 3, 4, 5])
        })
        .queue_at_most(ROOM as u64)
        .joins_all()
        .no_busy_wait(),
        explore("one step panics, and nobody hangs", || {
            check_broken(&[-1, 2, 3, 4])
        })
        .joins_all()
        .no_busy_wait(),
        explore("no potatoes at all", || check(&[])).joins_all(),
    ]
}
