//! `crossbeam::thread`: threads that may borrow, because their scope does not end before they have.
//!
//! Unlike the scope of `std`, this one hands panics on as an error, and gives itself to the threads that it starts.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use model::rt;
use model_std::io;
use model_std::thread::{Builder, JoinHandle, Result, Thread};

/// A scope in which threads can be started. Stands for `crossbeam::thread::Scope`.
pub struct Scope<'env> {
    threads: Arc<Threads>,
    // Invariant: else a thread could outlive what it borrows.
    _env: PhantomData<&'env mut &'env ()>,
}

/// A thread of a scope that is not yet started, with a name or a stack size.
#[derive(Debug)]
pub struct ScopedThreadBuilder<'scope, 'env> {
    scope: &'scope Scope<'env>,
    builder: Builder,
}

/// The right to wait for a scoped thread's end and to have its result.
pub struct ScopedJoinHandle<'scope, T> {
    started: Arc<Started>,
    result: Arc<Cell<Option<T>>>,
    thread: Thread,
    _scope: PhantomData<&'scope ()>,
}

/// The threads of a scope that have been started and, as far as is known, not joined.
struct Threads {
    unjoined: RefCell<Vec<Arc<Started>>>,
}

/// A started thread, until somebody joins it.
struct Started {
    handle: Cell<Option<JoinHandle<()>>>,
}

// SAFETY: modelled threads run one at a time, on one thread of the operating system, and no borrow of the list is held
// across a step.
unsafe impl Send for Threads {}
// SAFETY: as above.
unsafe impl Sync for Threads {}
// SAFETY: as above; the handle is taken out in one go.
unsafe impl Sync for Started {}
// SAFETY: as above. What the thread returns is `Send`, which is asked for where it is started.
unsafe impl<T> Send for ScopedJoinHandle<'_, T> {}
// SAFETY: as above; through a shared reference only the thread can be seen.
unsafe impl<T> Sync for ScopedJoinHandle<'_, T> {}

impl RefUnwindSafe for Scope<'_> {}
impl<T> UnwindSafe for ScopedJoinHandle<'_, T> {}
impl<T> RefUnwindSafe for ScopedJoinHandle<'_, T> {}

/// Runs `f`, which may start threads that borrow, and waits for all of them. A panic of `f` goes on.
///
/// # Errors
/// The payloads, as a `Vec<Box<dyn Any + Send>>`, if threads panicked that nobody joined.
#[track_caller]
pub fn scope<'env, F, R>(f: F) -> Result<R>
where
    F: FnOnce(&Scope<'env>) -> R,
{
    let scope = Scope {
        threads: Arc::new(Threads {
            unjoined: RefCell::new(Vec::new()),
        }),
        _env: PhantomData,
    };
    let result = rt::catch_unwind(|| f(&scope));
    let mut payloads: Vec<Box<dyn Any + Send + 'static>> = Vec::new();
    // A thread may start further ones while it is waited for.
    while let Some(started) = scope.threads.next() {
        if let Some(Err(payload)) = started.handle.take().map(JoinHandle::join) {
            payloads.push(payload);
        }
    }
    match result {
        Err(payload) => rt::resume_unwind(payload),
        Ok(value) if payloads.is_empty() => Ok(value),
        Ok(_) => Err(Box::new(payloads)),
    }
}

impl<'env> Scope<'env> {
    /// Starts a thread, which is given the scope, so that it can start further ones.
    #[track_caller]
    pub fn spawn<'scope, F, T>(&'scope self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce(&Scope<'env>) -> T,
        F: Send + 'env,
        T: Send + 'env,
    {
        self.builder()
            .spawn(f)
            .expect("a modelled thread can always be started")
    }

    /// A thread that can be given a name or a stack size.
    pub fn builder<'scope>(&'scope self) -> ScopedThreadBuilder<'scope, 'env> {
        ScopedThreadBuilder {
            scope: self,
            builder: Builder::new(),
        }
    }
}

impl Threads {
    /// The first thread that has not been joined.
    fn next(&self) -> Option<Arc<Started>> {
        let mut unjoined = self.unjoined.borrow_mut();
        (!unjoined.is_empty()).then(|| unjoined.remove(0))
    }
}

impl<'scope, 'env> ScopedThreadBuilder<'scope, 'env> {
    /// Names the thread. It must not contain a zero byte; starting the thread panics otherwise.
    pub fn name(mut self, name: String) -> ScopedThreadBuilder<'scope, 'env> {
        self.builder = self.builder.name(name);
        self
    }

    /// Sets the size of its stack, in bytes.
    pub fn stack_size(mut self, size: usize) -> ScopedThreadBuilder<'scope, 'env> {
        self.builder = self.builder.stack_size(size);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// None: a modelled thread can always be started.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce(&Scope<'env>) -> T,
        F: Send + 'env,
        T: Send + 'env,
    {
        let result = Arc::new(Cell::new(None));
        let body = Body {
            f,
            scope: Scope {
                threads: Arc::clone(&self.scope.threads),
                _env: PhantomData,
            },
            result: Arc::clone(&result),
        };
        // SAFETY: `scope` returns only when the thread has ended, so it ends before `'env` does; and the result can be
        // taken out of a handle only, which can't leave the scope.
        let handle = unsafe { self.builder.spawn_unchecked(move || body.run()) }?;
        let thread = handle.thread().clone();
        let started = Arc::new(Started {
            handle: Cell::new(Some(handle)),
        });
        self.scope
            .threads
            .unjoined
            .borrow_mut()
            .push(Arc::clone(&started));
        Ok(ScopedJoinHandle {
            started,
            result,
            thread,
            _scope: PhantomData,
        })
    }
}

/// What a thread runs.
struct Body<'env, F, T> {
    f: F,
    scope: Scope<'env>,
    result: Arc<Cell<Option<T>>>,
}

// SAFETY: as for the scope; the result is written by the thread and read by who has joined it.
unsafe impl<F: Send, T: Send> Send for Body<'_, F, T> {}

impl<'env, F, T> Body<'env, F, T>
where
    F: FnOnce(&Scope<'env>) -> T,
{
    fn run(self) {
        self.result.set(Some((self.f)(&self.scope)));
    }
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for its end.
    ///
    /// # Errors
    /// The payload of its panic.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        let handle = self
            .started
            .handle
            .take()
            .expect("a scope joins a thread only after the thread that started it has ended");
        handle.join()?;
        Ok(self
            .result
            .take()
            .expect("a thread that ended well has left its result"))
    }

    /// The thread.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Scope { .. }")
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("ScopedJoinHandle { .. }")
    }
}
