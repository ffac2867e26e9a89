//! Hidden test of `01_overlap_the_waiting`: every answer in its place, and no wait has to wait for another one.
//!
//! That waits overlap is seen from virtual time, so it is only asked where sleeps are exact. Whoever does one part in
//! main is right too, so there may be one thread less than there are parts. A program that takes as long as all waits
//! together is left to the rules: they know why.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::time::{Duration, Instant};

use super::Part;

/// Parts with these delays, in milliseconds.
fn parts(delays: &[u64]) -> Vec<Part> {
    let names = ["north", "east", "south", "west"];
    let parts = names.into_iter().zip(delays);
    let part = |(name, delay): (_, &u64)| Part {
        name,
        delay: Duration::from_millis(*delay),
    };
    parts.map(part).collect()
}

/// Fetches parts with these delays, and compares the answers.
fn fetch(delays: &[u64]) {
    let parts = parts(delays);
    let expected: Vec<String> = parts
        .iter()
        .map(|part| format!("<{}>", part.name))
        .collect();
    let start = Instant::now();
    let answers = super::fetch_all(&parts);
    let elapsed = start.elapsed();
    assert!(
        answers == expected,
        "expected the answers {expected:?}, found {answers:?}"
    );
    let longest = parts.iter().map(|part| part.delay).max();
    let all: Duration = parts.iter().map(|part| part.delay).sum();
    if let Some(longest) = longest.filter(|_| time_is_exact())
        && elapsed > longest
        && elapsed < all
    {
        shortcoming!(
            "few-at-a-time",
            "{} waits took {elapsed:?} in all, and the longest of them is {longest:?}: some of them began only when \
             others were over",
            parts.len()
        );
    }
}

pub fn checks() -> Vec<Check> {
    let at_most = |millis| Duration::from_millis(millis);
    vec![
        explore(
            "three waits at the same time, each answer in its place",
            || fetch(&[100, 100, 100]),
        )
        .overlaps_at_least(2)
        .makespan_at_most(at_most(100)),
        explore("four waits take as long as the longest of them", || {
            fetch(&[100, 200, 100, 200])
        })
        .makespan_at_most(at_most(200)),
        explore("a page with one part", || fetch(&[100])).makespan_at_most(at_most(100)),
        explore("a page without parts", || fetch(&[])).makespan_at_most(at_most(0)),
        explore("fetching a part means to wait for its server", || {
            for part in parts(&[100, 200]) {
                let start = Instant::now();
                super::fetch(&part);
                if time_is_exact() && start.elapsed() != part.delay {
                    mistake!(
                        "work-changed",
                        "the server of a part takes {:?}, but `fetch` returned after {:?}",
                        part.delay,
                        start.elapsed()
                    );
                }
            }
        }),
    ]
}
