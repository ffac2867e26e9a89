//! Hidden test of `09_histogram`: every vote counts once, reading overlaps, and nothing is shared at every ballot.
//!
//! Whether a thread did something between two ballots that others could see is told by the thread's own history: if
//! nothing happened in between, the later moment also comes before the earlier one. It is asked within `read`, of one
//! thread at a time, so no schedule is added. Ballots that are handed out by the dozen are fine: it only counts what a
//! thread does at each of several ballots in a row.

use std::__judge::{Check, Moment, explore, mistake, shortcoming, time_is_exact};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Reading one ballot, where it takes time.
const ONE: Duration = Duration::from_millis(100);

/// Ballots of which most are for the same one: so a lock for each candidate is as hot as one for all.
const MOSTLY_ONE: [u32; 10] = [0, 0, 1, 0, 0, 0, 0, 0, 1, 0];

/// So many ballots in a row, and something shared before each but the first, are too many.
const N_IN_A_ROW: usize = 5;

/// Counts ballots that say themselves whom they are for.
fn count(
    ballots: &[u32],
    n_candidates: usize,
    n_threads: usize,
    read: impl Fn(u32) -> usize + Sync,
) {
    let mut expected = vec![0; n_candidates];
    for ballot in ballots {
        expected[*ballot as usize] += 1;
    }
    let found = super::count_votes(ballots, n_candidates, n_threads, read);
    // Each candidate has a ballot, so those who have no vote are those whose ballots nobody read.
    let n_counted = found.iter().take_while(|votes| **votes == 1).count();
    if expected.iter().all(|votes| *votes == 1)
        && n_counted < n_candidates
        && found[n_counted..].iter().all(|votes| *votes == 0)
    {
        mistake!(
            "lost-remainder",
            "{} ballots, {n_threads} thread(s), and only the first {n_counted} were counted",
            ballots.len()
        );
    }
    assert!(
        found == expected,
        "the ballots are for {ballots:?}, {n_candidates} candidate(s), {n_threads} thread(s): expected {expected:?}, \
         found {found:?}"
    );
}

/// With so many threads at most, and reading that takes its time.
fn check(name: &str, ballots: &'static [u32], n_candidates: usize, n_threads: usize) -> Check {
    let shares = |n_threads: usize| ONE * ballots.len().div_ceil(n_threads) as u32;
    let fair = shares(n_threads);
    explore(name, move || {
        let start = Instant::now();
        count(ballots, n_candidates, n_threads, |ballot| {
            lab::cpu(ONE.as_micros() as u64);
            ballot as usize
        });
        let elapsed = start.elapsed();
        if time_is_exact() && elapsed > fair && elapsed < shares(1) {
            shortcoming!(
                "unbalanced",
                "{} ballots and {n_threads} threads took {elapsed:?}, where {fair:?} are enough: one thread had more to \
                 read than it need have, and the others had nothing left",
                ballots.len()
            );
        }
    })
    .spawns_at_most(n_threads as u64)
    .makespan_at_most(fair)
}

thread_local! {
    /// When this thread read its last ballot, and how many in a row had something shared before them.
    static LAST: RefCell<(Option<Moment>, usize)> = const { RefCell::new((None, 1)) };
}

/// Notes that the calling thread reads a ballot, and whether it has used something shared before too many in a row.
///
/// That is told to main through the flag, because a panic in here may never get there.
fn note_reading(is_shared: &AtomicBool) {
    let now = Moment::now();
    let n_in_a_row = LAST.with_borrow_mut(|(last, n_in_a_row)| {
        if let Some(last) = last.replace(now) {
            let nothing_between = now.happens_before(&last);
            *n_in_a_row = if nothing_between { 1 } else { *n_in_a_row + 1 };
        }
        *n_in_a_row
    });
    if n_in_a_row == N_IN_A_ROW {
        is_shared.store(true, Ordering::SeqCst);
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        // Reading takes no time here, so a thread may well be ready before anybody waits for it.
        explore("the votes are those of the ballots", || {
            count(&[3, 1, 1, 0], 4, 2, |ballot| ballot as usize);
        }),
        // Main may be one of the three.
        check(
            "six ballots are read by three threads",
            &[2, 0, 2, 1, 0, 2],
            3,
            3,
        )
        .overlaps_at_least(2),
        check(
            "seven ballots and three threads: none is left out",
            &[0, 1, 2, 3, 4, 5, 6],
            7,
            3,
        ),
        check("one thread", &[0, 1, 1], 2, 1),
        check("fewer ballots than threads", &[1, 0], 2, 3),
        check("no ballots", &[], 2, 2),
        // The lock first, because it has a name of its own.
        explore("no lock is taken for every ballot", || {
            count(&MOSTLY_ONE, 2, 2, |ballot| ballot as usize);
        })
        // Once for each thread and candidate, and once for each candidate in the end.
        .lock_taken_at_most(6),
        explore("nothing is shared at every ballot", || {
            let is_shared = AtomicBool::new(false);
            count(&MOSTLY_ONE, 2, 2, |ballot| {
                note_reading(&is_shared);
                ballot as usize
            });
            if is_shared.into_inner() {
                shortcoming!(
                    "shared-at-every-step",
                    "a thread read {N_IN_A_ROW} ballots in a row, and between any two of them it used something that \
                     threads share: an atomic number, a channel, a lock"
                );
            }
        }),
    ]
}
