//! `std::sync::atomic` over [`model::memory`].
//!
//! Each method names its operation and its ordering; what a load may return is decided there. The
//! types have the size of the model's bookkeeping, not that of the integer, which is why the unsafe
//! `from_ptr` has no counterpart: submissions can't call it anyway.

use std::fmt;
use std::marker::PhantomData;
use std::panic::RefUnwindSafe;

use model::memory::{self, Atomic, Bits};
use model::rt;

pub use std::sync::atomic::Ordering;

/// A fence: announced, so that a trace shows it.
///
/// # Panics
/// If `order` is `Relaxed`.
#[track_caller]
pub fn fence(order: Ordering) {
    if order == Ordering::Relaxed {
        panic!("there is no such thing as a relaxed fence");
    }
    memory::fence(order);
}

/// A fence for the compiler alone. It orders nothing between threads, so it is not announced.
///
/// # Panics
/// If `order` is `Relaxed`.
#[track_caller]
pub fn compiler_fence(order: Ordering) {
    std::sync::atomic::compiler_fence(order);
}

/// A hint that the caller spins.
#[deprecated(since = "1.51.0", note = "use hint::spin_loop instead")]
#[track_caller]
pub fn spin_loop_hint() {
    rt::spin_loop();
}

/// An [`AtomicBool`] that is `false`.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "a constant is what std offers, and each use is meant to be a fresh value"
)]
pub const ATOMIC_BOOL_INIT: AtomicBool = AtomicBool::new(false);

/// An [`AtomicIsize`] that is 0.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "a constant is what std offers, and each use is meant to be a fresh value"
)]
pub const ATOMIC_ISIZE_INIT: AtomicIsize = AtomicIsize::new(0);

/// An [`AtomicUsize`] that is 0.
#[deprecated(since = "1.34.0", note = "the `new` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "a constant is what std offers, and each use is meant to be a fresh value"
)]
pub const ATOMIC_USIZE_INIT: AtomicUsize = AtomicUsize::new(0);

/// The failure ordering that `std` pairs with a success ordering where only one is given.
fn failure_ordering(success: Ordering) -> Ordering {
    match success {
        Ordering::Acquire | Ordering::AcqRel => Ordering::Acquire,
        Ordering::SeqCst => Ordering::SeqCst,
        // `Release` and `Relaxed`; the enum is non-exhaustive.
        _ => Ordering::Relaxed,
    }
}

/// A failed exchange only loads, so it can't release.
#[track_caller]
fn check_failure_ordering(failure: Ordering) {
    match failure {
        Ordering::Release => panic!("there is no such thing as a release failure ordering"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release failure ordering"),
        _ => {}
    }
}

/// What all atomics have, told once: `$value` is what a learner sees, `$stored` what the memory
/// model keeps, `$into` and `$from` lead there and back.
macro_rules! shared_methods {
    ($value:ty, $into:expr, $from:expr) => {
        /// The value now.
        ///
        /// # Panics
        /// If `order` is one that only a store can have.
        #[track_caller]
        pub fn load(&self, order: Ordering) -> $value {
            $from(self.value.load(order))
        }

        /// Replaces the value.
        ///
        /// # Panics
        /// If `order` is one that only a load can have.
        #[track_caller]
        pub fn store(&self, val: $value, order: Ordering) {
            self.value.store($into(val), order);
        }

        /// Replaces the value and returns the one it had, in one step.
        #[track_caller]
        pub fn swap(&self, val: $value, order: Ordering) -> $value {
            $from(self.value.rmw("swap", order, |_| $into(val)))
        }

        /// Replaces the value if it is `current`, in one step; returns the value found.
        #[deprecated(
            since = "1.50.0",
            note = "Use `compare_exchange` or `compare_exchange_weak` instead"
        )]
        #[track_caller]
        pub fn compare_and_swap(&self, current: $value, new: $value, order: Ordering) -> $value {
            match self.compare_exchange(current, new, order, failure_ordering(order)) {
                Ok(found) | Err(found) => found,
            }
        }

        /// Replaces the value if it is `current`, in one step.
        ///
        /// # Errors
        /// The value found, if it is another one.
        ///
        /// # Panics
        /// If `failure` is one that a load can't have.
        #[track_caller]
        pub fn compare_exchange(
            &self,
            current: $value,
            new: $value,
            success: Ordering,
            failure: Ordering,
        ) -> Result<$value, $value> {
            check_failure_ordering(failure);
            match self
                .value
                .compare_exchange($into(current), $into(new), success, failure, false)
            {
                Ok(found) => Ok($from(found)),
                Err(found) => Err($from(found)),
            }
        }

        /// As `compare_exchange`, but it may fail although the value is `current`: the explorer
        /// tries that too, so it belongs in a loop.
        ///
        /// # Errors
        /// The value found, if nothing was replaced.
        ///
        /// # Panics
        /// If `failure` is one that a load can't have.
        #[track_caller]
        pub fn compare_exchange_weak(
            &self,
            current: $value,
            new: $value,
            success: Ordering,
            failure: Ordering,
        ) -> Result<$value, $value> {
            check_failure_ordering(failure);
            match self
                .value
                .compare_exchange($into(current), $into(new), success, failure, true)
            {
                Ok(found) => Ok($from(found)),
                Err(found) => Err($from(found)),
            }
        }

        /// The same as `try_update`.
        ///
        /// # Errors
        /// The value found, if `f` returned `None`.
        #[track_caller]
        pub fn fetch_update<F>(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            f: F,
        ) -> Result<$value, $value>
        where
            F: FnMut($value) -> Option<$value>,
        {
            self.try_update(set_order, fetch_order, f)
        }

        /// Replaces the value by what `f` makes of it, trying again while others get in between;
        /// returns the value it had. This is a loop of single steps, not one step.
        ///
        /// # Errors
        /// The value found, if `f` returned `None`.
        #[track_caller]
        pub fn try_update(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            mut f: impl FnMut($value) -> Option<$value>,
        ) -> Result<$value, $value> {
            let mut found = self.load(fetch_order);
            while let Some(next) = f(found) {
                match self.compare_exchange_weak(found, next, set_order, fetch_order) {
                    Ok(replaced) => return Ok(replaced),
                    Err(now) => found = now,
                }
            }
            Err(found)
        }

        /// As `try_update`, for an `f` that always has an answer.
        #[track_caller]
        pub fn update(
            &self,
            set_order: Ordering,
            fetch_order: Ordering,
            mut f: impl FnMut($value) -> $value,
        ) -> $value {
            let mut found = self.load(fetch_order);
            loop {
                match self.compare_exchange_weak(found, f(found), set_order, fetch_order) {
                    Ok(replaced) => return replaced,
                    Err(now) => found = now,
                }
            }
        }
    };
}

/// What the atomics of plain values have on top.
macro_rules! plain_methods {
    ($atomic:ident, $value:ty) => {
        /// An atomic that holds `v`.
        #[must_use]
        #[track_caller]
        pub const fn new(v: $value) -> $atomic {
            $atomic {
                value: Atomic::new(v),
            }
        }

        /// The value, through an exclusive borrow: not an operation that others can see.
        pub fn get_mut(&mut self) -> &mut $value {
            self.value.get_mut()
        }

        /// The value, consuming the atomic.
        pub const fn into_inner(self) -> $value {
            self.value.into_inner()
        }

        /// Where the value lives.
        pub const fn as_ptr(&self) -> *mut $value {
            self.value.as_ptr()
        }

        shared_methods!($value, std::convert::identity, std::convert::identity);
    };
}

macro_rules! plain_traits {
    ($atomic:ident, $value:ty) => {
        impl RefUnwindSafe for $atomic {}

        impl Default for $atomic {
            #[track_caller]
            fn default() -> $atomic {
                $atomic::new(<$value>::default())
            }
        }

        impl From<$value> for $atomic {
            #[track_caller]
            fn from(v: $value) -> $atomic {
                $atomic::new(v)
            }
        }

        impl fmt::Debug for $atomic {
            /// As in `std`, this is a relaxed load.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.load(Ordering::Relaxed), f)
            }
        }
    };
}

macro_rules! atomic_integers {
    ($($atomic:ident $value:ident)*) => {$(
        #[doc = concat!("An integer that threads can share. Stands for `std::sync::atomic::", stringify!($atomic), "`.")]
        pub struct $atomic {
            value: Atomic<$value>,
        }

        impl $atomic {
            plain_methods!($atomic, $value);

            /// Adds, wrapping around, and returns the value it had, in one step.
            #[track_caller]
            pub fn fetch_add(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_add", order, |found| found.wrapping_add(val))
            }

            /// Subtracts, wrapping around, and returns the value it had, in one step.
            #[track_caller]
            pub fn fetch_sub(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_sub", order, |found| found.wrapping_sub(val))
            }

            /// Keeps the bits that `val` has too, and returns the value it had, in one step.
            #[track_caller]
            pub fn fetch_and(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_and", order, |found| found & val)
            }

            /// As `fetch_and`, with all bits of the result inverted.
            #[track_caller]
            pub fn fetch_nand(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_nand", order, |found| !(found & val))
            }

            /// Sets the bits of `val`, and returns the value it had, in one step.
            #[track_caller]
            pub fn fetch_or(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_or", order, |found| found | val)
            }

            /// Inverts the bits of `val`, and returns the value it had, in one step.
            #[track_caller]
            pub fn fetch_xor(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_xor", order, |found| found ^ val)
            }

            /// Replaces a smaller value by `val`, and returns the value it had, in one step.
            #[track_caller]
            pub fn fetch_max(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_max", order, |found| found.max(val))
            }

            /// Replaces a greater value by `val`, and returns the value it had, in one step.
            #[track_caller]
            pub fn fetch_min(&self, val: $value, order: Ordering) -> $value {
                self.value.rmw("fetch_min", order, |found| found.min(val))
            }
        }

        plain_traits!($atomic, $value);
    )*};
}

atomic_integers! {
    AtomicI8 i8 AtomicU8 u8
    AtomicI16 i16 AtomicU16 u16
    AtomicI32 i32 AtomicU32 u32
    AtomicI64 i64 AtomicU64 u64
    AtomicIsize isize AtomicUsize usize
}

/// A flag that threads can share. Stands for `std::sync::atomic::AtomicBool`.
pub struct AtomicBool {
    value: Atomic<bool>,
}

impl AtomicBool {
    plain_methods!(AtomicBool, bool);

    /// Logical "and" with `val`; returns the value it had, in one step.
    #[track_caller]
    pub fn fetch_and(&self, val: bool, order: Ordering) -> bool {
        self.value.rmw("fetch_and", order, |found| found & val)
    }

    /// Logical "not and" with `val`; returns the value it had, in one step.
    #[track_caller]
    pub fn fetch_nand(&self, val: bool, order: Ordering) -> bool {
        self.value.rmw("fetch_nand", order, |found| !(found & val))
    }

    /// Logical "or" with `val`; returns the value it had, in one step.
    #[track_caller]
    pub fn fetch_or(&self, val: bool, order: Ordering) -> bool {
        self.value.rmw("fetch_or", order, |found| found | val)
    }

    /// Logical "exclusive or" with `val`; returns the value it had, in one step.
    #[track_caller]
    pub fn fetch_xor(&self, val: bool, order: Ordering) -> bool {
        self.value.rmw("fetch_xor", order, |found| found ^ val)
    }

    /// Inverts the flag; returns the value it had, in one step.
    #[track_caller]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.value.rmw("fetch_not", order, |found| !found)
    }
}

plain_traits!(AtomicBool, bool);

/// A raw pointer that threads can share. Stands for `std::sync::atomic::AtomicPtr`.
pub struct AtomicPtr<T> {
    value: Atomic<Address>,
    /// The pointer's type: invariant, as behind any cell.
    _pointee: PhantomData<*mut T>,
}

/// What the memory model keeps of a pointer: no type, but its provenance.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Address(*mut ());

impl Bits for Address {
    fn to_bits(self) -> u64 {
        self.0.addr() as u64
    }

    /// Addresses differ from run to run and reports must not, so none is shown.
    fn show(bits: u64) -> String {
        let shown = if bits == 0 { "null" } else { "a pointer" };
        shown.to_owned()
    }
}

// SAFETY: to hold a pointer is to hold a number; what it points to is the business of whoever
// dereferences it. Modelled threads run one at a time, on one thread of the operating system.
unsafe impl<T> Send for AtomicPtr<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for AtomicPtr<T> {}

impl<T> RefUnwindSafe for AtomicPtr<T> {}

impl<T> AtomicPtr<T> {
    /// An atomic that holds `p`.
    #[must_use]
    #[track_caller]
    pub const fn new(p: *mut T) -> AtomicPtr<T> {
        AtomicPtr {
            value: Atomic::new(Address(p.cast())),
            _pointee: PhantomData,
        }
    }

    /// The pointer, through an exclusive borrow: not an operation that others can see.
    pub fn get_mut(&mut self) -> &mut *mut T {
        let address: *mut Address = self.value.get_mut();
        // SAFETY: `Address` is a transparent wrapper of `*mut ()`, which has the representation of
        // any pointer to a sized type; the exclusive borrow of `self` is handed on.
        unsafe { &mut *address.cast::<*mut T>() }
    }

    /// The pointer, consuming the atomic.
    pub const fn into_inner(self) -> *mut T {
        self.value.into_inner().0.cast()
    }

    /// Where the pointer lives.
    pub const fn as_ptr(&self) -> *mut *mut T {
        self.value.as_ptr().cast()
    }

    shared_methods!(
        *mut T,
        |pointer: *mut T| Address(pointer.cast()),
        |address: Address| address.0.cast::<T>()
    );

    /// Moves the pointer `val` elements on, wrapping around; returns the one it had, in one step.
    #[track_caller]
    pub fn fetch_ptr_add(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_map("fetch_ptr_add", order, |p| p.wrapping_add(val))
    }

    /// Moves the pointer `val` elements back, wrapping around; returns the one it had, in one step.
    #[track_caller]
    pub fn fetch_ptr_sub(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_map("fetch_ptr_sub", order, |p| p.wrapping_sub(val))
    }

    /// Moves the pointer `val` bytes on, wrapping around; returns the one it had, in one step.
    #[track_caller]
    pub fn fetch_byte_add(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_map("fetch_byte_add", order, |p| p.wrapping_byte_add(val))
    }

    /// Moves the pointer `val` bytes back, wrapping around; returns the one it had, in one step.
    #[track_caller]
    pub fn fetch_byte_sub(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_map("fetch_byte_sub", order, |p| p.wrapping_byte_sub(val))
    }

    /// Sets the bits of `val` in the address; returns the pointer it had, in one step.
    #[track_caller]
    pub fn fetch_or(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_map("fetch_or", order, |p| p.map_addr(|address| address | val))
    }

    /// Keeps the bits of the address that `val` has too; returns the pointer it had, in one step.
    #[track_caller]
    pub fn fetch_and(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_map("fetch_and", order, |p| p.map_addr(|address| address & val))
    }

    /// Inverts the bits of `val` in the address; returns the pointer it had, in one step.
    #[track_caller]
    pub fn fetch_xor(&self, val: usize, order: Ordering) -> *mut T {
        self.fetch_map("fetch_xor", order, |p| p.map_addr(|address| address ^ val))
    }

    #[track_caller]
    fn fetch_map(
        &self,
        op: &'static str,
        order: Ordering,
        change: impl FnOnce(*mut T) -> *mut T,
    ) -> *mut T {
        let found = self.value.rmw(op, order, |Address(pointer)| {
            Address(change(pointer.cast()).cast())
        });
        found.0.cast()
    }
}

impl<T> Default for AtomicPtr<T> {
    #[track_caller]
    fn default() -> AtomicPtr<T> {
        AtomicPtr::new(std::ptr::null_mut())
    }
}

impl<T> From<*mut T> for AtomicPtr<T> {
    #[track_caller]
    fn from(p: *mut T) -> AtomicPtr<T> {
        AtomicPtr::new(p)
    }
}

impl<T> fmt::Debug for AtomicPtr<T> {
    /// As in `std`, this is a relaxed load.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.load(Ordering::Relaxed), f)
    }
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    /// As in `std`, this is a relaxed load.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.load(Ordering::Relaxed), f)
    }
}
