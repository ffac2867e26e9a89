//! `Condvar`: waiting for a condition on the payload of a mutex.
//!
//! The explorer decides which waiter a notification wakes, and now and then wakes one that nobody
//! notified; this file only dresses that up in `std`'s signatures.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::time::Duration;

use model::rt::{self, Obj, ObjectRef, Wake};

use super::mutex::MutexGuard;
use super::poison::{self, LockResult};

/// A condition variable.
///
/// Stands for `std::sync::Condvar`. A notification that finds nobody waiting is lost, and `wait`
/// can come back without one: both are explored.
pub struct Condvar {
    object: ObjectRef,
}

/// Whether a timed wait on a [`Condvar`] came back because its time had passed.
#[derive(Debug, PartialEq, Eq, Copy, Clone)]
pub struct WaitTimeoutResult(bool);

impl UnwindSafe for Condvar {}
impl RefUnwindSafe for Condvar {}

impl Condvar {
    /// A condition variable that nobody waits on.
    #[must_use]
    #[track_caller]
    pub const fn new() -> Condvar {
        Condvar {
            object: ObjectRef::new(),
        }
    }

    /// Gives the mutex back and waits, in one step; holds the mutex again on return.
    ///
    /// # Errors
    /// The guard, inside an error, if the mutex is poisoned by then.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        rt::wait(self.obj(), guard.obj(), None);
        let poisoned = guard.is_poisoned();
        poison::result(guard, poisoned)
    }

    /// Waits while `condition` holds; it is checked first, and after each wakeup.
    ///
    /// # Errors
    /// The guard, inside an error, if the mutex is poisoned after a wait.
    #[track_caller]
    pub fn wait_while<'a, T, F>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: F,
    ) -> LockResult<MutexGuard<'a, T>>
    where
        F: FnMut(&mut T) -> bool,
    {
        while condition(&mut *guard) {
            guard = self.wait(guard)?;
        }
        Ok(guard)
    }

    /// As [`wait`](Condvar::wait), for at most `ms` milliseconds; false if that time passed.
    ///
    /// # Errors
    /// As for [`wait`](Condvar::wait).
    #[deprecated(
        since = "1.6.0",
        note = "replaced by `std::sync::Condvar::wait_timeout`"
    )]
    #[track_caller]
    pub fn wait_timeout_ms<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        ms: u32,
    ) -> LockResult<(MutexGuard<'a, T>, bool)> {
        let woken = !self.wait_at_most(&guard, Duration::from_millis(u64::from(ms)));
        let poisoned = guard.is_poisoned();
        poison::result((guard, woken), poisoned)
    }

    /// As [`wait`](Condvar::wait), for at most `dur` of virtual time.
    ///
    /// # Errors
    /// As for [`wait`](Condvar::wait).
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        dur: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let timed_out = self.wait_at_most(&guard, dur);
        let poisoned = guard.is_poisoned();
        poison::result((guard, WaitTimeoutResult(timed_out)), poisoned)
    }

    /// As [`wait_while`](Condvar::wait_while), for at most `dur` of virtual time altogether.
    ///
    /// # Errors
    /// As for [`wait_while`](Condvar::wait_while).
    #[track_caller]
    pub fn wait_timeout_while<'a, T, F>(
        &self,
        guard: MutexGuard<'a, T>,
        dur: Duration,
        mut condition: F,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)>
    where
        F: FnMut(&mut T) -> bool,
    {
        let mut guard = guard;
        if !condition(&mut *guard) {
            return Ok((guard, WaitTimeoutResult(false)));
        }
        let start = rt::now();
        let mut remaining = dur;
        // Virtual time is exact: at the deadline nothing remains, and waiting "for nothing" again
        // would go on for ever where `std` sees its clock move on.
        while !remaining.is_zero() {
            let timed_out = self.wait_at_most(&guard, remaining);
            if guard.is_poisoned() {
                return poison::result((guard, WaitTimeoutResult(timed_out)), true);
            }
            if !condition(&mut *guard) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            if timed_out {
                break;
            }
            remaining = dur.saturating_sub(rt::now().saturating_sub(start));
        }
        Ok((guard, WaitTimeoutResult(true)))
    }

    /// Wakes one waiter, if there is one.
    #[track_caller]
    pub fn notify_one(&self) {
        rt::notify_one(self.obj());
    }

    /// Wakes every waiter.
    #[track_caller]
    pub fn notify_all(&self) {
        rt::notify_all(self.obj());
    }

    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// Waits; true if `limit` passed before anything woke the thread.
    #[track_caller]
    fn wait_at_most<T>(&self, guard: &MutexGuard<'_, T>, limit: Duration) -> bool {
        rt::wait(self.obj(), guard.obj(), Some(limit)) == Wake::TimedOut
    }
}

impl WaitTimeoutResult {
    /// Whether the time passed before anything woke the waiter.
    #[must_use]
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Condvar").finish_non_exhaustive()
    }
}

impl Default for Condvar {
    #[track_caller]
    fn default() -> Condvar {
        Condvar::new()
    }
}
