//! `Once`, and how any once-cell enters its initialiser.
//!
//! The explorer holds the state (nobody, running, done, poisoned); [`enter`] is the one way into an
//! initialiser, shared with `OnceLock` and `LazyLock`.

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};

use model::rt::{self, Obj, ObjectRef};

/// Runs an initialiser once, however many threads ask for it.
///
/// Stands for `std::sync::Once`.
pub struct Once {
    object: ObjectRef,
}

/// What [`Once::call_once_force`] tells its closure.
pub struct OnceState {
    poisoned: bool,
    /// `std`'s cannot be shared between threads either.
    _not_sync: PhantomData<Cell<()>>,
}

/// A fresh [`Once`].
#[deprecated(since = "1.38.0", note = "the `Once::new()` function is now preferred")]
#[expect(
    clippy::declare_interior_mutable_const,
    reason = "a constant is what std offers, and each use is meant to be a fresh value"
)]
pub const ONCE_INIT: Once = Once::new();

impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

impl Once {
    /// A once whose initialiser has not run.
    #[expect(
        clippy::new_without_default,
        reason = "std's has no Default either, and a program must not compile here alone"
    )]
    #[must_use]
    #[track_caller]
    pub const fn new() -> Once {
        Once {
            object: ObjectRef::new(),
        }
    }

    /// Runs `f` unless it has been run to its end; blocks while another thread runs one.
    ///
    /// # Panics
    /// If an earlier initialiser panicked. A panic of `f` goes through and poisons.
    #[track_caller]
    pub fn call_once<F>(&self, f: F)
    where
        F: FnOnce(),
    {
        match enter(self.obj(), rt::OnceState::Poisoned, OnPoison::Refuse) {
            Entry::Done => {}
            Entry::Poisoned => panic_poisoned(),
            Entry::Run(initialisation) => {
                f();
                initialisation.finish();
            }
        }
    }

    /// As [`call_once`](Once::call_once), but also runs `f` after an initialiser that panicked.
    #[track_caller]
    pub fn call_once_force<F>(&self, f: F)
    where
        F: FnOnce(&OnceState),
    {
        match enter(self.obj(), rt::OnceState::Poisoned, OnPoison::Retry) {
            Entry::Done => {}
            Entry::Poisoned => panic_poisoned(),
            Entry::Run(initialisation) => {
                f(&OnceState {
                    poisoned: initialisation.retry,
                    _not_sync: PhantomData,
                });
                initialisation.finish();
            }
        }
    }

    /// Whether an initialiser has run to its end.
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        rt::once_state(self.obj()) == rt::OnceState::Done
    }

    /// Blocks until an initialiser has run to its end.
    ///
    /// # Panics
    /// If an initialiser panicked.
    #[track_caller]
    pub fn wait(&self) {
        if rt::once_wait(self.obj()) != rt::OnceState::Done {
            panic_poisoned();
        }
    }

    /// As [`wait`](Once::wait), but waits on after an initialiser that panicked.
    #[track_caller]
    pub fn wait_force(&self) {
        while rt::once_wait(self.obj()) != rt::OnceState::Done {
            // Only another thread's `call_once_force` can get us on.
            rt::yield_now();
        }
    }

    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }
}

impl OnceState {
    /// Whether an earlier initialiser panicked.
    #[must_use]
    pub fn is_poisoned(&self) -> bool {
        self.poisoned
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

impl fmt::Debug for OnceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnceState")
            .field("poisoned", &self.is_poisoned())
            .finish()
    }
}

#[cold]
#[track_caller]
fn panic_poisoned() -> ! {
    panic!("Once instance has previously been poisoned")
}

/// What to do with a cell whose initialiser panicked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum OnPoison {
    /// Leave it so.
    Refuse,
    /// Run an initialiser again.
    Retry,
}

/// How [`enter`] found the cell.
pub(super) enum Entry<'a> {
    /// There is nothing to do.
    Done,
    /// An initialiser panicked, and the caller did not want to try again.
    Poisoned,
    /// The calling thread is the one that has to run its initialiser now.
    Run(Initialisation<'a>),
}

/// A running initialiser. Dropped without [`finish`](Initialisation::finish), that is, when the
/// initialiser panics, it leaves the state that was asked for.
pub(super) struct Initialisation<'a> {
    once: Obj<'a>,
    end: rt::OnceState,
    /// Whether an earlier initialiser panicked.
    pub(super) retry: bool,
}

impl Initialisation<'_> {
    /// The initialiser has run to its end, and its result is in place.
    pub(super) fn finish(mut self) {
        self.end = rt::OnceState::Done;
    }
}

impl Drop for Initialisation<'_> {
    fn drop(&mut self) {
        rt::once_end(self.once, self.end);
    }
}

/// Enters the initialiser of `once`, blocking while another thread runs one; `after_panic` is the
/// state that a panicking initialiser leaves.
///
/// The state is read first: two reads of a finished cell commute, two attempts to begin do not, and
/// the explorer would try them in both orders.
#[track_caller]
pub(super) fn enter(once: Obj<'_>, after_panic: rt::OnceState, on_poison: OnPoison) -> Entry<'_> {
    match rt::once_state(once) {
        rt::OnceState::Done => return Entry::Done,
        rt::OnceState::Poisoned if on_poison == OnPoison::Refuse => return Entry::Poisoned,
        _ => {}
    }
    match rt::once_begin(once) {
        rt::OnceState::Done => Entry::Done,
        rt::OnceState::Poisoned if on_poison == OnPoison::Refuse => {
            rt::once_end(once, rt::OnceState::Poisoned);
            Entry::Poisoned
        }
        found => Entry::Run(Initialisation {
            once,
            end: after_panic,
            retry: found == rt::OnceState::Poisoned,
        }),
    }
}
