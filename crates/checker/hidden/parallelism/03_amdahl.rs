//! Hidden test of `03_amdahl`: what can be divided is divided, what can't be is done once, and the figures are right.
//!
//! Times are only asked for where time is exact. They tell which part was not divided, as each way to go wrong takes a time
//! of its own. A program that takes as long as one without threads is left to the rules: they know why. One that is faster
//! than its threads can be had more of them at work than it was allowed; counting threads would not do, as whoever draws
//! with some threads and folds with others is right too.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::time::{Duration, Instant};

const TITLE: Duration = Duration::from_millis(40);
const DRAW: Duration = Duration::from_millis(18);
const FOLD: Duration = Duration::from_millis(2);

/// How long it takes with fair shares.
fn best(n_pages: u32, n_threads: u32) -> Duration {
    TITLE + (DRAW + FOLD) * n_pages.div_ceil(n_threads)
}

/// Prints an issue, and compares the pages.
fn print(n_pages: u32, n_threads: u32) {
    let expected: Vec<u32> = (0..n_pages).map(|page| 3001 + 10 * page).collect();
    let start = Instant::now();
    let pages = super::print_issue(3, n_pages, n_threads as usize);
    let elapsed = start.elapsed();
    assert!(
        pages == expected,
        "{n_pages} pages on {n_threads} threads: expected {expected:?}, found {pages:?}"
    );
    if time_is_exact() {
        look_at_time(n_pages, n_threads, elapsed);
    }
}

/// Names what was not divided, or divided too far.
fn look_at_time(n_pages: u32, n_threads: u32, elapsed: Duration) {
    let (fair, alone) = (best(n_pages, n_threads), best(n_pages, 1));
    let share = n_pages.div_ceil(n_threads);
    let what = format!("{n_pages} pages on {n_threads} threads took {elapsed:?}");
    // However drawing and folding are mixed, so many threads can't do it in less.
    let fastest = TITLE + (DRAW + FOLD) * n_pages / n_threads;
    if elapsed < fastest && elapsed >= TITLE {
        shortcoming!(
            "too-many-threads",
            "{what}, and {n_threads} threads can't do it in less than {fastest:?}: more of them were at work"
        );
    }
    if elapsed <= fair || elapsed == alone {
        return;
    }
    if elapsed == (TITLE + DRAW + FOLD) * share {
        shortcoming!(
            "title-set-again",
            "{what}, where {fair:?} are enough: the title page was set again for each page"
        );
    }
    if elapsed == TITLE + DRAW * n_pages + FOLD * share {
        shortcoming!(
            "wrong-part",
            "{what}, and without threads it takes {alone:?}: the folding was divided, but the drawing was not"
        );
    }
    shortcoming!(
        "serial-part-left",
        "{what}, where {fair:?} are enough: something that can be divided was done by one thread alone"
    );
}

fn check(name: &str, n_pages: u32, n_threads: u32) -> Check {
    explore(name, move || print(n_pages, n_threads)).makespan_at_most(best(n_pages, n_threads))
}

/// Compares a prediction with Amdahl's law, without telling what it should be.
fn compare(found: [u64; 4], n_pages: [u32; 4], diagnosis: &str) {
    for (idx, n_threads) in [1, 2, 4, 8].into_iter().enumerate() {
        let expected = best(n_pages[idx], n_threads).as_millis();
        if u128::from(found[idx]) != expected {
            mistake!(
                diagnosis,
                "{} pages on {n_threads} threads, each with a core of its own, do not take {} ms",
                n_pages[idx],
                found[idx]
            );
        }
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        // Main may be one of the three.
        check("three pages on three threads at the same time", 3, 3).overlaps_at_least(2),
        check("five pages on two threads, all of it divided", 5, 2),
        check("fewer pages than threads", 1, 2),
        check("an issue without pages", 0, 2),
        check("one thread", 2, 1),
        explore("the figures for the same issue", || {
            let found = super::same_issue();
            let is_linear = found
                .iter()
                .zip([1, 2, 4, 8])
                .all(|(millis, n_threads)| millis * n_threads == found[0]);
            let diagnosis = if is_linear {
                "linear-speed-up"
            } else {
                "wrong-prediction"
            };
            compare(found, [8; 4], diagnosis);
        }),
        explore("the figures for the growing issue", || {
            compare(super::growing_issue(), [8, 16, 32, 64], "weak-scaling");
        }),
        explore("each step takes its time", || {
            let time = |step: &dyn Fn() -> u32| {
                let start = Instant::now();
                step();
                start.elapsed()
            };
            let found = [
                time(&|| super::set_title(1)),
                time(&|| super::draw(1, 2)),
                time(&|| super::fold(3)),
            ];
            let expected = [TITLE, DRAW, FOLD];
            if time_is_exact() && found != expected {
                mistake!(
                    "work-changed",
                    "setting the title, drawing and folding take {expected:?}, but here they take {found:?}"
                );
            }
        }),
    ]
}
