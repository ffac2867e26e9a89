//! `Barrier`: a point that a fixed number of threads pass together.

use std::fmt;
use std::panic::RefUnwindSafe;

use model::rt::{self, ObjectRef};

/// Lets `n` threads wait for each other, again and again.
///
/// Stands for `std::sync::Barrier`.
pub struct Barrier {
    object: ObjectRef,
    n_threads: usize,
}

/// What [`Barrier::wait`] returns: who was the leader of this round.
pub struct BarrierWaitResult(bool);

impl RefUnwindSafe for Barrier {}

impl Barrier {
    /// A barrier for `n` threads; 0 means the same as 1.
    #[must_use]
    #[track_caller]
    pub const fn new(n: usize) -> Barrier {
        Barrier {
            object: ObjectRef::new(),
            n_threads: if n == 0 { 1 } else { n },
        }
    }

    /// Blocks until `n` threads wait here; the one that comes last is the leader of the round.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        BarrierWaitResult(rt::barrier_wait(self.object.within(self), self.n_threads))
    }
}

impl BarrierWaitResult {
    /// Whether the calling thread is the one leader of the round.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for Barrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").finish_non_exhaustive()
    }
}

impl fmt::Debug for BarrierWaitResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BarrierWaitResult")
            .field("is_leader", &self.is_leader())
            .finish()
    }
}
