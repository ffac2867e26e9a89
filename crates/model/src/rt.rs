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
use std::panic::Location;
use std::time::Duration;

use crate::arena::SystemMemory;
use crate::clock::ClockRef;
use crate::effect::state_of;
use crate::engine::{engine, try_engine};
use crate::object::Class;
use crate::op::{Kind, NONE, Op};
use crate::perform::*;
use crate::process;
use crate::report::Time;
use crate::thread::Status;

mod channel;
mod select;
mod spend;

pub use crate::object::{Obj, ObjectRef};
pub use channel::{
    Recv, Send, called, channel, parker, receiver_cloned, receiver_dropped, recv, send,
    sender_cloned, sender_dropped, touch, try_recv, try_send, wait_group,
};
pub use select::{
    Arm, Order, Selected, Wait, await_delivery, deliver, len, ready, select, selectable_channel,
    time, timer, timer_due,
};
pub use spend::{compute, hand_over, sleep};

// ---- mutual exclusion --------------------------------------------------------------------------

/// Blocks until the calling thread owns the mutex.
#[track_caller]
pub fn lock(mutex: Obj<'_>) {
    visible(Kind::Lock, mutex, Class::Mutex, 0);
}

/// Takes the mutex if it is free; fails only while it is held.
#[track_caller]
pub fn try_lock(mutex: Obj<'_>) -> bool {
    need(|features| &mut features.try_lock);
    attempt(Kind::TryLock, mutex, Class::Mutex)
}

/// Gives the mutex back. Called from a guard's drop; the place comes from a backtrace when tracing.
pub fn unlock(mutex: Obj<'_>) {
    if features().try_lock {
        visible(Kind::Unlock, mutex, Class::Mutex, 0);
    } else {
        at_once(Kind::Unlock, mutex, Class::Mutex, |engine, id, object| {
            engine.give_back(id, object)
        });
    }
}

/// Blocks until no writer holds the lock, then holds it shared.
#[track_caller]
pub fn read(rwlock: Obj<'_>) {
    on_rwlock(Kind::Read, rwlock);
}

/// Announces an operation on a read-write lock, in the form that this search needs.
#[track_caller]
fn on_rwlock(kind: Kind, rwlock: Obj<'_>) -> u64 {
    if features().queued_writers {
        visible(Kind::InLine, rwlock, Class::RwLock, kind as u32)
    } else {
        visible(kind, rwlock, Class::RwLock, 0)
    }
}

/// Whether the end of a hold is an event.
fn releases_are_seen() -> bool {
    features().try_lock || features().queued_writers
}

/// As [`read()`], failing instead of blocking.
#[track_caller]
pub fn try_read(rwlock: Obj<'_>) -> bool {
    need(|features| &mut features.try_lock);
    succeeded(on_rwlock(Kind::TryRead, rwlock))
}

/// Ends one shared hold.
pub fn unread(rwlock: Obj<'_>) {
    if releases_are_seen() {
        on_rwlock(Kind::Unread, rwlock);
    } else {
        at_once(Kind::Unread, rwlock, Class::RwLock, |engine, id, object| {
            engine.give_back_shared(id, object)
        });
    }
}

/// Blocks until nobody holds the lock, then holds it exclusively.
#[track_caller]
pub fn write(rwlock: Obj<'_>) {
    on_rwlock(Kind::Write, rwlock);
}

/// As [`write()`], failing instead of blocking.
#[track_caller]
pub fn try_write(rwlock: Obj<'_>) -> bool {
    need(|features| &mut features.try_lock);
    succeeded(on_rwlock(Kind::TryWrite, rwlock))
}

/// Ends the exclusive hold.
pub fn unwrite(rwlock: Obj<'_>) {
    if releases_are_seen() {
        on_rwlock(Kind::Unwrite, rwlock);
    } else {
        at_once(
            Kind::Unwrite,
            rwlock,
            Class::RwLock,
            |engine, id, object| engine.give_back(id, object),
        );
    }
}

/// Turns the exclusive hold into a shared one in one step (`RwLockWriteGuard::downgrade`).
#[track_caller]
pub fn downgrade(rwlock: Obj<'_>) {
    let place = Location::caller();
    if releases_are_seen() {
        on_rwlock(Kind::Downgrade, rwlock);
    } else {
        at_once(
            Kind::Downgrade,
            rwlock,
            Class::RwLock,
            |engine, id, object| engine.keep_shared(id, object, place),
        );
    }
}

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
pub fn wait(condvar: Obj<'_>, mutex: Obj<'_>, timeout: Option<Duration>) -> Wake {
    let _memory = SystemMemory::enter();
    let mutex = engine().object(mutex, Class::Mutex);
    let condvar = engine().object(condvar, Class::Condvar);
    if timeout.is_none() {
        engine().uses_spurious = true;
    }
    let op = Op {
        kind: Kind::Wait,
        object: condvar,
        second: mutex,
        arg: 0,
        place: Location::caller(),
    };
    let wake = match perform(op, timeout) {
        0 => Wake::Notified,
        1 => Wake::TimedOut,
        _ => Wake::Spurious,
    };
    note(|step| {
        step.op = "wake".to_owned();
        step.value = match wake {
            Wake::Notified => None,
            Wake::TimedOut => Some("timed out".to_owned()),
            Wake::Spurious => Some("spuriously".to_owned()),
        };
    });
    wake
}

/// Wakes one waiter, if there is one; which one is a choice that is explored.
#[track_caller]
pub fn notify_one(condvar: Obj<'_>) {
    visible(Kind::NotifyOne, condvar, Class::Condvar, 0);
}

/// Wakes every waiter.
#[track_caller]
pub fn notify_all(condvar: Obj<'_>) {
    visible(Kind::NotifyAll, condvar, Class::Condvar, 0);
}

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
pub fn once_state(once: Obj<'_>) -> OnceState {
    state_of(visible(Kind::OnceState, once, Class::Once, 0) as u32)
}

/// Blocks while another thread runs the initialiser. `Incomplete` or `Poisoned` (the state found) means that the
/// caller now has to run it and call [`once_end`]; `Done` that there is nothing to do. When the calling thread
/// itself is the one that is running it, that is a deadlock, and reported so.
#[track_caller]
pub fn once_begin(once: Obj<'_>) -> OnceState {
    state_of(visible(Kind::OnceBegin, once, Class::Once, 0) as u32)
}

/// Ends what [`once_begin`] began: with `Done`, `Poisoned`, or back to `Incomplete` (a fallible initialiser failed).
pub fn once_end(once: Obj<'_>, state: OnceState) {
    visible(Kind::OnceEnd, once, Class::Once, state as u32);
}

/// Blocks until the state is `Done` or `Poisoned`, and returns it (`Once::wait`, `OnceLock::wait`).
#[track_caller]
pub fn once_wait(once: Obj<'_>) -> OnceState {
    state_of(visible(Kind::OnceWait, once, Class::Once, 0) as u32)
}

/// Waits for `n` threads; true for the one that came last.
#[track_caller]
pub fn barrier_wait(barrier: Obj<'_>, n: usize) -> bool {
    visible(
        Kind::Arrive,
        barrier,
        Class::Barrier,
        u32::try_from(n).unwrap_or(u32::MAX),
    ) == 1
}

// ---- threads -----------------------------------------------------------------------------------

/// A modelled thread, the same in every execution that creates it in the same way. 0 is the main thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThreadId(pub u32);

/// Starts a thread. `name` and `stack_size` as in `thread::Builder`. `body` must not unwind: the look-alike
/// catches panics with [`catch_unwind`], stores the result, and drops the closure before it returns.
#[track_caller]
pub fn spawn(name: Option<&str>, stack_size: Option<usize>, body: Box<dyn FnOnce()>) -> ThreadId {
    let place = Location::caller();
    let _memory = SystemMemory::enter();
    let id = engine().spawn(name, stack_size, body, place);
    ThreadId(id)
}

/// Blocks until the thread has ended. Joining oneself is a deadlock, and reported so.
#[track_caller]
pub fn join(thread: ThreadId) {
    let _memory = SystemMemory::enter();
    let place = Location::caller();
    let me = engine().current;
    let mut waited_since = None;
    if engine().threads[thread.0 as usize].status == Status::Ended {
        engine().finish_join(me, thread.0);
    } else {
        let engine = engine();
        waited_since = engine.tracer.as_ref().map(|tracer| tracer.len() + 1);
        if engine.may_hold_up_writers(me, Kind::Park, NONE) {
            process::vanish();
        }
        let waiting = &mut engine.threads[me as usize];
        waiting.status = Status::Joining(thread.0);
        waiting.op.place = place;
        suspend_here();
    }
    engine().trace_step(me, "join", NONE, place, |step| {
        step.target = Some(thread.0);
        step.waited_since = waited_since;
    });
}

/// Whether the thread has ended (`JoinHandle::is_finished`).
#[track_caller]
pub fn is_finished(thread: ThreadId) -> bool {
    need(|features| &mut features.is_finished);
    let _memory = SystemMemory::enter();
    let engine = engine();
    let token = engine.token(thread.0);
    let op = Op::on(Kind::IsFinished, token, Location::caller());
    perform(op, None);
    engine.threads[thread.0 as usize].end_clock != ClockRef::ZERO
}

/// The calling thread.
pub fn current() -> ThreadId {
    ThreadId(engine().current)
}

/// The name given at [`spawn`]; `Some("main")` for the main thread.
pub fn thread_name(thread: ThreadId) -> Option<String> {
    let name = {
        let _memory = SystemMemory::enter();
        if thread.0 == 0 {
            Some("main".to_owned())
        } else {
            engine().threads[thread.0 as usize].name.clone()
        }
    };
    // Cloned into the caller's memory, which the caller will free.
    let copy = name.clone();
    {
        let _memory = SystemMemory::enter();
        drop(name);
    }
    copy
}

/// Blocks until the calling thread's token is there, and takes it.
#[track_caller]
pub fn park(timeout: Option<Duration>) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    engine.uses_spurious = true;
    let token = engine.token(engine.current);
    let op = Op::on(Kind::Park, token, Location::caller());
    let why = perform(op, timeout);
    note(|step| {
        step.value = match why {
            0 => None,
            1 => Some("timed out".to_owned()),
            _ => Some("spuriously".to_owned()),
        };
    });
}

/// Makes the thread's token available.
#[track_caller]
pub fn unpark(thread: ThreadId) {
    let _memory = SystemMemory::enter();
    let token = engine().token(thread.0);
    let op = Op::on(Kind::Unpark, token, Location::caller());
    perform(op, None);
    note(|step| step.target = Some(thread.0));
    settle(Location::caller());
}

/// A hint that others should go first.
#[track_caller]
pub fn yield_now() {
    hint("yield", Location::caller());
}

/// A hint that the caller spins (`hint::spin_loop`).
#[track_caller]
pub fn spin_loop() {
    hint("spin", Location::caller());
}

/// Virtual time since the start of the execution.
#[track_caller]
pub fn now() -> Duration {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let me = engine.current;
    engine.uses_time = true;
    let polls = engine.poll_clock(me);
    if polls > 0 {
        match engine.mode.time {
            Time::Trusted => wait_for_clock(Location::caller()),
            Time::Untrusted => {
                engine.pass_locally(me, 1_000 << polls.min(40));
                hint("", Location::caller());
            }
        }
    }
    Duration::from_nanos(engine.time_of(me))
}

/// The slot of the calling thread for the thread-local declared at `key` (the address of its static): null when
/// never set. The slot's memory belongs to the look-alike; the engine forgets it when the execution ends.
pub fn thread_local(key: *const ()) -> *mut *mut u8 {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let locals = &mut engine.threads[engine.current as usize].locals;
    let key = key as usize;
    let i = locals
        .iter()
        .position(|(known, _)| *known == key)
        .unwrap_or_else(|| {
            locals.push((key, Box::new(std::ptr::null_mut())));
            locals.len() - 1
        });
    std::ptr::from_mut(&mut *locals[i].1)
}

/// Has `destroy` called with `value` when the calling thread ends, in the reverse order of registration; may be
/// called again from within a destructor.
pub fn at_thread_exit(value: *mut u8, destroy: unsafe fn(*mut u8)) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    engine.threads[engine.current as usize]
        .at_exit
        .push((value, destroy));
}

// ---- the process, output, panics ---------------------------------------------------------------

/// Ends the program: other threads vanish, nothing is unwound.
#[track_caller]
pub fn exit(code: i32) -> ! {
    engine().ending.exited = true;
    process::end_process(code, None, None);
    process::vanish()
}

/// Ends the program abnormally (`process::abort`, a panic while panicking); the execution's end is `crash`.
#[track_caller]
pub fn abort(why: &str) -> ! {
    announce_exit();
    {
        let _memory = SystemMemory::enter();
        engine()
            .ending
            .crash(why.to_owned(), Some(Location::caller()));
    }
    process::vanish()
}

/// An output stream of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard output: part of what an execution's outcome is compared by.
    Out,
    /// Standard error: shown in a trace, no part of the outcome.
    Err,
}

/// Writes in one step; blocks while another thread holds the stream's lock.
#[track_caller]
pub fn print(stream: Stream, bytes: &[u8]) {
    if bytes.is_empty() {
        return;
    }
    let _memory = SystemMemory::enter();
    let engine = engine();
    let me = engine.current;
    match stream {
        Stream::Out => {
            let op = Op::on(Kind::Print, engine.stdout, Location::caller());
            perform(op, None);
            engine.ending.stdout.extend_from_slice(bytes);
            engine.got_something_done(me);
            note(|step| step.value = Some(String::from_utf8_lossy(bytes).into_owned()));
        }
        Stream::Err => {
            engine.ending.n_stderr += bytes.len();
            engine.trace_step(me, "eprint", NONE, Location::caller(), |step| {
                step.value = Some(String::from_utf8_lossy(bytes).into_owned());
            });
        }
    }
    if engine.ending.stdout.len() + engine.ending.n_stderr > OUTPUT_LIMIT {
        crate::serve::used_up("The program prints more than 1 MiB.");
    }
}

/// Takes the stream's re-entrant lock (`io::stdout().lock()`).
#[track_caller]
pub fn lock_stream(stream: Stream) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    if stream == Stream::Err {
        return;
    }
    let (me, stdout) = (engine.current, engine.stdout);
    let object = engine.objects.get_mut(stdout);
    if object.owner == me {
        object.depth += 1;
        return;
    }
    perform(Op::on(Kind::LockStream, stdout, Location::caller()), None);
}

/// Gives one hold of the stream's lock back.
pub fn unlock_stream(stream: Stream) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    if stream == Stream::Err {
        return;
    }
    let clock = engine.threads[engine.current as usize].clock;
    let object = engine.objects.get_mut(engine.stdout);
    object.depth = object.depth.saturating_sub(1);
    if object.depth == 0 {
        object.owner = NONE;
        object.release = clock;
    }
}

/// Whether the calling modelled thread is panicking. False outside an exploration.
pub fn panicking() -> bool {
    try_engine().is_some_and(|engine| engine.threads[engine.current as usize].panics > 0)
}

/// `std::panic::catch_unwind` with the panic state kept per modelled thread.
///
/// # Errors
/// The payload, if `body` panicked.
pub fn catch_unwind<R>(body: impl FnOnce() -> R) -> Result<R, Box<dyn Any + std::marker::Send>> {
    process::catch(body)
}

/// `std::panic::resume_unwind` likewise: no hook is run.
pub fn resume_unwind(payload: Box<dyn Any + std::marker::Send>) -> ! {
    let engine = engine();
    let me = engine.current as usize;
    engine.threads[me].panics += 1;
    std::panic::resume_unwind(payload)
}

/// A learner's panic hook.
pub type PanicHook =
    Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + std::marker::Send + 'static>;

/// Installs a hook for the rest of this execution (`panic::set_hook`); `None` restores the default one, which writes
/// the usual message to [`Stream::Err`]. Returns the one that was installed.
pub fn set_panic_hook(hook: Option<PanicHook>) -> Option<PanicHook> {
    std::mem::replace(&mut engine().hook, hook)
}

/// Two seeds for a hash map, the same in every execution at the same place of the same thread.
pub fn hash_seed() -> (u64, u64) {
    let engine = engine();
    let thread = &mut engine.threads[engine.current as usize];
    thread.seeds += 1;
    (u64::from(thread.lineage), thread.seeds)
}
