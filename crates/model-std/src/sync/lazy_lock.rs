//! `LazyLock`: a value that is made by the first thread that looks at it.

use std::cell::UnsafeCell;
use std::fmt;
use std::mem;
use std::ops::{Deref, DerefMut};
use std::panic::{RefUnwindSafe, UnwindSafe};

use model::rt::{self, Obj, ObjectRef};

use super::once::{Entry, OnPoison, enter};

/// A value that is made on first access.
///
/// Stands for `std::sync::LazyLock`. An initialiser that panics poisons it for good.
pub struct LazyLock<T, F = fn() -> T> {
    object: ObjectRef,
    /// The end of the initialiser was reached through an exclusive borrow. It can't change while
    /// anyone shares the cell, so looking depends on no schedule; the explorer was never told.
    settled_by_owner: bool,
    /// Written by the thread that runs the initialiser, before the explorer hears that it is over;
    /// read by others only after they have heard so.
    content: UnsafeCell<Content<T, F>>,
}

enum Content<T, F> {
    /// The initialiser, waiting to be run.
    Initialiser(F),
    /// What it made.
    Value(T),
    /// The initialiser is running, or has panicked.
    Gone,
}

// SAFETY: threads that share the cell share `&T` (`T: Sync`); value and initialiser may be made by
// one thread and used up by another (`T: Send`, `F: Send`), and nobody gets a `&F`. The rest is the
// model's own bookkeeping: modelled threads run one at a time, on one thread of the operating
// system. `Send` follows from the fields.
unsafe impl<T: Sync + Send, F: Send> Sync for LazyLock<T, F> {}

impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// A value that `f` will make.
    #[track_caller]
    pub const fn new(f: F) -> LazyLock<T, F> {
        LazyLock {
            object: ObjectRef::new(),
            settled_by_owner: false,
            content: UnsafeCell::new(Content::Initialiser(f)),
        }
    }

    /// The value, made now if it is not there. Blocks while another thread makes it.
    ///
    /// # Panics
    /// If the initialiser panics, or has panicked.
    #[track_caller]
    pub fn force(this: &LazyLock<T, F>) -> &T {
        if !this.settled_by_owner {
            match enter(this.obj(), rt::OnceState::Poisoned, OnPoison::Refuse) {
                Entry::Done => {}
                Entry::Poisoned => panic_poisoned(),
                Entry::Run(initialisation) => {
                    // SAFETY: this thread runs the initialiser, so nobody has a reference into the
                    // cell; the exchange is over before the next operation.
                    let content = unsafe { mem::replace(&mut *this.content.get(), Content::Gone) };
                    let Content::Initialiser(f) = content else {
                        unreachable!("a cell that is to be initialised has its initialiser");
                    };
                    let value = f();
                    // SAFETY: as above; what is overwritten is `Gone`, which has no destructor.
                    unsafe { *this.content.get() = Content::Value(value) };
                    initialisation.finish();
                }
            }
        }
        match this.settled() {
            Some(value) => value,
            None => panic_poisoned(),
        }
    }

    /// As [`force`](LazyLock::force), through an exclusive borrow: nobody else can be at it.
    ///
    /// # Panics
    /// If the initialiser panics, or has panicked.
    #[track_caller]
    pub fn force_mut(this: &mut LazyLock<T, F>) -> &mut T {
        if let Content::Initialiser(_) = this.content.get_mut() {
            // Also right if `f` panics: then `Gone` is the last word.
            this.settled_by_owner = true;
            let content = mem::replace(this.content.get_mut(), Content::Gone);
            if let Content::Initialiser(f) = content {
                *this.content.get_mut() = Content::Value(f());
            }
        }
        match this.content.get_mut() {
            Content::Value(value) => value,
            Content::Initialiser(_) | Content::Gone => panic_poisoned(),
        }
    }
}

impl<T, F> LazyLock<T, F> {
    /// The value, if it has been made.
    #[track_caller]
    pub fn get(this: &LazyLock<T, F>) -> Option<&T> {
        if this.settled_by_owner || rt::once_state(this.obj()) == rt::OnceState::Done {
            this.settled()
        } else {
            None
        }
    }

    /// The value, if it has been made, through an exclusive borrow.
    pub fn get_mut(this: &mut LazyLock<T, F>) -> Option<&mut T> {
        match this.content.get_mut() {
            Content::Value(value) => Some(value),
            Content::Initialiser(_) | Content::Gone => None,
        }
    }

    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// The value of a cell whose initialiser is known to be over; `None` if it panicked.
    fn settled(&self) -> Option<&T> {
        // SAFETY: once the initialiser is over, the content changes only through an exclusive
        // borrow of the cell.
        match unsafe { &*self.content.get() } {
            Content::Value(value) => Some(value),
            Content::Initialiser(_) | Content::Gone => None,
        }
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}

impl<T, F: FnOnce() -> T> DerefMut for LazyLock<T, F> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        LazyLock::force_mut(self)
    }
}

impl<T: Default> Default for LazyLock<T> {
    #[track_caller]
    fn default() -> LazyLock<T> {
        LazyLock::new(T::default)
    }
}

impl<T: fmt::Debug, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_tuple("LazyLock");
        match LazyLock::get(self) {
            Some(value) => shown.field(value),
            None => shown.field(&format_args!("<uninit>")),
        };
        shown.finish()
    }
}

#[cold]
#[track_caller]
fn panic_poisoned() -> ! {
    panic!("LazyLock instance has previously been poisoned")
}
