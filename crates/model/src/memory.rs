//! The memory model, behind one seam: what a load may return.
//!
//! Today every access is sequentially consistent: a load returns the last value stored. A view-based
//! C++20/RC11 memory replaces the bodies here; nothing else in the workspace reads an ordering.

use std::cell::UnsafeCell;
use std::sync::atomic::Ordering;

use crate::object::ObjectRef;

/// A value that fits an atomic: plain bits of up to 64.
pub trait Bits: Copy + 'static {
    /// The value's bits, zero-extended.
    fn to_bits(self) -> u64;
    /// How a report shows it.
    fn show(bits: u64) -> String;
}

/// Storage of one atomic. The look-alike's `AtomicU32` and the others wrap it.
#[derive(Debug)]
pub struct Atomic<T: Bits> {
    object: ObjectRef,
    value: UnsafeCell<T>,
}

// SAFETY: only one modelled thread runs at a time, all of them on one OS thread.
unsafe impl<T: Bits> Sync for Atomic<T> {}

impl<T: Bits> Atomic<T> {
    /// As `AtomicU32::new`; the caller's place becomes the object's birthplace.
    #[track_caller]
    pub const fn new(value: T) -> Self { Atomic { object: ObjectRef::new(), value: UnsafeCell::new(value) } }
    /// Loads. Panics, as `std` does, on an ordering that a load can't have.
    #[track_caller]
    pub fn load(&self, _order: Ordering) -> T { todo!() }
    /// Stores. Panics, as `std` does, on an ordering that a store can't have.
    #[track_caller]
    pub fn store(&self, _value: T, _order: Ordering) { todo!() }
    /// Reads, and writes what `change` returns, in one step (`swap`, `fetch_add`, …); `op` is its name in the trace.
    #[track_caller]
    pub fn rmw(&self, _op: &'static str, _order: Ordering, _change: impl FnOnce(T) -> T) -> T { todo!() }
    /// `compare_exchange` (`weak`: may also fail spuriously, which is explored).
    ///
    /// # Errors
    /// The value found, if it was not `current` (or the failure was spurious).
    #[track_caller]
    pub fn compare_exchange(&self, _current: T, _new: T, _success: Ordering, _failure: Ordering, _weak: bool) -> Result<T, T> { todo!() }
    /// Unsynchronised access through an exclusive borrow.
    pub fn get_mut(&mut self) -> &mut T { self.value.get_mut() }
    /// The value, consuming the atomic.
    pub const fn into_inner(self) -> T where T: Copy { self.value.into_inner() }
    /// Where the value lives (`as_ptr`).
    pub const fn as_ptr(&self) -> *mut T { self.value.get() }
}

/// `atomic::fence`: without effect under sequential consistency, but announced, so that a trace shows it.
#[track_caller]
pub fn fence(_order: Ordering) { todo!() }
