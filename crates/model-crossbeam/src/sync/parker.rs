//! `Parker` and `Unparker`: a token that one thread waits for and others make available.
//!
//! To the explorer it is a channel that holds one message: the token. Unlike `std::thread::park`, waiting for it never
//! ends for no reason.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use model::rt::{self, Obj, ObjectRef};
use model_std::time::Instant;

/// Waits for a token. Stands for `crossbeam::sync::Parker`.
pub struct Parker {
    unparker: Unparker,
    /// One thread at a time waits for a token.
    _not_sync: PhantomData<*const ()>,
}

/// Makes the token of a [`Parker`] available. Stands for `crossbeam::sync::Unparker`.
pub struct Unparker {
    token: Arc<Token>,
}

struct Token {
    object: ObjectRef,
}

// SAFETY: the token is the explorer's; what is here may be moved freely.
unsafe impl Send for Parker {}

impl Parker {
    /// A parker whose token is not available.
    #[track_caller]
    pub fn new() -> Parker {
        let token = Arc::new(Token {
            object: ObjectRef::new(),
        });
        rt::parker(token.obj());
        Parker {
            unparker: Unparker { token },
            _not_sync: PhantomData,
        }
    }

    /// Blocks until the token is available, and takes it.
    #[track_caller]
    pub fn park(&self) {
        rt::recv(self.unparker.token.obj(), None);
    }

    /// Blocks until the token is available, and takes it; at most for some time.
    #[track_caller]
    pub fn park_timeout(&self, timeout: Duration) {
        rt::recv(self.unparker.token.obj(), Some(timeout));
    }

    /// Blocks until the token is available, and takes it; at most until some moment.
    #[track_caller]
    pub fn park_deadline(&self, deadline: Instant) {
        self.park_timeout(deadline.saturating_duration_since(Instant::now()));
    }

    /// Who can make the token available.
    pub fn unparker(&self) -> &Unparker {
        &self.unparker
    }

    /// Makes a pointer of a parker.
    pub fn into_raw(this: Parker) -> *const () {
        Unparker::into_raw(this.unparker)
    }

    /// Makes a parker of a pointer.
    ///
    /// # Safety
    /// The pointer must come from [`into_raw`](Parker::into_raw), and be used once.
    pub unsafe fn from_raw(ptr: *const ()) -> Parker {
        Parker {
            // SAFETY: promised by the caller.
            unparker: unsafe { Unparker::from_raw(ptr) },
            _not_sync: PhantomData,
        }
    }
}

impl Unparker {
    /// Makes the token available; nothing happens if it is already.
    #[track_caller]
    pub fn unpark(&self) {
        rt::try_send(self.token.obj(), &mut || {});
    }

    /// Makes a pointer of an unparker.
    pub fn into_raw(this: Unparker) -> *const () {
        Arc::into_raw(this.token).cast()
    }

    /// Makes an unparker of a pointer.
    ///
    /// # Safety
    /// The pointer must come from [`into_raw`](Unparker::into_raw), and be used once.
    pub unsafe fn from_raw(ptr: *const ()) -> Unparker {
        Unparker {
            // SAFETY: promised by the caller.
            token: unsafe { Arc::from_raw(ptr.cast()) },
        }
    }
}

impl Token {
    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }
}

impl Default for Parker {
    #[track_caller]
    fn default() -> Self {
        Parker::new()
    }
}

impl Clone for Unparker {
    fn clone(&self) -> Unparker {
        Unparker {
            token: Arc::clone(&self.token),
        }
    }
}

impl fmt::Debug for Parker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Parker { .. }")
    }
}

impl fmt::Debug for Unparker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Unparker { .. }")
    }
}
