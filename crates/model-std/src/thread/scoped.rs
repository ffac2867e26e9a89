//! Scopes: threads that may borrow, because their scope does not end before they have.

use ::std::cell::{Cell, RefCell};
use ::std::fmt;
use ::std::marker::PhantomData;
use ::std::panic::{RefUnwindSafe, UnwindSafe};
use ::std::sync::Arc;

use model::rt;

use super::packet::{Started, start};
use super::{Result, Thread, current};

/// As in `std`: a scope in which threads can be started.
pub struct Scope<'scope, 'env: 'scope> {
    data: Arc<ScopeData>,
    // Invariant in both, as the real one: else `'scope` could shrink, and a thread outlive what it borrows.
    _scope: PhantomData<&'scope mut &'scope ()>,
    _env: PhantomData<&'env mut &'env ()>,
}

/// What a scope knows of its threads. Any thread of the scope may touch it.
pub(super) struct ScopeData {
    /// Threads that nobody has begun to join, in the order in which they were started.
    unjoined: RefCell<Vec<rt::ThreadId>>,
    /// A thread panicked whose result nobody took.
    a_thread_panicked: Cell<bool>,
    main_thread: Thread,
}

// SAFETY: only one modelled thread runs at a time, all of them on one OS thread.
unsafe impl Send for ScopeData {}
// SAFETY: as above; and no borrow of `unjoined` is held across a scheduling point.
unsafe impl Sync for ScopeData {}
// The real one consists of atomics.
impl UnwindSafe for ScopeData {}
impl RefUnwindSafe for ScopeData {}

impl ScopeData {
    /// To be called by whoever started the thread.
    pub(super) fn started(&self, thread: rt::ThreadId) {
        self.unjoined.borrow_mut().push(thread);
    }

    /// To be called by whoever is about to join the thread: a member of the scope, which the scope waits for anyway.
    pub(super) fn joined(&self, thread: rt::ThreadId) {
        self.unjoined.borrow_mut().retain(|&other| other != thread);
    }

    pub(super) fn record_panic(&self) {
        self.a_thread_panicked.set(true);
    }

    fn next_unjoined(&self) -> Option<rt::ThreadId> {
        let mut unjoined = self.unjoined.borrow_mut();
        if unjoined.is_empty() {
            None
        } else {
            Some(unjoined.remove(0))
        }
    }
}

/// As in `std`: runs `f`, which may start threads that borrow, and waits for all of them.
///
/// # Panics
/// If `f` panics, or a thread that nobody joined did.
#[track_caller]
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope {
        data: Arc::new(ScopeData {
            unjoined: RefCell::new(Vec::new()),
            a_thread_panicked: Cell::new(false),
            main_thread: current(),
        }),
        _scope: PhantomData,
        _env: PhantomData,
    };
    let result = rt::catch_unwind(|| f(&scope));
    // A thread may start further ones while it is waited for.
    while let Some(thread) = scope.data.next_unjoined() {
        rt::join(thread);
    }
    match result {
        Err(payload) => rt::resume_unwind(payload),
        Ok(_) if scope.data.a_thread_panicked.get() => panic!("a scoped thread panicked"),
        Ok(value) => value,
    }
}

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread that may borrow for `'scope`.
    #[track_caller]
    pub fn spawn<F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.start(None, None, f)
    }

    #[track_caller]
    pub(super) fn start<F, T>(
        &'scope self,
        name: Option<String>,
        stack_size: Option<usize>,
        f: F,
    ) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        // SAFETY: `scope` returns only when the thread has ended, and no handle can leave `'scope`.
        ScopedJoinHandle(unsafe { start(name, stack_size, Some(Arc::clone(&self.data)), f) })
    }
}

/// As in `std`: the right to wait for a scoped thread's end and to have its result.
pub struct ScopedJoinHandle<'scope, T>(Started<'scope, T>);

impl<T> ScopedJoinHandle<'_, T> {
    /// The thread.
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// The payload of its panic.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.0.join()
    }

    /// Whether it has ended.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("a_thread_panicked", &self.data.a_thread_panicked.get())
            .field("main_thread", &self.data.main_thread)
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
