//! Thread-local storage: one boxed value per thread and key, in a slot that the explorer keeps.
//!
//! A slot is in one of `std`'s three states: never used (null), alive (a box), or destroyed. Only values with
//! something to drop are ever destroyed; the others can be read until the thread is gone, as in `std`. Their boxes
//! are not freed one by one: the explorer takes back all memory of an execution when it ends.

use ::std::cell::{Cell, RefCell};
use ::std::error::Error;
use ::std::fmt;
use ::std::mem;

use model::rt;

use local_impl::Key;

/// As in `std`: a value of which every thread has its own. Declared with `thread_local!`.
pub struct LocalKey<T: 'static> {
    key: &'static Key,
    init: fn() -> T,
}

/// As in `std`: the calling thread's value is being or has been destroyed.
#[non_exhaustive]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AccessError;

/// What `thread_local!` expands to.
#[doc(hidden)]
pub mod local_impl {
    use super::LocalKey;

    /// Has an address of its own for each `thread_local!`; not of size zero, because such statics may share one.
    pub struct Key(u8);

    impl Key {
        #[expect(clippy::new_without_default, reason = "only for the macro")]
        pub const fn new() -> Key {
            Key(0)
        }

        pub(super) fn address(&'static self) -> *const () {
            (&raw const self.0).cast()
        }
    }

    pub const fn local_key<T: 'static>(key: &'static Key, init: fn() -> T) -> LocalKey<T> {
        LocalKey { key, init }
    }
}

/// What a slot points to while it is alive.
struct Alive<T> {
    key: &'static Key,
    value: T,
}

/// Marks a slot whose value was destroyed: an address that no box has.
static DESTROYED: u8 = 0;

fn destroyed() -> *mut u8 {
    (&raw const DESTROYED).cast_mut()
}

impl<T: 'static> LocalKey<T> {
    /// Calls `f` with the calling thread's value, which is made now if this is the first use.
    ///
    /// # Panics
    /// When the value is being or has been destroyed.
    #[track_caller]
    pub fn with<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        match self.try_with(f) {
            Ok(result) => result,
            Err(error) => panic_access_error(error),
        }
    }

    /// Calls `f` with the calling thread's value, which is made now if this is the first use.
    ///
    /// # Errors
    /// When the value is being or has been destroyed.
    pub fn try_with<F, R>(&'static self, f: F) -> Result<R, AccessError>
    where
        F: FnOnce(&T) -> R,
    {
        let value = self.value(&mut None).ok_or(AccessError)?;
        // SAFETY: alive, and it stays so: it is destroyed when the thread ends, that is, after this call. (A recursive
        // initialisation replaces the value, but before anyone but that initialisation itself can hold it.)
        Ok(f(unsafe { &*value }))
    }

    /// As `with`; but where this is the first use, `first` becomes the value and `f` is not given it back.
    #[track_caller]
    fn initialise_with<F, R>(&'static self, first: T, f: F) -> R
    where
        F: FnOnce(Option<T>, &T) -> R,
    {
        let mut first = Some(first);
        match self.value(&mut first) {
            // SAFETY: as in `try_with`.
            Some(value) => f(first, unsafe { &*value }),
            None => panic_access_error(AccessError),
        }
    }

    /// The calling thread's value; on first use `first` or, where there is none, what the initialiser returns.
    fn value(&'static self, first: &mut Option<T>) -> Option<*const T> {
        // SAFETY: the slot belongs to the calling thread.
        let found = unsafe { *rt::thread_local(self.key.address()) };
        if found == destroyed() {
            return None;
        }
        if found.is_null() {
            let value = first.take().unwrap_or_else(self.init);
            return self.fill(value);
        }
        // SAFETY: neither unused nor destroyed, so it is a box made by `fill`, for this key and thus for this type.
        Some(unsafe { &raw const (*found.cast::<Alive<T>>()).value })
    }

    fn fill(&'static self, value: T) -> Option<*const T> {
        // Asked for again: the initialiser was arbitrary code, which may have used this very key.
        let slot = rt::thread_local(self.key.address());
        // SAFETY: the slot belongs to the calling thread.
        let found = unsafe { *slot };
        if found == destroyed() {
            return None;
        }
        if found.is_null() {
            let alive = Box::into_raw(Box::new(Alive {
                key: self.key,
                value,
            }));
            // SAFETY: the slot belongs to the calling thread.
            unsafe { *slot = alive.cast() };
            if mem::needs_drop::<T>() {
                rt::at_thread_exit(alive.cast(), destroy::<T>);
            }
            // SAFETY: just made.
            return Some(unsafe { &raw const (*alive).value });
        }
        let alive = found.cast::<Alive<T>>();
        // SAFETY: alive, and made for this key. As in `std`, the outer initialisation wins.
        drop(unsafe { mem::replace(&mut (*alive).value, value) });
        // SAFETY: as above.
        Some(unsafe { &raw const (*alive).value })
    }
}

/// Destroys a value at its thread's end. Whoever asks for it meanwhile, its own destructor included, finds it gone.
///
/// # Safety
/// `alive` must be a box of an `Alive<T>` made by `fill`, on the thread that made it, not yet destroyed.
unsafe fn destroy<T: 'static>(alive: *mut u8) {
    // SAFETY: promised by the caller.
    let alive = unsafe { Box::from_raw(alive.cast::<Alive<T>>()) };
    // SAFETY: the slot belongs to the calling thread.
    unsafe { *rt::thread_local(alive.key.address()) = destroyed() };
    if rt::catch_unwind(|| drop(alive)).is_err() {
        rt::abort("thread local panicked on drop");
    }
}

#[track_caller]
#[cold]
fn panic_access_error(error: AccessError) -> ! {
    panic!("cannot access a Thread Local Storage value during or after destruction: {error:?}")
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Sets the value; on first use without making another one first.
    ///
    /// # Panics
    /// When the value is being or has been destroyed.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.initialise_with(Cell::new(value), |value, cell| {
            if let Some(value) = value {
                cell.set(value.into_inner());
            }
        });
    }

    /// A copy of the value.
    ///
    /// # Panics
    /// When the value is being or has been destroyed.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// Takes the value and leaves `Default::default()`.
    ///
    /// # Panics
    /// When the value is being or has been destroyed.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// Replaces the value and gives the old one.
    ///
    /// # Panics
    /// When the value is being or has been destroyed.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Calls `f` with the value, borrowed.
    ///
    /// # Panics
    /// When the value is mutably borrowed, or is being or has been destroyed.
    #[track_caller]
    pub fn with_borrow<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&T) -> R,
    {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Calls `f` with the value, mutably borrowed.
    ///
    /// # Panics
    /// When the value is borrowed, or is being or has been destroyed.
    #[track_caller]
    pub fn with_borrow_mut<F, R>(&'static self, f: F) -> R
    where
        F: FnOnce(&mut T) -> R,
    {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets the value; on first use without making another one first.
    ///
    /// # Panics
    /// When the value is borrowed, or is being or has been destroyed.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        self.initialise_with(RefCell::new(value), |value, cell| {
            if let Some(value) = value {
                *cell.borrow_mut() = value.into_inner();
            }
        });
    }

    /// Takes the value and leaves `Default::default()`.
    ///
    /// # Panics
    /// When the value is borrowed, or is being or has been destroyed.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// Replaces the value and gives the old one.
    ///
    /// # Panics
    /// When the value is borrowed, or is being or has been destroyed.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessError").finish()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("already destroyed")
    }
}

impl Error for AccessError {}
