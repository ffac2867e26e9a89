//! A variable for each thread.
//!
//! `thread_local!` declares what looks like one global variable, and is one variable *per thread*. Each thread gets a
//! fresh one when it first asks. Nobody else can reach it, so it needs no lock, and a plain `Cell` or `RefCell` will
//! do.
//!
//! It is not a way to share. A thread that writes to its copy changes nothing in anybody else's. To get at what a
//! thread has gathered, let that thread hand it over, for example as its return value.

use std::cell::Cell;
use std::thread;

thread_local! {
    /// How many steps the calling thread has done. Each thread starts at 0.
    static STEPS: Cell<u32> = const { Cell::new(0) };
}

/// Counts one step of the calling thread.
pub fn step() {
    STEPS.set(STEPS.get() + 1);
}

/// How many steps the calling thread has done.
///
/// ```
/// use threads::thread_locals::{step, steps};
/// step();
/// std::thread::spawn(|| {
///     step();
///     step();
///     assert_eq!(steps(), 2);
/// })
/// .join()
/// .unwrap();
/// // The other thread's two steps are not ours.
/// assert_eq!(steps(), 1);
/// ```
pub fn steps() -> u32 {
    STEPS.get()
}

/// Lets each thread do its share of steps, and gathers the counts.
///
/// ```
/// assert_eq!(threads::thread_locals::march(&[2, 0, 5]), [2, 0, 5]);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn march(shares: &[u32]) -> Vec<u32> {
    thread::scope(|scope| {
        let mut marchers = Vec::new();
        for &share in shares {
            marchers.push(scope.spawn(move || {
                for _ in 0..share {
                    step();
                }
                // Asked here, it is this thread's count. Asked after the scope, it would be the caller's.
                steps()
            }));
        }
        let mut counts = Vec::new();
        for marcher in marchers {
            counts.push(marcher.join().unwrap());
        }
        counts
    })
}
