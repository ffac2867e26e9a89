//! The identity of a modelled object (a lock, an atomic, a channel), embedded in each look-alike value.

use std::cell::Cell;
use std::marker::PhantomData;
use std::panic::Location;

/// Sits in every look-alike value and tells the explorer which object it is.
///
/// Const, because `static COUNTER: AtomicU32 = AtomicU32::new(0)` must compile; so the number is given at the
/// first touch in an execution, and the place of construction is what the report derives a name from.
#[derive(Debug)]
pub struct ObjectRef {
    /// Execution in which `id` was given; another one means "not touched yet".
    epoch: Cell<u32>,
    id: Cell<u32>,
    birthplace: &'static Location<'static>,
}

// SAFETY: only one modelled thread runs at a time, all of them on one OS thread.
unsafe impl Sync for ObjectRef {}

impl ObjectRef {
    /// An object that nobody has touched. The caller's place becomes its birthplace.
    #[track_caller]
    pub const fn new() -> Self {
        ObjectRef { epoch: Cell::new(0), id: Cell::new(0), birthplace: Location::caller() }
    }

    /// The handle that the functions of [`rt`](crate::rt) take. `whole` is the look-alike value that contains this
    /// reference, payload included: if it turns out to be a `static`, its bytes are kept at the first touch and put
    /// back when the execution ends, so that each execution starts fresh.
    pub fn within<'a, T: ?Sized>(&'a self, whole: &'a T) -> Obj<'a> {
        Obj { object: self, start: std::ptr::from_ref(whole).cast(), len: size_of_val(whole), _whole: PhantomData }
    }
}

impl Default for ObjectRef {
    #[track_caller]
    fn default() -> Self {
        ObjectRef::new()
    }
}

/// A borrowed object together with the bytes of the value that contains it.
#[derive(Clone, Copy, Debug)]
pub struct Obj<'a> {
    pub(crate) object: &'a ObjectRef,
    pub(crate) start: *const u8,
    pub(crate) len: usize,
    _whole: PhantomData<&'a u8>,
}
