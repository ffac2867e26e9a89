//! Poisoning: the mark that a thread panicked while it held a lock, and the errors that report it.
//!
//! The errors are `std`'s own: they are plain data, so nothing is gained by replacing them. The
//! flag is ours, because whether a *concurrent* `is_poisoned` sees it depends on the schedule.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use model::memory::Atomic;
use model::rt;

pub use std::sync::{LockResult, PoisonError, TryLockError, TryLockResult};

/// The poison mark of one lock.
///
/// Its orderings are `SeqCst` although `std`'s are `Relaxed`: a learner who asks `is_poisoned` has
/// not written a weak ordering, and must not be told that one was used.
#[derive(Debug)]
pub(super) struct Flag {
    failed: Atomic<bool>,
    /// Whether the lock was ever poisoned. Written and read only by threads that hold the lock, so
    /// the lock orders the accesses; it saves an announced operation at each lock of a healthy mutex.
    ever_failed: Cell<bool>,
}

impl Flag {
    /// Deliberately not `#[track_caller]`: the flag would share its birthplace with the lock that
    /// contains it, and the report derives the names of objects from birthplaces.
    pub(super) const fn new() -> Flag {
        Flag {
            failed: Atomic::quiet(false),
            ever_failed: Cell::new(false),
        }
    }

    /// What a thread sees that need not hold the lock: one announced load.
    #[track_caller]
    pub(super) fn get(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }

    /// What a thread sees that holds the lock. It is announced only once there is something to
    /// see, since only then another thread's [`clear`](Flag::clear) can change the answer.
    #[track_caller]
    pub(super) fn get_by_holder(&self) -> bool {
        self.ever_failed.get() && self.failed.load(Ordering::SeqCst)
    }

    /// Removes the mark.
    #[track_caller]
    pub(super) fn clear(&self) {
        self.failed.store(false, Ordering::SeqCst);
    }

    /// What the only owner sees: no other thread can interfere, so nothing is announced.
    pub(super) fn get_mut(&mut self) -> bool {
        *self.failed.get_mut()
    }

    /// Ends an exclusive hold that began while the thread was `panicking` or not: only a panic that
    /// began under the lock poisons it. To be called before the lock is given back.
    pub(super) fn end_of_hold(&self, panicking: bool) {
        if !panicking && rt::panicking() {
            self.ever_failed.set(true);
            self.failed.store(true, Ordering::SeqCst);
        }
    }
}

/// `value`, as the error if the lock it came from is poisoned.
pub(super) fn result<T>(value: T, poisoned: bool) -> LockResult<T> {
    if poisoned {
        Err(PoisonError::new(value))
    } else {
        Ok(value)
    }
}
