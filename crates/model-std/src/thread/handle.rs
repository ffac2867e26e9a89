//! Handles to threads: who a thread is, and waking it.

use ::std::fmt;
use ::std::sync::Arc;

use model::rt;

/// As in `std`: a handle to a thread, for its name and number and to unpark it.
#[derive(Clone)]
pub struct Thread {
    inner: Arc<Inner>,
}

struct Inner {
    id: rt::ThreadId,
    name: Option<String>,
}

/// As in `std`: the number of a thread, never given twice in a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ThreadId(u64);

/// As in `std`: the calling thread.
pub fn current() -> Thread {
    let id = rt::current();
    Thread::new(id, rt::thread_name(id))
}

impl Thread {
    pub(super) fn new(id: rt::ThreadId, name: Option<String>) -> Thread {
        Thread {
            inner: Arc::new(Inner { id, name }),
        }
    }

    pub(super) fn model_id(&self) -> rt::ThreadId {
        self.inner.id
    }

    /// Makes the thread's token available, so that its next or present `park` returns.
    #[track_caller]
    pub fn unpark(&self) {
        rt::unpark(self.inner.id);
    }

    /// The thread's number.
    pub fn id(&self) -> ThreadId {
        // The real numbers start at 1, for the main thread.
        ThreadId(u64::from(self.inner.id.0) + 1)
    }

    /// The name it was given; `Some("main")` for the main thread.
    pub fn name(&self) -> Option<&str> {
        self.inner.name.as_deref()
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("id", &self.id())
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}
