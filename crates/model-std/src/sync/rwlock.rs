//! `RwLock` and its two guards: the payload and its poison mark; the explorer knows who holds it.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::ptr::NonNull;

use model::rt::{self, Obj, ObjectRef};

use super::poison::{self, Flag, LockResult, PoisonError, TryLockError, TryLockResult};

/// A lock that many readers or one writer can hold.
///
/// Stands for `std::sync::RwLock`. Nothing is promised about whether waiting readers or waiting
/// writers go first; the explorer tries both.
pub struct RwLock<T: ?Sized> {
    object: ObjectRef,
    poison: Flag,
    /// Read by threads that hold the lock shared, written by the one that holds it exclusively.
    payload: UnsafeCell<T>,
}

/// A shared hold of a [`RwLock`]; dropping it ends the hold.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockReadGuard<'rwlock, T: ?Sized + 'rwlock> {
    /// A pointer, not the lock itself: a reading guard is covariant in `T`, as `std`'s is.
    payload: NonNull<T>,
    /// Not sendable, which is what a guard has to be: the thread that took it must drop it.
    rwlock: Obj<'rwlock>,
}

/// The exclusive hold of a [`RwLock`]; dropping it ends the hold.
#[must_use = "if unused the RwLock will immediately unlock"]
pub struct RwLockWriteGuard<'rwlock, T: ?Sized + 'rwlock> {
    rwlock: &'rwlock RwLock<T>,
    /// Whether the thread was already panicking when it took the lock.
    panicking: bool,
    /// A guard must be dropped by the thread that took it.
    _not_send: PhantomData<*const ()>,
}

// SAFETY: readers share `&T` between threads (`T: Sync`), and a writer can move the payload out to
// another thread (`T: Send`). The rest is the model's own bookkeeping: modelled threads run one at
// a time, on one thread of the operating system.
unsafe impl<T: ?Sized + Send + Sync> Sync for RwLock<T> {}
// SAFETY: sending the lock sends the payload; the bookkeeping is as above.
unsafe impl<T: ?Sized + Send> Send for RwLock<T> {}
// SAFETY: a shared guard hands out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockReadGuard<'_, T> {}
// SAFETY: a shared guard hands out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for RwLockWriteGuard<'_, T> {}

impl<T: ?Sized> UnwindSafe for RwLock<T> {}
impl<T: ?Sized> RefUnwindSafe for RwLock<T> {}
impl<T: ?Sized + RefUnwindSafe> UnwindSafe for RwLockReadGuard<'_, T> {}
impl<T: ?Sized + RefUnwindSafe> RefUnwindSafe for RwLockReadGuard<'_, T> {}

impl<T> RwLock<T> {
    /// A free lock around `t`.
    #[track_caller]
    pub const fn new(t: T) -> RwLock<T> {
        RwLock {
            object: ObjectRef::new(),
            poison: Flag::new(),
            payload: UnsafeCell::new(t),
        }
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Blocks until no writer holds the lock, then holds it shared.
    ///
    /// # Errors
    /// The guard, inside an error, if a writer panicked while it held the lock.
    #[track_caller]
    pub fn read(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        rt::read(self.obj());
        self.held_shared()
    }

    /// Holds the lock shared if no writer holds it.
    ///
    /// # Errors
    /// `WouldBlock` if a writer holds it; `Poisoned` with the guard as for [`read`](RwLock::read).
    #[track_caller]
    pub fn try_read(&self) -> TryLockResult<RwLockReadGuard<'_, T>> {
        if rt::try_read(self.obj()) {
            Ok(self.held_shared()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Blocks until nobody holds the lock, then holds it exclusively.
    ///
    /// # Errors
    /// The guard, inside an error, if a writer panicked while it held the lock.
    #[track_caller]
    pub fn write(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        rt::write(self.obj());
        self.held_exclusively()
    }

    /// Holds the lock exclusively if nobody holds it.
    ///
    /// # Errors
    /// `WouldBlock` if it is held; `Poisoned` with the guard as for [`write`](RwLock::write).
    #[track_caller]
    pub fn try_write(&self) -> TryLockResult<RwLockWriteGuard<'_, T>> {
        if rt::try_write(self.obj()) {
            Ok(self.held_exclusively()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Whether a writer panicked while it held the lock. Without holding it, another thread can
    /// change the answer at any time.
    #[track_caller]
    pub fn is_poisoned(&self) -> bool {
        self.poison.get()
    }

    /// Declares the payload sound again.
    #[track_caller]
    pub fn clear_poison(&self) {
        self.poison.clear();
    }

    /// The payload, consuming the lock.
    ///
    /// # Errors
    /// The payload, inside an error, if the lock is poisoned.
    pub fn into_inner(mut self) -> LockResult<T>
    where
        T: Sized,
    {
        let poisoned = self.poison.get_mut();
        poison::result(self.payload.into_inner(), poisoned)
    }

    /// The payload, through an exclusive borrow: nobody else can hold the lock.
    ///
    /// # Errors
    /// The payload, inside an error, if the lock is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.poison.get_mut();
        poison::result(self.payload.get_mut(), poisoned)
    }

    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// The guard of a lock that the calling thread has just taken shared.
    #[track_caller]
    fn held_shared(&self) -> LockResult<RwLockReadGuard<'_, T>> {
        // The guard comes first: from here on the hold ends whatever happens.
        let guard = RwLockReadGuard {
            // SAFETY: the address of a field of a live value is not null.
            payload: unsafe { NonNull::new_unchecked(self.payload.get()) },
            rwlock: self.obj(),
        };
        let poisoned = self.poison.get_by_holder();
        poison::result(guard, poisoned)
    }

    /// The guard of a lock that the calling thread has just taken exclusively.
    #[track_caller]
    fn held_exclusively(&self) -> LockResult<RwLockWriteGuard<'_, T>> {
        let guard = RwLockWriteGuard {
            rwlock: self,
            panicking: rt::panicking(),
            _not_send: PhantomData,
        };
        let poisoned = self.poison.get_by_holder();
        poison::result(guard, poisoned)
    }
}

impl<'rwlock, T: ?Sized> RwLockWriteGuard<'rwlock, T> {
    /// Turns the exclusive hold into a shared one in one step: no writer can get in between.
    #[track_caller]
    pub fn downgrade(s: Self) -> RwLockReadGuard<'rwlock, T> {
        let rwlock = s.rwlock;
        // The hold goes on, so this guard must not end it.
        mem::forget(s);
        rt::downgrade(rwlock.obj());
        rwlock.held_shared().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: ?Sized> Deref for RwLockReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the guard exists, so the lock outlives this borrow and no writer holds it.
        unsafe { self.payload.as_ref() }
    }
}

impl<T: ?Sized> Deref for RwLockWriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: this thread holds the lock exclusively; changing the payload needs an exclusive
        // borrow of this same guard.
        unsafe { &*self.rwlock.payload.get() }
    }
}

impl<T: ?Sized> DerefMut for RwLockWriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: this thread holds the lock exclusively, and the guard is borrowed exclusively.
        unsafe { &mut *self.rwlock.payload.get() }
    }
}

impl<T: ?Sized> Drop for RwLockReadGuard<'_, T> {
    fn drop(&mut self) {
        // A reader changes nothing, so its panic does not poison.
        rt::unread(self.rwlock);
    }
}

impl<T: ?Sized> Drop for RwLockWriteGuard<'_, T> {
    fn drop(&mut self) {
        self.rwlock.poison.end_of_hold(self.panicking);
        rt::unwrite(self.rwlock.obj());
    }
}

impl<T> From<T> for RwLock<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        RwLock::new(t)
    }
}

impl<T: Default> Default for RwLock<T> {
    #[track_caller]
    fn default() -> RwLock<T> {
        RwLock::new(T::default())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLock<T> {
    /// As in `std`, this tries to take the lock shared: a visible operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RwLock");
        match self.try_read() {
            Ok(guard) => {
                shown.field("data", &&*guard);
                shown.field("poisoned", &self.poison.get_by_holder());
            }
            Err(TryLockError::Poisoned(error)) => {
                let guard = error.into_inner();
                shown.field("data", &&*guard);
                shown.field("poisoned", &self.poison.get_by_holder());
            }
            Err(TryLockError::WouldBlock) => {
                shown.field("data", &format_args!("<locked>"));
                shown.field("poisoned", &self.poison.get());
            }
        }
        shown.finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for RwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
