//! Starting threads that may run on their own.

use ::std::fmt;
use ::std::io;

use super::packet::{Started, start};
use super::scoped::{Scope, ScopedJoinHandle};
use super::{Result, Thread};

/// As in `std`: starts a thread.
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T,
    F: Send + 'static,
    T: Send + 'static,
{
    // SAFETY: nothing is borrowed for less than `'static`.
    JoinHandle(unsafe { start(None, None, None, f) })
}

/// As in `std`: a thread that is not yet started, with a name or a stack size.
#[must_use = "must eventually spawn the thread"]
#[derive(Debug)]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// A thread without a name, with the usual stack size.
    #[expect(
        clippy::new_without_default,
        reason = "the real one has no `Default` either"
    )]
    pub fn new() -> Builder {
        Builder {
            name: None,
            stack_size: None,
        }
    }

    /// Names the thread. It must not contain a zero byte; starting the thread panics otherwise.
    pub fn name(mut self, name: String) -> Builder {
        self.name = Some(name);
        self
    }

    /// Sets the size of its stack, in bytes.
    pub fn stack_size(mut self, size: usize) -> Builder {
        self.stack_size = Some(size);
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// None: a modelled thread can always be started.
    #[track_caller]
    pub fn spawn<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T,
        F: Send + 'static,
        T: Send + 'static,
    {
        // SAFETY: nothing is borrowed for less than `'static`.
        unsafe { self.spawn_unchecked(f) }
    }

    /// Starts it, without asking that what it borrows lives long enough.
    ///
    /// # Safety
    /// What `f` and its result borrow must outlive the thread and the handle.
    ///
    /// # Errors
    /// None: a modelled thread can always be started.
    #[track_caller]
    pub unsafe fn spawn_unchecked<F, T>(self, f: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T,
        F: Send,
        T: Send,
    {
        // SAFETY: promised by the caller.
        Ok(JoinHandle(unsafe {
            start(self.name, self.stack_size, None, f)
        }))
    }

    /// Starts it in a scope.
    ///
    /// # Errors
    /// None: a modelled thread can always be started.
    #[track_caller]
    pub fn spawn_scoped<'scope, 'env, F, T>(
        self,
        scope: &'scope Scope<'scope, 'env>,
        f: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        Ok(scope.start(self.name, self.stack_size, f))
    }
}

/// As in `std`: the right to wait for a thread's end and to have its result. Dropped, it leaves the thread alone.
pub struct JoinHandle<T>(Started<'static, T>);

// SAFETY: as with the real one: `T: Send` was asked for where the thread was started, and the handle gives access to
// nothing else.
unsafe impl<T> Send for JoinHandle<T> {}
// SAFETY: as above; through a shared reference only the thread's name and end can be seen.
unsafe impl<T> Sync for JoinHandle<T> {}

impl<T> JoinHandle<T> {
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

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}
