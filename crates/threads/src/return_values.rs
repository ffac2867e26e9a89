//! What a thread gives back.
//!
//! The value of a thread's closure waits in its handle until somebody joins. So results come in the order in which
//! *you* join, not in the order in which the threads were ready.
//!
//! The commonest mistake is to join too soon. The two functions here differ in one line only. Both are right, but only
//! one of them is concurrent.

use std::thread;
use std::time::Duration;

/// A job that mostly waits, as a request to another machine would.
fn slow_double(n: u32) -> u32 {
    thread::sleep(Duration::from_millis(20));
    n * 2
}

/// Starts all threads, then joins them: the waiting overlaps.
///
/// ```
/// assert_eq!(threads::return_values::together(&[3, 1, 2]), [6, 2, 4]);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn together(jobs: &[u32]) -> Vec<u32> {
    let mut handles = Vec::new();
    for &job in jobs {
        handles.push(thread::spawn(move || slow_double(job)));
    }
    // Every thread has been started. Only now does anybody wait.
    let mut results = Vec::new();
    for handle in handles {
        results.push(handle.join().unwrap());
    }
    results
}

/// Joins each thread before it starts the next: as slow as without threads, and with the cost of starting them.
///
/// The same happens, well hidden, in `jobs.iter().map(spawn).map(join)`: iterators are lazy, and each element goes all
/// the way before the next one sets out. A `collect` between the two `map`s makes them two loops.
///
/// ```
/// assert_eq!(threads::return_values::one_by_one(&[3, 1, 2]), [6, 2, 4]);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn one_by_one(jobs: &[u32]) -> Vec<u32> {
    let mut results = Vec::new();
    for &job in jobs {
        let handle = thread::spawn(move || slow_double(job));
        // Here `main` does nothing but wait, and there is nobody else.
        results.push(handle.join().unwrap());
    }
    results
}
