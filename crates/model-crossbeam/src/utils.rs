//! `crossbeam::utils`: backing off in loops that wait, and keeping values apart in memory.

use std::cell::Cell;
use std::fmt;
use std::ops::{Deref, DerefMut};

use model::rt;

/// Up to this step a backoff only spins.
const SPIN_LIMIT: u32 = 6;
/// Beyond this step a thread had better block.
const YIELD_LIMIT: u32 = 10;

/// Waits a little longer at each attempt. Stands for `crossbeam::utils::Backoff`.
///
/// To the explorer each attempt is one hint that others should go first.
pub struct Backoff {
    step: Cell<u32>,
}

impl Backoff {
    /// A backoff that has not waited yet.
    pub fn new() -> Self {
        Backoff { step: Cell::new(0) }
    }

    /// Begins anew.
    pub fn reset(&self) {
        self.step.set(0);
    }

    /// Waits because another thread got on first, in an operation without locks.
    #[track_caller]
    pub fn spin(&self) {
        rt::spin_loop();
        self.next_step(SPIN_LIMIT);
    }

    /// Waits for another thread to get on.
    #[track_caller]
    pub fn snooze(&self) {
        if self.step.get() <= SPIN_LIMIT {
            rt::spin_loop();
        } else {
            rt::yield_now();
        }
        self.next_step(YIELD_LIMIT);
    }

    /// Whether it has waited so often that blocking would be better.
    pub fn is_completed(&self) -> bool {
        self.step.get() > YIELD_LIMIT
    }

    fn next_step(&self, limit: u32) {
        let step = self.step.get();
        if step <= limit {
            self.step.set(step + 1);
        }
    }
}

impl Default for Backoff {
    fn default() -> Backoff {
        Backoff::new()
    }
}

impl fmt::Debug for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backoff")
            .field("step", &self.step)
            .field("is_completed", &self.is_completed())
            .finish()
    }
}

/// Keeps a value away from what lies next to it, so that they share no line of a cache. Stands for
/// `crossbeam::utils::CachePadded`.
#[derive(Clone, Copy, Default, Hash, PartialEq, Eq)]
#[repr(align(128))]
pub struct CachePadded<T> {
    value: T,
}

impl<T> CachePadded<T> {
    /// Pads a value.
    pub const fn new(t: T) -> CachePadded<T> {
        CachePadded { value: t }
    }

    /// The value.
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for CachePadded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for CachePadded<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for CachePadded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachePadded")
            .field("value", &self.value)
            .finish()
    }
}

impl<T> From<T> for CachePadded<T> {
    fn from(t: T) -> Self {
        CachePadded::new(t)
    }
}

impl<T: fmt::Display> fmt::Display for CachePadded<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value, f)
    }
}
