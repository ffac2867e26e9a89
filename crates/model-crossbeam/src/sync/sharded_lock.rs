//! `ShardedLock`: a lock that many readers or one writer can hold.
//!
//! The real one is quick for readers and slow for writers, and otherwise like `RwLock`; only the latter can be explored.

use std::fmt;
use std::ops::{Deref, DerefMut};

use model_std::sync::{
    LockResult, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError, TryLockResult,
};

/// A lock that many readers or one writer can hold. Stands for `crossbeam::sync::ShardedLock`.
pub struct ShardedLock<T: ?Sized> {
    lock: RwLock<T>,
}

/// A shared hold of a [`ShardedLock`]; dropping it ends the hold.
pub struct ShardedLockReadGuard<'a, T: ?Sized> {
    lock: &'a ShardedLock<T>,
    guard: RwLockReadGuard<'a, T>,
}

/// The exclusive hold of a [`ShardedLock`]; dropping it ends the hold.
pub struct ShardedLockWriteGuard<'a, T: ?Sized> {
    lock: &'a ShardedLock<T>,
    guard: RwLockWriteGuard<'a, T>,
}

// SAFETY: a shared guard hands out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for ShardedLockReadGuard<'_, T> {}
// SAFETY: a shared guard hands out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for ShardedLockWriteGuard<'_, T> {}

impl<T> ShardedLock<T> {
    /// A free lock around `value`.
    #[track_caller]
    pub fn new(value: T) -> ShardedLock<T> {
        ShardedLock {
            lock: RwLock::new(value),
        }
    }

    /// The payload, consuming the lock.
    ///
    /// # Errors
    /// The payload, inside an error, if a writer panicked while it held the lock.
    pub fn into_inner(self) -> LockResult<T> {
        self.lock.into_inner()
    }
}

impl<T: ?Sized> ShardedLock<T> {
    /// Whether a writer panicked while it held the lock.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        self.lock.is_poisoned()
    }

    /// The payload, through an exclusive borrow: nobody else can hold the lock.
    ///
    /// # Errors
    /// The payload, inside an error, if the lock is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        self.lock.get_mut()
    }

    /// Holds the lock shared if no writer holds it.
    ///
    /// # Errors
    /// `WouldBlock` if a writer holds it; `Poisoned` with the guard as for [`read`](ShardedLock::read).
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<ShardedLockReadGuard<'_, T>> {
        attempted(self.lock.try_read(), |guard| ShardedLockReadGuard {
            lock: self,
            guard,
        })
    }

    /// Blocks until no writer holds the lock, then holds it shared.
    ///
    /// # Errors
    /// The guard, inside an error, if a writer panicked while it held the lock.
    #[track_caller]
    pub fn read(&self) -> LockResult<ShardedLockReadGuard<'_, T>> {
        held(self.lock.read(), |guard| ShardedLockReadGuard {
            lock: self,
            guard,
        })
    }

    /// Holds the lock exclusively if nobody holds it.
    ///
    /// # Errors
    /// `WouldBlock` if it is held; `Poisoned` with the guard as for [`write`](ShardedLock::write).
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<ShardedLockWriteGuard<'_, T>> {
        attempted(self.lock.try_write(), |guard| ShardedLockWriteGuard {
            lock: self,
            guard,
        })
    }

    /// Blocks until nobody holds the lock, then holds it exclusively.
    ///
    /// # Errors
    /// The guard, inside an error, if a writer panicked while it held the lock.
    #[track_caller]
    pub fn write(&self) -> LockResult<ShardedLockWriteGuard<'_, T>> {
        held(self.lock.write(), |guard| ShardedLockWriteGuard {
            lock: self,
            guard,
        })
    }
}

fn held<G, H>(result: LockResult<G>, wrap: impl FnOnce(G) -> H) -> LockResult<H> {
    match result {
        Ok(guard) => Ok(wrap(guard)),
        Err(error) => Err(PoisonError::new(wrap(error.into_inner()))),
    }
}

fn attempted<G, H>(result: TryLockResult<G>, wrap: impl FnOnce(G) -> H) -> TryLockResult<H> {
    match result {
        Ok(guard) => Ok(wrap(guard)),
        Err(TryLockError::Poisoned(error)) => Err(TryLockError::Poisoned(PoisonError::new(wrap(
            error.into_inner(),
        )))),
        Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
    }
}

impl<T: ?Sized> Deref for ShardedLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T: ?Sized> Deref for ShardedLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.guard
    }
}

impl<T: ?Sized> DerefMut for ShardedLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.guard
    }
}

impl<T: Default> Default for ShardedLock<T> {
    #[track_caller]
    fn default() -> ShardedLock<T> {
        ShardedLock::new(T::default())
    }
}

impl<T> From<T> for ShardedLock<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        ShardedLock::new(t)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for ShardedLock<T> {
    /// As in `crossbeam`, this tries to take the lock shared: a visible operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ShardedLock");
        match self.try_read() {
            Ok(guard) => shown.field("data", &&*guard),
            Err(TryLockError::Poisoned(error)) => shown.field("data", &&**error.get_ref()),
            Err(TryLockError::WouldBlock) => shown.field("data", &format_args!("<locked>")),
        };
        shown.finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for ShardedLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedLockReadGuard")
            .field("lock", &self.lock)
            .finish()
    }
}

impl<T: fmt::Debug> fmt::Debug for ShardedLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedLockWriteGuard")
            .field("lock", &self.lock)
            .finish()
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for ShardedLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for ShardedLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
