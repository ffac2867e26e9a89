//! What a thread leaves for whoever joins it, and the one way to start a thread.

use ::std::cell::UnsafeCell;
use ::std::marker::PhantomData;
use ::std::mem;
use ::std::sync::Arc;

use model::rt;

use super::scoped::ScopeData;
use super::{Result, Thread};

/// Shared by a thread and its join handle. The thread writes the result before its end is announced; a joiner takes
/// it after that; whoever drops the packet last drops what nobody took.
struct Packet<'scope, T> {
    scope: Option<Arc<ScopeData>>,
    result: UnsafeCell<Option<Result<T>>>,
    _scope: PhantomData<Option<&'scope ScopeData>>,
}

// SAFETY: the thread and the joiner never access `result` at the same time: the joiner waits for the thread's end.
unsafe impl<T: Send> Sync for Packet<'_, T> {}

impl<T> Drop for Packet<'_, T> {
    fn drop(&mut self) {
        let unhandled_panic = matches!(self.result.get_mut(), Some(Err(_)));
        if rt::catch_unwind(|| *self.result.get_mut() = None).is_err() {
            rt::abort("thread result panicked on drop");
        }
        if let Some(scope) = &self.scope
            && unhandled_panic
        {
            scope.record_panic();
        }
    }
}

/// A started thread that can be joined: the inside of both kinds of join handle.
pub(super) struct Started<'scope, T> {
    thread: Thread,
    packet: Arc<Packet<'scope, T>>,
}

impl<T> Started<'_, T> {
    pub(super) fn thread(&self) -> &Thread {
        &self.thread
    }

    #[track_caller]
    pub(super) fn is_finished(&self) -> bool {
        rt::is_finished(self.thread.model_id())
    }

    #[track_caller]
    pub(super) fn join(self) -> Result<T> {
        if let Some(scope) = &self.packet.scope {
            scope.joined(self.thread.model_id());
        }
        rt::join(self.thread.model_id());
        // SAFETY: the thread has ended, and a handle can be joined once.
        let result = unsafe { (*self.packet.result.get()).take() };
        result.expect("a thread that has ended has left its result")
    }
}

/// Starts a thread that runs `f`.
///
/// # Safety
/// What `f` and its result borrow must outlive the thread and the returned handle.
#[track_caller]
pub(super) unsafe fn start<'scope, F, T>(
    name: Option<String>,
    stack_size: Option<usize>,
    scope: Option<Arc<ScopeData>>,
    f: F,
) -> Started<'scope, T>
where
    F: FnOnce() -> T + Send,
    T: Send,
{
    if let Some(name) = &name {
        assert!(
            !name.contains('\0'),
            "thread name may not contain interior null bytes"
        );
    }
    let packet = Arc::new(Packet {
        scope: scope.clone(),
        result: UnsafeCell::new(None),
        _scope: PhantomData,
    });
    let theirs = Arc::clone(&packet);
    let body = move || {
        // The call consumes `f`: what the closure owns is dropped here, before the thread's end is announced.
        let result = rt::catch_unwind(f);
        // SAFETY: nobody else looks at the result before this thread has ended.
        unsafe { *theirs.result.get() = Some(result) };
        drop(theirs);
    };
    // SAFETY: only the lifetime changes, and the caller promises that it is kept.
    let body = unsafe {
        mem::transmute::<Box<dyn FnOnce() + '_>, Box<dyn FnOnce() + 'static>>(Box::new(body))
    };
    let id = rt::spawn(name.as_deref(), stack_size, body);
    if let Some(scope) = scope {
        scope.started(id);
    }
    Started {
        thread: Thread::new(id, name),
        packet,
    }
}
