//! `std::sync` as a learner's program sees it under the explorer.
//!
//! Every name of the stable `std::sync` is listed here one by one. Whatever blocks or can be
//! reordered is a look-alike over [`model::rt`] and [`model::memory`]; [`Arc`], [`Weak`] and the
//! error types hold no shared state of their own that a schedule decides, and are the real ones.
//!
//! This module decides nothing about who runs next, and it keeps no queue of waiting threads: a
//! look-alike is an identity, a payload, and the calls that ask the explorer to go on.

pub mod atomic;
pub mod mpsc;

mod barrier;
mod condvar;
mod lazy_lock;
mod mutex;
mod once;
mod once_lock;
mod poison;
mod rwlock;

pub use std::sync::Arc;
pub use std::sync::Weak;

pub use self::barrier::{Barrier, BarrierWaitResult};
pub use self::condvar::{Condvar, WaitTimeoutResult};
pub use self::lazy_lock::LazyLock;
pub use self::mutex::{Mutex, MutexGuard};
#[expect(deprecated, reason = "std still has this name")]
pub use self::once::ONCE_INIT;
pub use self::once::{Once, OnceState};
pub use self::once_lock::OnceLock;
pub use self::poison::{LockResult, PoisonError, TryLockError, TryLockResult};
pub use self::rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
