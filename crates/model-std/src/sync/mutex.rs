//! `Mutex` and its guard: the payload and its poison mark; the explorer knows who holds it.

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

use model::rt::{self, Obj, ObjectRef};

use super::poison::{self, Flag, LockResult, TryLockError, TryLockResult};

/// Mutual exclusion: at most one thread at a time reaches the payload.
///
/// Stands for `std::sync::Mutex`. Which of several waiting threads gets it next is a choice that
/// is explored. A thread that locks a mutex it already holds waits for itself, which is reported as
/// a deadlock.
pub struct Mutex<T: ?Sized> {
    object: ObjectRef,
    poison: Flag,
    /// Touched only by the thread that holds the mutex, or through an exclusive borrow.
    payload: UnsafeCell<T>,
}

/// A held [`Mutex`]; dropping it gives the mutex back.
#[must_use = "if unused the Mutex will immediately unlock"]
pub struct MutexGuard<'a, T: ?Sized + 'a> {
    mutex: &'a Mutex<T>,
    /// Whether the thread was already panicking when it took the mutex.
    panicking: bool,
    /// A guard must be dropped by the thread that took it.
    _not_send: PhantomData<*const ()>,
}

// SAFETY: the payload is reached through a guard by one thread at a time, so sharing the mutex
// moves the payload between threads, which `T: Send` allows. The rest is the model's own
// bookkeeping: modelled threads run one at a time, on one thread of the operating system.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}
// SAFETY: sending the mutex sends the payload; the bookkeeping is as above.
unsafe impl<T: ?Sized + Send> Send for Mutex<T> {}
// SAFETY: a shared guard hands out `&T` only.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T: ?Sized> UnwindSafe for Mutex<T> {}
impl<T: ?Sized> RefUnwindSafe for Mutex<T> {}

impl<T> Mutex<T> {
    /// A free mutex around `t`.
    #[track_caller]
    pub const fn new(t: T) -> Mutex<T> {
        Mutex {
            object: ObjectRef::new(),
            poison: Flag::new(),
            payload: UnsafeCell::new(t),
        }
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Blocks until the calling thread holds the mutex.
    ///
    /// # Errors
    /// The guard, inside an error, if a thread panicked while it held the mutex.
    #[track_caller]
    pub fn lock(&self) -> LockResult<MutexGuard<'_, T>> {
        rt::lock(self.obj());
        self.held()
    }

    /// Takes the mutex if it is free.
    ///
    /// # Errors
    /// `WouldBlock` if it is held; `Poisoned` with the guard as for [`lock`](Mutex::lock).
    #[track_caller]
    pub fn try_lock(&self) -> TryLockResult<MutexGuard<'_, T>> {
        if rt::try_lock(self.obj()) {
            Ok(self.held()?)
        } else {
            Err(TryLockError::WouldBlock)
        }
    }

    /// Whether a thread panicked while it held the mutex. Without holding it, another thread can
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

    /// The payload, consuming the mutex.
    ///
    /// # Errors
    /// The payload, inside an error, if the mutex is poisoned.
    pub fn into_inner(mut self) -> LockResult<T>
    where
        T: Sized,
    {
        let poisoned = self.poison.get_mut();
        poison::result(self.payload.into_inner(), poisoned)
    }

    /// The payload, through an exclusive borrow: nobody else can hold the mutex.
    ///
    /// # Errors
    /// The payload, inside an error, if the mutex is poisoned.
    pub fn get_mut(&mut self) -> LockResult<&mut T> {
        let poisoned = self.poison.get_mut();
        poison::result(self.payload.get_mut(), poisoned)
    }

    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// The guard of a mutex that the calling thread has just taken.
    #[track_caller]
    fn held(&self) -> LockResult<MutexGuard<'_, T>> {
        // The guard comes first: from here on the mutex is given back whatever happens.
        let guard = MutexGuard {
            mutex: self,
            panicking: rt::panicking(),
            _not_send: PhantomData,
        };
        let poisoned = self.poison.get_by_holder();
        poison::result(guard, poisoned)
    }
}

impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// The mutex as the explorer knows it, for [`Condvar`](super::Condvar).
    pub(super) fn obj(&self) -> Obj<'a> {
        self.mutex.obj()
    }

    /// Whether the held mutex is poisoned.
    #[track_caller]
    pub(super) fn is_poisoned(&self) -> bool {
        self.mutex.poison.get_by_holder()
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the guard exists, so this thread holds the mutex; exclusive access to the
        // payload needs an exclusive borrow of this same guard.
        unsafe { &*self.mutex.payload.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: this thread holds the mutex, and the guard is borrowed exclusively.
        unsafe { &mut *self.mutex.payload.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        self.mutex.poison.end_of_hold(self.panicking);
        rt::unlock(self.mutex.obj());
    }
}

impl<T> From<T> for Mutex<T> {
    #[track_caller]
    fn from(t: T) -> Self {
        Mutex::new(t)
    }
}

impl<T: Default> Default for Mutex<T> {
    #[track_caller]
    fn default() -> Mutex<T> {
        Mutex::new(T::default())
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    /// As in `std`, this tries to take the mutex: a visible operation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Mutex");
        match self.try_lock() {
            Ok(guard) => {
                shown.field("data", &&*guard);
                shown.field("poisoned", &guard.is_poisoned());
            }
            Err(TryLockError::Poisoned(error)) => {
                let guard = error.into_inner();
                shown.field("data", &&*guard);
                shown.field("poisoned", &guard.is_poisoned());
            }
            Err(TryLockError::WouldBlock) => {
                shown.field("data", &"<locked>");
                shown.field("poisoned", &self.poison.get());
            }
        }
        shown.finish_non_exhaustive()
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
