//! From a call of [`rt`](crate::rt) to the point where the explorer may switch threads, and back.

use std::panic::Location;
use std::time::Duration;

use crate::arena::SystemMemory;
use crate::coroutine;
use crate::engine::{Engine, Features, engine, try_engine};
use crate::object::{Class, Obj};
use crate::op::{Kind, NONE, Op};
use crate::process;
use crate::report::{Step, Time};
use crate::rt::{Recv, Send, Wake};
use crate::thread::Status;
use crate::trace::name_of;

/// Bytes that one execution may print.
pub(crate) const OUTPUT_LIMIT: usize = 1 << 20;

/// Announces `op` and suspends; returns its result once it has been chosen and applied.
///
/// The caller has entered [`SystemMemory`]; it is in force again on return.
pub(crate) fn perform(op: Op, timeout: Option<Duration>) -> u64 {
    let began = timeout.map(|_| engine().time_of(engine().current));
    let handle = {
        let engine = engine();
        engine.announce(op, timeout);
        if engine.may_hold_up_writers(engine.current, op.kind, op.object) {
            process::vanish();
        }
        engine.suspend_handle(engine.current)
    };
    if engine().inside_hook {
        // The real `std` refuses every panic while a panic hook runs, so nobody else may run meanwhile.
        if !engine().perform_without_switching() {
            process::vanish();
        }
    } else {
        coroutine::suspend(handle);
    }
    crate::arena::switch_to(None);
    let engine = engine();
    let me = engine.current;
    engine.trace_performed(me, op);
    let result = engine.threads[me as usize].result;
    if let (Some(timeout), Some(began)) = (timeout, began)
        && ran_out_of_time(op.kind, result)
        && engine.mode.time == Time::Untrusted
    {
        // It may give up at any point, but the clock that the thread reads must agree that it is late: a loop that
        // waits for what is left of its time would go round for ever.
        let nanos = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
        let left = began
            .saturating_add(nanos)
            .saturating_sub(engine.time_of(me));
        engine.pass_locally(me, left);
    }
    result
}

/// Whether a timed operation of `kind` that ended with `result` gave up.
fn ran_out_of_time(kind: Kind, result: u64) -> bool {
    match kind {
        Kind::Wait | Kind::Park => result == Wake::TimedOut as u64,
        Kind::Send => result == Send::Full as u64,
        Kind::TryRecv => result == Recv::Empty as u64,
        Kind::Select => result == 0,
        _ => false,
    }
}

/// Suspends a thread whose status says what it waits for.
pub(crate) fn suspend_here() {
    let handle = {
        let engine = engine();
        engine.suspend_handle(engine.current)
    };
    coroutine::suspend(handle);
    crate::arena::switch_to(None);
}

#[track_caller]
pub(crate) fn visible(kind: Kind, obj: Obj<'_>, class: Class, arg: u32) -> u64 {
    let _memory = SystemMemory::enter();
    let object = engine().object(obj, class);
    let place = Location::caller();
    let op = Op::on(kind, object, place).with(arg);
    let result = perform(op, None);
    // Others have more to do before they are complete.
    if matches!(
        op.deed(),
        Kind::Unlock
            | Kind::Unread
            | Kind::Unwrite
            | Kind::NotifyOne
            | Kind::NotifyAll
            | Kind::OnceEnd
            | Kind::DropSender
    ) {
        settle(place);
    }
    result
}

#[track_caller]
pub(crate) fn visible_timed(
    kind: Kind,
    obj: Obj<'_>,
    class: Class,
    timeout: Option<Duration>,
) -> u64 {
    let _memory = SystemMemory::enter();
    let object = engine().object(obj, class);
    perform(Op::on(kind, object, Location::caller()), timeout)
}

/// An attempt that succeeds (1) or fails (0).
#[track_caller]
pub(crate) fn attempt(kind: Kind, obj: Obj<'_>, class: Class) -> bool {
    succeeded(visible(kind, obj, class, 0))
}

/// What an attempt with this result did; a failure is noted in the trace.
pub(crate) fn succeeded(result: u64) -> bool {
    if result != 1 {
        failed("fails");
    }
    result == 1
}

/// An effect that no other thread can tell the moment of: it happens at once and is no event.
pub(crate) fn at_once(
    kind: Kind,
    obj: Obj<'_>,
    class: Class,
    effect: impl FnOnce(&mut Engine, u32, u32),
) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let (me, object) = (engine.current, engine.object(obj, class));
    effect(engine, me, object);
    engine.trace_drop(me, name_of(kind), object);
}

/// What a release is worth depends on whether anyone can observe its moment: the first `try_lock` (and so on)
/// of a program restarts the search with releases as events.
pub(crate) fn need(feature: impl Fn(&mut Features) -> &mut bool) {
    let engine = engine();
    let wanted = feature(&mut engine.features);
    if !*wanted {
        *wanted = true;
        engine.restart = true;
        process::vanish();
    }
}

pub(crate) fn features() -> Features {
    engine().features
}

pub(crate) fn received(result: u64) -> Recv {
    match result {
        0 => Recv::Received,
        1 => {
            failed("disconnected");
            Recv::Disconnected
        }
        _ => {
            failed("empty");
            Recv::Empty
        }
    }
}

/// The sender of a rendezvous waits until its message is taken (true) or the receivers are gone (false).
pub(crate) fn wait_for_receiver() -> bool {
    let me = engine().current;
    engine().threads[me as usize].status = Status::Waiting;
    suspend_here();
    engine().threads[me as usize].result == Send::Sent as u64
}

/// Announces an access to an atomic; the object's number and the operation's result.
#[track_caller]
pub(crate) fn access(kind: Kind, obj: Obj<'_>, arg: u32) -> (u32, u64) {
    let object = engine().object(obj, Class::Atomic);
    (
        object,
        perform(Op::on(kind, object, Location::caller()).with(arg), None),
    )
}

/// Adds to the trace's latest step of the running thread.
pub(crate) fn note(add: impl FnOnce(&mut Step)) {
    let engine = engine();
    let me = engine.current;
    if let Some(step) = engine.tracer.as_mut().and_then(|tracer| tracer.latest(me)) {
        add(step);
    }
}

pub(crate) fn failed(how: &str) {
    let _memory = SystemMemory::enter();
    note(|step| {
        step.failed = true;
        step.value = Some(how.to_owned());
    });
}

/// A hint that the thread is waiting for others. Itself not an event, unless the thread does nothing else.
pub(crate) fn hint(name: &str, place: &'static Location<'static>) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let me = engine.current;
    if !name.is_empty() {
        engine.trace_step(me, name, NONE, place, |_| {});
    }
    if engine.hinted(me) {
        give_way(place);
    }
}

/// A point where others may run, and nothing else.
pub(crate) fn give_way(place: &'static Location<'static>) {
    let engine = engine();
    let token = engine.token(engine.current);
    perform(Op::on(Kind::Load, token, place).with(HINT), None);
}

/// Marks a pseudo-operation that only gives way to others; traces leave it out.
pub(crate) const HINT: u32 = u32::MAX;

pub(crate) fn wait_for_clock(place: &'static Location<'static>) {
    let engine = engine();
    engine.tire_until_clock(engine.current);
    give_way(place);
}

/// Announces a look at what the execution's outcome is so far, or an addition to it.
#[track_caller]
pub(crate) fn look_at_output() {
    let _memory = SystemMemory::enter();
    let stdout = engine().stdout;
    perform(
        Op::on(Kind::Print, stdout, Location::caller()).with(HINT),
        None,
    );
}

/// Announces the end of the process.
#[track_caller]
pub(crate) fn announce_exit() {
    let _memory = SystemMemory::enter();
    let stdout = engine().stdout;
    perform(Op::on(process::END, stdout, Location::caller()), None);
}

/// Runs the calling thread's thread-local destructors, latest first, until there are none left.
pub(crate) fn run_exit_functions() {
    loop {
        let next = {
            let _memory = SystemMemory::enter();
            let engine = engine();
            engine.threads[engine.current as usize].at_exit.pop()
        };
        let Some((value, destroy)) = next else { return };
        // SAFETY: the pair was registered with `at_thread_exit`, whose contract is that `destroy` may be called once
        // with `value` on this thread.
        unsafe { destroy(value) };
    }
}

/// Called when the effect of an operation is complete. Where the program observes what is not announced, what comes
/// between this and the next operation may be observed as well (the drop of a reference, say): others may run first.
pub(crate) fn settle(place: &'static Location<'static>) {
    let engine = engine();
    if engine.all_dependent && !engine.inside_hook {
        let _memory = SystemMemory::enter();
        give_way(place);
    }
}

/// Whether the code that runs now belongs to a modelled thread.
pub(crate) fn in_modelled_thread() -> bool {
    try_engine().is_some_and(|engine| engine.running_thread)
}

/// A spawned thread's whole life.
pub(crate) fn run_thread(body: Box<dyn FnOnce()>) {
    if engine().all_dependent {
        // What runs before the first operation may be observed too.
        let _memory = SystemMemory::enter();
        give_way(Location::caller());
    }
    body();
    run_exit_functions();
    let _memory = SystemMemory::enter();
    if features().is_finished {
        let engine = engine();
        let token = engine.token(engine.current);
        perform(Op::on(Kind::End, token, Location::caller()), None);
    } else {
        let engine = engine();
        let me = engine.current;
        engine.trace_step(me, "end", NONE, Location::caller(), |step| {
            step.place = None
        });
    }
    engine().end_thread();
}
