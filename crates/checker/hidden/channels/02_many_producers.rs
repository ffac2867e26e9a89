//! Hidden test of `02_many_producers`: all votes, each with its station, all stations at the same time.
//!
//! A station takes 100 ms for a vote. Threads that are only waited for through their channels are not ordered by joins,
//! so it is the time that tells whether they work one after the other.

use std::__judge::{Check, explore, mistake};
use std::time::Duration;

/// Counts, and compares: every station's votes come out as they went in.
fn check(stations: &[&[&'static str]]) {
    let expected: Vec<Vec<&str>> = stations.iter().map(|names| names.to_vec()).collect();
    let found = super::count(expected.clone());
    let sorted = |lists: &[Vec<&'static str>]| {
        let mut names = lists.concat();
        names.sort_unstable();
        names
    };
    let (all_expected, all_found) = (sorted(&expected), sorted(&found));
    if found != expected && all_found == all_expected {
        mistake!(
            "completion-order",
            "every vote is there, but not in its place: expected {expected:?}, found {found:?}"
        );
    }
    if all_found.len() < all_expected.len() {
        mistake!(
            "votes-missing",
            "{} votes were given, {} came out: expected {expected:?}, found {found:?}",
            all_expected.len(),
            all_found.len()
        );
    }
    assert!(
        found == expected,
        "the votes by station: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("two stations report at the same time", || {
            check(&[&["ann"], &["bob"]])
        })
        .spawns_at_least(2)
        .overlaps_at_least(2)
        .makespan_at_most(Duration::from_millis(100))
        .joins_all()
        .no_busy_wait(),
        explore("stations may have any number of votes", || {
            check(&[&["ann", "bob"], &[], &["cem", "dan"]])
        })
        .spawns_at_least(2)
        .makespan_at_most(Duration::from_millis(200))
        .joins_all()
        .no_busy_wait(),
        explore("no stations, no votes", || check(&[])),
    ]
}
