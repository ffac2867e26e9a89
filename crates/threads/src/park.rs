//! Sleeping until woken.
//!
//! [`thread::park`] puts the calling thread to sleep; [`Thread::unpark`] wakes it. A sleeping thread costs no time on
//! any core. A thread that asks a flag again and again (*busy-waiting*) costs all of one.
//!
//! Each thread has one *token*. `unpark` makes it available, `park` takes it or sleeps until it can. So an `unpark`
//! that comes too early is not lost. But there is one token only: two `unpark`s count as one.
//!
//! And `park` may return for no reason at all. So being awake proves nothing. The sleeper needs a condition of its own,
//! and a loop that asks it: *while not yet, park*.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, Thread};

/// Sleeps until `level` is at least `wanted`.
///
/// ```
/// use std::sync::atomic::AtomicU32;
/// use std::thread;
/// use threads::park::{raise, wait_for_level};
///
/// let level = AtomicU32::new(0);
/// thread::scope(|scope| {
///     let swimmer = scope.spawn(|| wait_for_level(&level, 3));
///     for _ in 0..3 {
///         raise(&level, swimmer.thread());
///     }
/// });
/// ```
pub fn wait_for_level(level: &AtomicU32, wanted: u32) {
    // A loop, not an `if`: woken by the first of three `raise`s, it must go to sleep again.
    while level.load(Ordering::SeqCst) < wanted {
        thread::park();
    }
}

/// Raises the level by one, then wakes the sleeper so that it looks.
///
/// The order matters. Woken first, the sleeper may look before the level has changed, and sleep again; and nobody
/// will wake it a second time. That is called a *lost wakeup*.
pub fn raise(level: &AtomicU32, sleeper: &Thread) {
    level.fetch_add(1, Ordering::SeqCst);
    sleeper.unpark();
}
