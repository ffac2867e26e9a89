//! Hidden test of `12_scan`: every prefix is there, in its order, and the passes are parallel.
//!
//! Values are letters, so that a result shows what was put together, and in which order. How long it takes is only
//! asked where time is exact. The program that puts all together one after the other, by threads or without, is left
//! to the rules in the first check, which asks for no time: they know why.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::time::{Duration, Instant};

use super::scan;

/// To put two together, where it takes time.
const ONE: Duration = Duration::from_millis(100);

fn letters(n_values: usize) -> Vec<String> {
    ('a'..='z').take(n_values).map(String::from).collect()
}

fn sorted(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters
}

/// Scans letters, and compares.
fn spell(n_values: usize, n_threads: usize, combine: impl Fn(&String, &String) -> String + Sync) {
    let values = letters(n_values);
    let all = values.concat();
    let expected: Vec<&str> = (1..=n_values).map(|n| &all[..n]).collect();
    let found = scan(&values, n_threads, combine);
    let asked = format!("{n_values} letter(s) and {n_threads} thread(s)");
    assert!(
        found.len() == n_values,
        "{asked}: expected as many results, found {}",
        found.len()
    );
    let wrong = found
        .iter()
        .zip(&expected)
        .find(|(found, expected)| found != *expected);
    let Some((found, expected)) = wrong else {
        return;
    };
    // What is there is in its place: only something that comes before is not.
    if found.len() < expected.len() && expected.ends_with(found.as_str()) {
        mistake!(
            "carry-lost",
            "{asked}: the result for the letter {:?} should be {expected:?} and is {found:?}: not all that comes before it \
             has been put in front",
            &expected[expected.len() - 1..]
        );
    }
    if is_without_something_between(found, expected) {
        mistake!(
            "carry-lost",
            "{asked}: instead of {expected:?} there is {found:?}: one of the pieces that come before it is missing"
        );
    }
    if sorted(found) == sorted(expected) {
        mistake!(
            "wrong-order",
            "{asked}: instead of {expected:?} there is {found:?}: all of it, in another order"
        );
    }
    panic!("{asked}: instead of {expected:?} there is {found:?}");
}

/// Whether the letters are all expected, in this order, and others are missing.
fn is_without_something_between(found: &str, expected: &str) -> bool {
    let mut letters = expected.chars();
    found.len() < expected.len()
        && found
            .chars()
            .all(|letter| letters.any(|other| other == letter))
}

fn join(a: &String, b: &String) -> String {
    format!("{a}{b}")
}

fn join_slowly(a: &String, b: &String) -> String {
    lab::cpu(ONE.as_micros() as u64);
    join(a, b)
}

/// Scans slowly, within the time that the task gives.
fn check_time(name: &str, n_values: usize, n_threads: usize) -> Check {
    let limit = ONE * (2 * n_values.div_ceil(n_threads) + n_threads) as u32;
    let alone = ONE * (n_values as u32 - 1);
    explore(name, move || {
        let start = Instant::now();
        spell(n_values, n_threads, join_slowly);
        let elapsed = start.elapsed();
        if time_is_exact() && elapsed > limit && elapsed >= alone {
            shortcoming!(
                "slower-than-one-thread",
                "{n_values} values and {n_threads} threads took {elapsed:?}, where {limit:?} are enough: one thread alone \
                 takes {alone:?}, so the others were no help"
            );
        }
    })
    .makespan_at_most(limit)
}

pub fn checks() -> Vec<Check> {
    let at_most = |n_threads: usize, check: Check| check.spawns_at_most(2 * n_threads as u64);
    vec![
        at_most(
            3,
            explore("the second pass begins when the first is over", || {
                spell(6, 3, join);
            }),
        ),
        at_most(
            3,
            explore("six values by three threads", || spell(6, 3, join_slowly)),
        )
        .overlaps_at_least(2),
        at_most(2, explore("one thread", || spell(3, 1, join))),
        at_most(
            4,
            explore("five values and four threads", || spell(5, 4, join)),
        ),
        at_most(
            3,
            explore("fewer values than threads", || spell(2, 3, join)),
        ),
        at_most(2, explore("one value", || spell(1, 2, join))),
        at_most(2, explore("no values", || spell(0, 2, join))),
        at_most(4, check_time("both passes are parallel", 23, 4)),
    ]
}
