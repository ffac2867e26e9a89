//! The memory model, behind one seam: what a load may return.
//!
//! Today every access is sequentially consistent: a load returns the last value stored. A view-based
//! C++20/RC11 memory replaces the bodies here; nothing else in the workspace reads an ordering.

use std::cell::UnsafeCell;
use std::panic::Location;
use std::sync::atomic::Ordering;

use crate::arena::SystemMemory;
use crate::engine::engine;
use crate::object::{Obj, ObjectRef};
use crate::op::Kind;
use crate::perform;

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
    /// [`QUIET`], or 0.
    quiet: u32,
    value: UnsafeCell<T>,
}

// SAFETY: only one modelled thread runs at a time, all of them on one OS thread.
unsafe impl<T: Bits> Sync for Atomic<T> {}

impl<T: Bits> Atomic<T> {
    /// As `AtomicU32::new`; the caller's place becomes the object's birthplace.
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Atomic {
            object: ObjectRef::new(),
            quiet: 0,
            value: UnsafeCell::new(value),
        }
    }
    /// An atomic that belongs to a look-alike, not to the program: its accesses are explored, but no trace shows them.
    #[track_caller]
    pub const fn quiet(value: T) -> Self {
        Atomic {
            object: ObjectRef::new(),
            quiet: QUIET,
            value: UnsafeCell::new(value),
        }
    }

    /// Loads.
    ///
    /// # Panics
    /// On an ordering that a load can't have, as in `std`.
    #[track_caller]
    pub fn load(&self, order: Ordering) -> T {
        match order {
            Ordering::Release => panic!("there is no such thing as a release load"),
            Ordering::AcqRel => panic!("there is no such thing as an acquire-release load"),
            _ => {}
        }
        let access = Access::announce(Kind::Load, self.object.within(self), self.quiet, &[order]);
        // SAFETY: this thread has been chosen to perform the access; nobody else runs until it announces again.
        let value = unsafe { *self.value.get() };
        access.read("load", value);
        value
    }

    /// Stores.
    ///
    /// # Panics
    /// On an ordering that a store can't have, as in `std`.
    #[track_caller]
    pub fn store(&self, value: T, order: Ordering) {
        match order {
            Ordering::Acquire => panic!("there is no such thing as an acquire store"),
            Ordering::AcqRel => panic!("there is no such thing as an acquire-release store"),
            _ => {}
        }
        let access = Access::announce(Kind::Store, self.object.within(self), self.quiet, &[order]);
        // SAFETY: as in `load`.
        let old = unsafe { self.value.get().replace(value) };
        access.wrote("store", None, old, value);
    }

    /// Reads, and writes what `change` returns, in one step (`swap`, `fetch_add`, …); `op` is its name in the trace.
    #[track_caller]
    pub fn rmw(&self, op: &'static str, order: Ordering, change: impl FnOnce(T) -> T) -> T {
        let access = Access::announce(
            Kind::Store,
            self.object.within(self),
            self.quiet | READS,
            &[order],
        );
        // SAFETY: as in `load`.
        let old = unsafe { *self.value.get() };
        let new = change(old);
        // SAFETY: as in `load`.
        unsafe { *self.value.get() = new };
        access.wrote(op, Some(old), old, new);
        old
    }

    /// `compare_exchange` (`weak`: may also fail spuriously, which is explored).
    ///
    /// # Errors
    /// The value found, if it was not `current` (or the failure was spurious).
    ///
    /// # Panics
    /// On a failure ordering that a load can't have, as in `std`.
    #[track_caller]
    pub fn compare_exchange(
        &self,
        current: T,
        new: T,
        success: Ordering,
        failure: Ordering,
        weak: bool,
    ) -> Result<T, T> {
        match failure {
            Ordering::Release => panic!("there is no such thing as a release failure ordering"),
            Ordering::AcqRel => {
                panic!("there is no such thing as an acquire-release failure ordering")
            }
            _ => {}
        }
        let op = if weak {
            "compare_exchange_weak"
        } else {
            "compare_exchange"
        };
        let kind = if weak { Kind::WeakCas } else { Kind::Store };
        let access = Access::announce(
            kind,
            self.object.within(self),
            self.quiet | READS,
            &[success, failure],
        );
        // SAFETY: as in `load`.
        let old = unsafe { *self.value.get() };
        let spurious = weak && access.result == 1;
        if old.to_bits() != current.to_bits() || spurious {
            access.failed(op, old, spurious);
            return Err(old);
        }
        // SAFETY: as in `load`.
        unsafe { *self.value.get() = new };
        access.wrote(op, Some(old), old, new);
        Ok(old)
    }

    /// Unsynchronised access through an exclusive borrow.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
    /// The value, consuming the atomic.
    pub const fn into_inner(self) -> T
    where
        T: Copy,
    {
        self.value.into_inner()
    }
    /// Where the value lives (`as_ptr`).
    pub const fn as_ptr(&self) -> *mut T {
        self.value.get()
    }
}

/// `atomic::fence`: without effect under sequential consistency.
///
/// # Panics
/// On `Relaxed`, as in `std`.
#[track_caller]
pub fn fence(order: Ordering) {
    assert!(
        order != Ordering::Relaxed,
        "there is no such thing as a relaxed fence"
    );
    let _memory = SystemMemory::enter();
    let engine = engine();
    engine.weak_orderings |= order != Ordering::SeqCst;
    let me = engine.current;
    engine.trace_step(me, "fence", crate::op::NONE, Location::caller(), |_| {});
}

/// `Op::arg` of a write that also reads: repeating it without change is polling.
pub(crate) const READS: u32 = 1;
/// `Op::arg` of an access that no trace shows.
pub(crate) const QUIET: u32 = 2;

/// An access that has been chosen and is being performed.
struct Access {
    object: u32,
    quiet: bool,
    result: u64,
}

impl Access {
    #[track_caller]
    fn announce(kind: Kind, obj: Obj<'_>, arg: u32, orders: &[Ordering]) -> Access {
        let _memory = SystemMemory::enter();
        let weak = orders.iter().any(|&order| order != Ordering::SeqCst);
        engine().weak_orderings |= weak;
        let (object, result) = perform::access(kind, obj, arg);
        Access {
            object,
            quiet: arg & QUIET != 0,
            result,
        }
    }

    fn read<T: Bits>(&self, op: &'static str, value: T) {
        self.note(op, Some(value.to_bits()), None, T::show, false);
    }

    #[track_caller]
    fn wrote<T: Bits>(&self, op: &'static str, read: Option<T>, old: T, new: T) {
        if old.to_bits() != new.to_bits() {
            let engine = engine();
            engine.objects.get_mut(self.object).version += 1;
            engine.got_something_done(engine.current);
        }
        self.note(
            op,
            read.map(T::to_bits),
            Some(new.to_bits()),
            T::show,
            false,
        );
        if !self.quiet {
            perform::settle(Location::caller());
        }
    }

    fn failed<T: Bits>(&self, op: &'static str, found: T, spurious: bool) {
        self.note(op, Some(found.to_bits()), None, T::show, true);
        if spurious && !self.quiet {
            let _memory = SystemMemory::enter();
            perform::note(|step| {
                step.value = Some(format!(
                    "{} (fails for no reason)",
                    T::show(found.to_bits())
                ))
            });
        }
    }

    fn note(
        &self,
        op: &str,
        read: Option<u64>,
        wrote: Option<u64>,
        show: fn(u64) -> String,
        failed: bool,
    ) {
        if self.quiet || engine().tracer.is_none() {
            return;
        }
        let _memory = SystemMemory::enter();
        perform::note(|step| {
            step.op = op.to_owned();
            step.value = read.map(show);
            step.wrote = wrote.map(show);
            step.failed = failed;
        });
    }
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Bits for $int {
            fn to_bits(self) -> u64 {
                self as u64
            }
            fn show(bits: u64) -> String {
                (bits as $int).to_string()
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl Bits for bool {
    fn to_bits(self) -> u64 {
        u64::from(self)
    }
    fn show(bits: u64) -> String {
        (bits != 0).to_string()
    }
}

impl<T: 'static> Bits for *mut T {
    fn to_bits(self) -> u64 {
        self.addr() as u64
    }
    // An address differs from run to run; all that a reader can use is whether it is null.
    fn show(bits: u64) -> String {
        if bits == 0 {
            "null".to_owned()
        } else {
            "a pointer".to_owned()
        }
    }
}
