//! Many waits take no longer than one.
//!
//! A thread that waits, for a disk, a network, a person, needs no core. So a thousand threads can wait on one core, and
//! all waits go on at the same time. One after the other, their times add up. Together, the longest one counts.
//!
//! ```text
//! one after the other   ──a──┤──────b──────┤───c───┤
//! all at once           ──a──┤
//!                       ──────b──────┤
//!                       ───c───┤                      done when the longest is done
//! ```
//!
//! The work is the sum, the span is the longest. It is the cheapest speed-up that there is: no more cores are needed.
//!
//! Two things undo it. Joining a thread before the next one is started makes them wait in a row. And a lock that is
//! held while waiting makes everybody else wait for the waiter.

use std::thread;
use std::time::Duration;

/// Does all jobs at once, each in a thread of its own. The results come in the order of the jobs.
///
/// That is right for jobs that wait. For jobs that compute, see
/// [`cores_for_computing`](crate::cores_for_computing).
///
/// ```
/// use std::sync::Barrier;
/// use parallelism::overlapping_waits::all_at_once;
/// // Each waits until all three are there. One after the other, the first would wait for ever.
/// let all_are_there = Barrier::new(3);
/// let replies = all_at_once(vec!["a", "b", "c"], |name| {
///     all_are_there.wait();
///     name.to_uppercase()
/// });
/// assert_eq!(replies, ["A", "B", "C"]);
/// ```
///
/// # Panics
/// If a job does.
pub fn all_at_once<Job: Send, Reply: Send>(
    jobs: Vec<Job>,
    do_it: impl Fn(Job) -> Reply + Sync,
) -> Vec<Reply> {
    thread::scope(|scope| {
        let do_it = &do_it;
        // First all are started. `collect` matters: without it, each would be joined before the next one starts,
        // because iterators take one item at a time through the whole chain.
        let threads: Vec<_> = jobs
            .into_iter()
            .map(|job| scope.spawn(move || do_it(job)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// How long these waits take one after the other: their sum.
pub fn in_a_row(waits: &[Duration]) -> Duration {
    waits.iter().sum()
}

/// How long these waits take at the same time: as the longest one.
///
/// ```
/// use std::time::Duration;
/// use parallelism::overlapping_waits::{in_a_row, together};
/// let waits = [20, 50, 30].map(Duration::from_millis);
/// assert_eq!(in_a_row(&waits), Duration::from_millis(100));
/// assert_eq!(together(&waits), Duration::from_millis(50));
/// ```
pub fn together(waits: &[Duration]) -> Duration {
    waits.iter().max().copied().unwrap_or_default()
}
