//! Nobody goes on before all are there.
//!
//! Some work goes in phases: everybody does step 1, and only when all have done it, everybody does step 2. [`Barrier`]
//! is made for a number of threads. [`wait`](Barrier::wait) sleeps until so many have called it; then all go on.
//! Everything that any of them did before the barrier happens before everything that any of them does after it.
//!
//! - The number must be right. One too many, and all wait for ever for somebody who never comes. One too few, and the
//!   last one waits for the next round.
//! - A thread that panics or returns early never comes to the barrier. The others wait for it.
//! - A barrier can be used again and again. One of the threads, it is not said which, is told that it is the *leader*:
//!   the one to do what must be done once.
//!
//! **Write, barrier, read, barrier.** Who reads what the others wrote needs a barrier before reading. If the next round
//! writes to the same place, it needs a second one after reading. Otherwise a quick thread overwrites what a slow one
//! has not read yet.

use std::sync::{Barrier, Mutex};
use std::thread;

/// How far each value is from the average of all, rounded down. A thread for each value.
///
/// ```
/// use shared_state::barriers::distance_from_average;
/// assert_eq!(distance_from_average(&[10, 20, 60]), [-20, -10, 30]);
/// assert_eq!(distance_from_average(&[]), []);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn distance_from_average(values: &[i64]) -> Vec<i64> {
    let n_values = i64::try_from(values.len()).expect("nobody has so many values");
    let sum = Mutex::new(0);
    let all_have_added = Barrier::new(values.len());
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for value in values {
            let (sum, all_have_added) = (&sum, &all_have_added);
            threads.push(scope.spawn(move || {
                // Phase 1: a statement of its own, so that no lock is held at the barrier.
                *sum.lock().unwrap() += value;
                all_have_added.wait();
                // Phase 2: the sum is complete, and nobody changes it any more.
                value - sum.lock().unwrap().div_euclid(n_values)
            }));
        }
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

/// Each singer sings all verses. Returns who sang which verse, as `(verse, singer)`, in the order in which it was
/// heard.
///
/// Within a verse, any order is possible. But nobody begins the next verse before everybody has sung this one.
///
/// ```
/// let heard = shared_state::barriers::sing(3, 4);
/// assert_eq!(heard.len(), 12);
/// assert!(heard.is_sorted_by_key(|&(verse, _)| verse));
/// ```
///
/// # Panics
/// If a thread panics.
pub fn sing(n_singers: usize, n_verses: usize) -> Vec<(usize, usize)> {
    let heard = Mutex::new(Vec::new());
    let verse_is_over = Barrier::new(n_singers);
    thread::scope(|scope| {
        for singer in 0..n_singers {
            let (heard, verse_is_over) = (&heard, &verse_is_over);
            scope.spawn(move || {
                for verse in 0..n_verses {
                    heard.lock().unwrap().push((verse, singer));
                    // One barrier is enough here: nobody overwrites what another still has to read.
                    verse_is_over.wait();
                }
            });
        }
    });
    heard.into_inner().unwrap()
}
