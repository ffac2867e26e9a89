//! What a look-alike calls: every operation that a schedule can reorder, one function each.
//!
//! A look-alike type holds an [`ObjectRef`] and its payload; this module holds the state that
//! decides who may go on (who owns a lock, how long a queue is) and the point where the explorer
//! may switch threads. A function returns once the operation has *happened*; the caller then
//! touches its payload. Only one modelled thread runs at a time, so payload access needs no lock.
//!
//! It knows nothing of `std`'s types, of exercises, or of how schedules are chosen.
//!
//! All functions panic with a clear message when no exploration is running on this OS thread,
//! except where noted. `#[track_caller]` carries the place of the learner's call.

use std::any::Any;
use std::time::Duration;

pub use crate::object::{Obj, ObjectRef};

// ---- mutual exclusion --------------------------------------------------------------------------

/// Blocks until the calling thread owns the mutex.
#[track_caller]
pub fn lock(_mutex: Obj<'_>) { todo!() }

/// Takes the mutex if it is free; fails only while it is held.
#[track_caller]
pub fn try_lock(_mutex: Obj<'_>) -> bool { todo!() }

/// Gives the mutex back. Called from a guard's drop; the place comes from a backtrace when tracing.
pub fn unlock(_mutex: Obj<'_>) { todo!() }

/// Blocks until no writer holds the lock, then holds it shared.
#[track_caller]
pub fn read(_rwlock: Obj<'_>) { todo!() }

/// As [`read`], failing instead of blocking.
#[track_caller]
pub fn try_read(_rwlock: Obj<'_>) -> bool { todo!() }

/// Ends one shared hold.
pub fn unread(_rwlock: Obj<'_>) { todo!() }

/// Blocks until nobody holds the lock, then holds it exclusively.
#[track_caller]
pub fn write(_rwlock: Obj<'_>) { todo!() }

/// As [`write`], failing instead of blocking.
#[track_caller]
pub fn try_write(_rwlock: Obj<'_>) -> bool { todo!() }

/// Ends the exclusive hold.
pub fn unwrite(_rwlock: Obj<'_>) { todo!() }

/// Turns the exclusive hold into a shared one in one step (`RwLockWriteGuard::downgrade`).
#[track_caller]
pub fn downgrade(_rwlock: Obj<'_>) { todo!() }

// ---- condition variables -----------------------------------------------------------------------

/// Why a [`wait`] came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// Another thread notified.
    Notified,
    /// The time-out passed.
    TimedOut,
    /// Nobody notified: the explorer tried a spurious wakeup.
    Spurious,
}

/// Releases `mutex` and waits on `condvar` in one step; owns `mutex` again on return.
#[track_caller]
pub fn wait(_condvar: Obj<'_>, _mutex: Obj<'_>, _timeout: Option<Duration>) -> Wake { todo!() }

/// Wakes one waiter, if there is one; which one is a choice that is explored.
#[track_caller]
pub fn notify_one(_condvar: Obj<'_>) { todo!() }

/// Wakes every waiter.
#[track_caller]
pub fn notify_all(_condvar: Obj<'_>) { todo!() }

// ---- once, barrier -----------------------------------------------------------------------------

/// State of a once-cell (`Once`, `OnceLock`, `LazyLock`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnceState {
    /// Nobody has run the initialiser to its end.
    Incomplete,
    /// A thread is running it.
    Running,
    /// It is done.
    Done,
    /// The initialiser panicked.
    Poisoned,
}

/// Reads the state without blocking.
#[track_caller]
pub fn once_state(_once: Obj<'_>) -> OnceState { todo!() }

/// Blocks while another thread runs the initialiser. `Incomplete` or `Poisoned` (the state found) means that the
/// caller now has to run it and call [`once_end`]; `Done` that there is nothing to do. When the calling thread
/// itself is the one that is running it, that is a deadlock, and reported so.
#[track_caller]
pub fn once_begin(_once: Obj<'_>) -> OnceState { todo!() }

/// Ends what [`once_begin`] began: with `Done`, `Poisoned`, or back to `Incomplete` (a fallible initialiser failed).
pub fn once_end(_once: Obj<'_>, _state: OnceState) { todo!() }

/// Blocks until the state is `Done` or `Poisoned`, and returns it (`Once::wait`, `OnceLock::wait`).
#[track_caller]
pub fn once_wait(_once: Obj<'_>) -> OnceState { todo!() }

/// Waits for `n` threads; true for the one that came last.
#[track_caller]
pub fn barrier_wait(_barrier: Obj<'_>, _n: usize) -> bool { todo!() }

// ---- channels ----------------------------------------------------------------------------------

/// How an attempt to send ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
    /// The message is in the queue (or, with capacity 0, a receiver has taken it).
    Sent,
    /// No receiver is left.
    Disconnected,
    /// No room (`try_send`, or the time-out passed).
    Full,
}

/// How an attempt to receive ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recv {
    /// A message is there: the caller takes the first one of its queue.
    Received,
    /// The queue is empty and no sender is left.
    Disconnected,
    /// Nothing there (`try_recv`, or the time-out passed).
    Empty,
}

/// Registers a channel with one sender and one receiver. `capacity` is `None` for unbounded, `Some(0)` for a
/// rendezvous. To be called once, by the function that creates the channel; not a scheduling point.
#[track_caller]
pub fn channel(_channel: Obj<'_>, _capacity: Option<usize>) { todo!() }

/// Sends, blocking while the queue is full (at most for `timeout`). `put` is called at the moment at which the
/// message enters the queue; for a rendezvous, `take_back` is called if the receivers vanish (or the time runs out)
/// before anyone took it, and has to remove this message from the queue again.
#[track_caller]
pub fn send(
    _channel: Obj<'_>,
    _timeout: Option<Duration>,
    _put: &mut dyn FnMut(),
    _take_back: &mut dyn FnMut(),
) -> Send { todo!() }

/// Sends if that needs no waiting. With capacity 0: only if a receiver is waiting.
#[track_caller]
pub fn try_send(_channel: Obj<'_>, _put: &mut dyn FnMut()) -> Send { todo!() }

/// Receives, blocking while the queue is empty and a sender is left (at most for `timeout`). On `Received` the
/// caller pops the front of its queue.
#[track_caller]
pub fn recv(_channel: Obj<'_>, _timeout: Option<Duration>) -> Recv { todo!() }

/// Receives if a message is there.
#[track_caller]
pub fn try_recv(_channel: Obj<'_>) -> Recv { todo!() }

/// One more sender (`Sender::clone`). Not a scheduling point.
pub fn sender_cloned(_channel: Obj<'_>) { todo!() }

/// One sender fewer; the last one disconnects.
pub fn sender_dropped(_channel: Obj<'_>) { todo!() }

/// One more receiver. Not a scheduling point.
pub fn receiver_cloned(_channel: Obj<'_>) { todo!() }

/// One receiver fewer; the last one disconnects, after which the caller drops what is queued.
pub fn receiver_dropped(_channel: Obj<'_>) { todo!() }

// ---- threads -----------------------------------------------------------------------------------

/// A modelled thread, the same in every execution that creates it in the same way. 0 is the main thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThreadId(pub u32);

/// Starts a thread. `name` and `stack_size` as in `thread::Builder`. `body` must not unwind: the look-alike
/// catches panics with [`catch_unwind`], stores the result, and drops the closure before it returns.
#[track_caller]
pub fn spawn(_name: Option<&str>, _stack_size: Option<usize>, _body: Box<dyn FnOnce()>) -> ThreadId { todo!() }

/// Blocks until the thread has ended. Joining oneself is a deadlock, and reported so.
#[track_caller]
pub fn join(_thread: ThreadId) { todo!() }

/// Whether the thread has ended (`JoinHandle::is_finished`).
#[track_caller]
pub fn is_finished(_thread: ThreadId) -> bool { todo!() }

/// The calling thread.
pub fn current() -> ThreadId { todo!() }

/// The name given at [`spawn`]; `Some("main")` for the main thread.
pub fn thread_name(_thread: ThreadId) -> Option<String> { todo!() }

/// Blocks until the calling thread's token is there, and takes it.
#[track_caller]
pub fn park(_timeout: Option<Duration>) { todo!() }

/// Makes the thread's token available.
#[track_caller]
pub fn unpark(_thread: ThreadId) { todo!() }

/// A hint that others should go first.
#[track_caller]
pub fn yield_now() { todo!() }

/// A hint that the caller spins (`hint::spin_loop`).
#[track_caller]
pub fn spin_loop() { todo!() }

/// Sleeps in virtual time.
#[track_caller]
pub fn sleep(_duration: Duration) { todo!() }

/// Virtual time since the start of the execution.
#[track_caller]
pub fn now() -> Duration { todo!() }

/// The slot of the calling thread for the thread-local declared at `key` (the address of its static): null when
/// never set. The slot's memory belongs to the look-alike; the engine forgets it when the execution ends.
pub fn thread_local(_key: *const ()) -> *mut *mut u8 { todo!() }

/// Has `destroy` called with `value` when the calling thread ends, in the reverse order of registration; may be
/// called again from within a destructor.
pub fn at_thread_exit(_value: *mut u8, _destroy: unsafe fn(*mut u8)) { todo!() }

// ---- the process, output, panics ---------------------------------------------------------------

/// Ends the program: other threads vanish, nothing is unwound.
#[track_caller]
pub fn exit(_code: i32) -> ! { todo!() }

/// Ends the program abnormally (`process::abort`, a panic while panicking); the execution's end is `crash`.
#[track_caller]
pub fn abort(_why: &str) -> ! { todo!() }

/// An output stream of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output: part of what an execution's outcome is compared by.
    Out,
    /// Standard error: captured and shown, not compared.
    Err,
}

/// Writes in one step; blocks while another thread holds the stream's lock.
#[track_caller]
pub fn print(_stream: Stream, _bytes: &[u8]) { todo!() }

/// Takes the stream's re-entrant lock (`io::stdout().lock()`).
#[track_caller]
pub fn lock_stream(_stream: Stream) { todo!() }

/// Gives one hold of the stream's lock back.
pub fn unlock_stream(_stream: Stream) { todo!() }

/// Whether the calling modelled thread is panicking. False outside an exploration.
pub fn panicking() -> bool { todo!() }

/// `std::panic::catch_unwind` with the panic state kept per modelled thread.
///
/// # Errors
/// The payload, if `body` panicked.
pub fn catch_unwind<R>(_body: impl FnOnce() -> R) -> Result<R, Box<dyn Any + std::marker::Send>> { todo!() }

/// `std::panic::resume_unwind` likewise: no hook is run.
pub fn resume_unwind(_payload: Box<dyn Any + std::marker::Send>) -> ! { todo!() }

/// A learner's panic hook.
pub type PanicHook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + std::marker::Send + 'static>;

/// Installs a hook for the rest of this execution (`panic::set_hook`); `None` restores the default one, which writes
/// the usual message to [`Stream::Err`]. Returns the one that was installed.
pub fn set_panic_hook(_hook: Option<PanicHook>) -> Option<PanicHook> { todo!() }

/// Two seeds for a hash map, the same in every execution at the same place of the same thread.
pub fn hash_seed() -> (u64, u64) { todo!() }

// ---- weak failures -----------------------------------------------------------------------------

/// Asked by `compare_exchange_weak` when the values match: true where the explorer wants to see it fail for no reason.
#[track_caller]
pub fn fail_spuriously() -> bool { todo!() }
