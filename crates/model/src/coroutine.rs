//! Modelled threads as coroutines on pooled, guarded stacks, all on one OS thread.

use corosensei::stack::{DefaultStack, Stack};
use corosensei::{Coroutine, CoroutineResult, Yielder};

/// What a plain `thread::spawn` gives a thread, and what the operating system usually gives `main`.
const STACK: usize = 2 << 20;
const MAIN_STACK: usize = 8 << 20;

type Body = Coroutine<(), (), (), DefaultStack>;

/// One thread's coroutine, or the stack that waits for the next execution's.
#[derive(Default)]
pub(crate) struct Fiber {
    running: Option<Body>,
    idle: Option<DefaultStack>,
    /// Lower and upper end of the stack, so that an address can be told to lie in it.
    range: (usize, usize),
    size: usize,
}

/// The handle by which a running coroutine gives control back.
pub(crate) type Suspend = *const Yielder<(), ()>;

impl Fiber {
    /// Prepares `body` to run at the first [`resume`](Self::resume); it is given the handle to suspend itself with.
    ///
    /// # Errors
    /// The operating system has no memory for the stack.
    pub(crate) fn start(
        &mut self,
        main: bool,
        stack_size: Option<usize>,
        body: impl FnOnce(Suspend) + 'static,
    ) -> std::io::Result<()> {
        self.abandon();
        let wanted = stack_size
            .unwrap_or(0)
            .max(if main { MAIN_STACK } else { STACK });
        if self.size < wanted {
            self.idle = None;
        }
        let stack = match self.idle.take() {
            Some(stack) => stack,
            None => {
                let stack = DefaultStack::new(wanted)?;
                self.size = wanted;
                self.range = (stack.limit().get(), stack.base().get());
                stack
            }
        };
        self.running = Some(Coroutine::with_stack(
            stack,
            move |suspend: &Yielder<(), ()>, ()| body(suspend),
        ));
        Ok(())
    }

    /// Runs until the body suspends (true) or ends (false).
    pub(crate) fn resume(&mut self) -> bool {
        let body = self
            .running
            .as_mut()
            .expect("only a started fiber is resumed");
        match body.resume(()) {
            CoroutineResult::Yield(()) => true,
            CoroutineResult::Return(()) => {
                self.idle = self.running.take().map(Coroutine::into_stack);
                false
            }
        }
    }

    /// Drops a body in mid-flight without unwinding it, as a process drops its threads.
    pub(crate) fn abandon(&mut self) {
        if let Some(mut body) = self.running.take() {
            // SAFETY: nothing outside the stack refers into it: engine state holds no borrows of modelled frames,
            // scoped borrows end with the execution, and what the frames and an unstarted closure own is in the
            // arena, which forgets it.
            unsafe { body.force_reset() };
            self.idle = Some(body.into_stack());
        }
    }

    /// Whether `address` lies in this fiber's stack.
    pub(crate) fn contains(&self, address: usize) -> bool {
        self.range.0 <= address && address < self.range.1
    }
}

/// Gives control back to the explorer; returns when it picks this thread again.
pub(crate) fn suspend(handle: Suspend) {
    // SAFETY: the handle lives on the coroutine's own stack for as long as its body runs, and this is called by it.
    unsafe { (*handle).suspend(()) };
}
