//! `OnceLock`: a cell that is written once and then read by everyone.

use std::cell::UnsafeCell;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use model::rt::{self, Obj, ObjectRef};

use super::once::{Entry, OnPoison, enter};

/// A cell that gets its value once.
///
/// Stands for `std::sync::OnceLock`. An initialiser that panics leaves the cell empty.
pub struct OnceLock<T> {
    object: ObjectRef,
    /// The value was put in by the cell's only owner. It can't vanish while anyone shares the cell,
    /// so reading it depends on no schedule and is not announced; the explorer was never told.
    filled_by_owner: bool,
    /// Written by the thread that runs the initialiser, before the explorer hears that it is done;
    /// read by others only after they have heard so.
    value: UnsafeCell<Option<T>>,
}

// SAFETY: threads that share the cell share `&T` (`T: Sync`), and the value may be put in by one
// thread and dropped by another (`T: Send`). The rest is the model's own bookkeeping: modelled
// threads run one at a time, on one thread of the operating system.
unsafe impl<T: Sync + Send> Sync for OnceLock<T> {}
// SAFETY: sending the cell sends the value; the bookkeeping is as above.
unsafe impl<T: Send> Send for OnceLock<T> {}

impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> OnceLock<T> {
    /// An empty cell.
    #[must_use]
    #[track_caller]
    pub const fn new() -> OnceLock<T> {
        OnceLock {
            object: ObjectRef::new(),
            filled_by_owner: false,
            value: UnsafeCell::new(None),
        }
    }

    /// The value, if it is there.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        if self.filled_by_owner || rt::once_state(self.obj()) == rt::OnceState::Done {
            Some(self.filled())
        } else {
            None
        }
    }

    /// The value, if it is there, through an exclusive borrow.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut().as_mut()
    }

    /// Blocks until the value is there.
    #[track_caller]
    pub fn wait(&self) -> &T {
        if !self.filled_by_owner {
            rt::once_wait(self.obj());
        }
        self.filled()
    }

    /// Puts `value` in, blocking while another thread runs an initialiser.
    ///
    /// # Errors
    /// `value`, if the cell had one already.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let mut value = Some(value);
        self.fill(|| value.take().expect("an initialiser runs once"));
        value.map_or(Ok(()), Err)
    }

    /// The value; `f` makes it if it is not there. Blocks while another thread makes it.
    ///
    /// # Panics
    /// If `f` panics; the cell is empty then. When `f` itself asks for the value of this cell, that
    /// is a deadlock.
    #[track_caller]
    pub fn get_or_init<F>(&self, f: F) -> &T
    where
        F: FnOnce() -> T,
    {
        self.fill(f);
        self.filled()
    }

    /// The value, consuming the cell.
    pub fn into_inner(self) -> Option<T> {
        self.value.into_inner()
    }

    /// Takes the value out; the cell is then empty and can be filled again.
    #[track_caller]
    pub fn take(&mut self) -> Option<T> {
        let value = self.value.get_mut().take();
        if value.is_some() {
            // The explorer takes the object for done, so the emptied cell is another object.
            *self = OnceLock::new();
        }
        value
    }

    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// A cell that its owner has filled.
    #[track_caller]
    fn filled_with(value: T) -> OnceLock<T> {
        OnceLock {
            object: ObjectRef::new(),
            filled_by_owner: true,
            value: UnsafeCell::new(Some(value)),
        }
    }

    /// The value of a cell that is known to have one.
    fn filled(&self) -> &T {
        // SAFETY: once the value is there, it changes only through an exclusive borrow of the cell.
        let value = unsafe { &*self.value.get() };
        value
            .as_ref()
            .expect("a cell that the explorer calls done has a value")
    }

    #[track_caller]
    fn fill(&self, make: impl FnOnce() -> T) {
        if self.filled_by_owner {
            return;
        }
        if let Entry::Run(initialisation) =
            enter(self.obj(), rt::OnceState::Incomplete, OnPoison::Retry)
        {
            let value = make();
            // SAFETY: this thread runs the initialiser, so the cell is empty and nobody has a
            // reference into it; the write is over before the next operation.
            unsafe { *self.value.get() = Some(value) };
            initialisation.finish();
        }
    }
}

impl<T> Default for OnceLock<T> {
    #[track_caller]
    fn default() -> OnceLock<T> {
        OnceLock::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("OnceLock");
        match self.get() {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<uninit>")),
        };
        shown.finish()
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    #[track_caller]
    fn clone(&self) -> OnceLock<T> {
        match self.get() {
            Some(value) => OnceLock::filled_with(value.clone()),
            None => OnceLock::new(),
        }
    }
}

impl<T> From<T> for OnceLock<T> {
    #[track_caller]
    fn from(value: T) -> Self {
        OnceLock::filled_with(value)
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    #[track_caller]
    fn eq(&self, other: &OnceLock<T>) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}
