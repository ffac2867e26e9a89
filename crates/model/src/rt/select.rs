//! Selecting: the first of several channels that is ready, and channels on which messages appear by themselves.

use std::panic::Location;
use std::time::Duration;

use crate::arena::SystemMemory;
use crate::engine::{SELECTABLE, engine};
use crate::object::{Class, Obj};
use crate::op::{Kind, Op};
use crate::perform::*;
use crate::rt::{Recv, Send};
use crate::select::{self, Act, Timer, Way, Wish, arm_of};
use crate::thread::Status;

/// One of the things that would do.
#[derive(Clone, Copy, Debug)]
pub enum Arm<'a> {
    /// To send to this channel.
    Send(Obj<'a>),
    /// To receive from this channel.
    Recv(Obj<'a>),
}

/// Which arm is taken where several are ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Any: each of them is tried.
    Any,
    /// The first.
    InOrder,
}

/// What to do where no arm is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Go on.
    No,
    /// Wait until one is, at most for this long.
    For(Option<Duration>),
}

/// How a select ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selected {
    /// This arm. A disconnected one is ready too: its channel has nobody left at the other end.
    Arm {
        /// Its place among the arms.
        index: usize,
        /// Nothing was sent or received, nor will be.
        disconnected: bool,
    },
    /// None was ready, or the time-out passed.
    Nothing,
}

/// As [`channel`](super::channel), for a channel that can be selected among others.
#[track_caller]
pub fn selectable_channel(channel: Obj<'_>, capacity: Option<usize>) {
    super::channel(channel, capacity);
    let _memory = SystemMemory::enter();
    let engine = engine();
    let id = engine.object(channel, Class::Channel);
    let nth = engine.selectable.len();
    engine.selectable.push(id);
    let channel = &mut engine.objects.get_mut(id).channel;
    channel.selectable = true;
    channel.nth = nth;
}

/// Makes a selectable channel one on which a message appears at `first` (virtual time since the start, as
/// [`now`](super::now) counts it), and then every `period`. Nobody else sends to it, and it is never disconnected. The
/// receiver makes the message itself; [`timer_due`] tells what it is.
pub fn timer(channel: Obj<'_>, first: Duration, period: Option<Duration>) {
    need(|features| &mut features.select);
    let _memory = SystemMemory::enter();
    let engine = engine();
    engine.uses_time = true;
    let id = engine.object(channel, Class::Channel);
    engine.objects.get_mut(id).channel.timer = Some(Timer {
        next: nanos(first),
        period: period.map(nanos),
    });
}

/// When the message was due that the calling thread has just received from a timer.
pub fn timer_due() -> Duration {
    let engine = engine();
    Duration::from_nanos(engine.threads[engine.current as usize].wish.due)
}

/// Virtual time since the start, for those who compute a time-out of it: unlike [`now`](super::now) this is no look at
/// the clock.
pub fn time() -> Duration {
    let _memory = SystemMemory::enter();
    let engine = engine();
    engine.uses_time = true;
    Duration::from_nanos(engine.time_of(engine.current))
}

fn nanos(duration: Duration) -> u64 {
    // The greatest value stands for "never".
    u64::try_from(duration.as_nanos()).map_or(u64::MAX - 1, |nanos| nanos.min(u64::MAX - 1))
}

/// Takes one of `arms` that is ready: sends to its channel, or receives from it.
///
/// `commit` is called with the arm's index at the moment at which that happens, unless the arm is disconnected. A
/// receiver takes the first message of its queue, a sender reserves the place for one; at a rendezvous the sender's
/// `commit` comes before the receiver's. A message that comes later is told by [`deliver`].
#[track_caller]
pub fn select(
    arms: &[Arm<'_>],
    order: Order,
    wait: Wait,
    commit: &mut dyn FnMut(usize),
) -> Selected {
    let selected = perform_select(Act::Take, arms, order, wait, "select");
    if let Selected::Arm {
        index,
        disconnected: false,
    } = selected
    {
        commit(index);
    }
    selected
}

/// Tells which of `arms` is ready, without sending or receiving.
#[track_caller]
pub fn ready(arms: &[Arm<'_>], order: Order, wait: Wait) -> Selected {
    perform_select(Act::Look, arms, order, wait, "ready")
}

/// Messages in a selectable channel's queue.
#[track_caller]
pub fn len(channel: Obj<'_>) -> usize {
    need(|features| &mut features.select);
    let n = perform_wish(
        Act::Count,
        &[Arm::Recv(channel)],
        Order::Any,
        Wait::No,
        "len",
    );
    note(|step| step.value = Some(n.to_string()));
    usize::try_from(n).expect("queues are short")
}

/// Waits until somebody calls [`deliver`] for the same promised message. Not a scheduling point: the message has been
/// sent already, and its sender is on the way to putting it there.
pub fn await_delivery(message: Obj<'_>) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let me = engine.current;
    let id = engine.object(message, Class::Channel);
    if !engine.objects.get(id).token {
        engine.objects.get_mut(id).waiters.push(me);
        engine.threads[me as usize].status = Status::Waiting;
        suspend_here();
    }
    let engine = crate::engine::engine();
    let (mine, theirs) = (
        engine.threads[me as usize].clock,
        engine.objects.get(id).release,
    );
    engine.threads[me as usize].clock = engine.clocks.join(mine, theirs);
}

/// Tells that a promised message is there.
pub fn deliver(message: Obj<'_>) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let clock = engine.threads[engine.current as usize].clock;
    let id = engine.object(message, Class::Channel);
    let object = engine.objects.get_mut(id);
    object.token = true;
    object.release = clock;
    for waiter in std::mem::take(&mut object.waiters) {
        engine.make_ready(waiter);
    }
}

#[track_caller]
fn perform_select(
    act: Act,
    arms: &[Arm<'_>],
    order: Order,
    wait: Wait,
    verb: &'static str,
) -> Selected {
    need(|features| &mut features.select);
    selected(perform_wish(act, arms, order, wait, verb), wait)
}

fn selected(result: u64, wait: Wait) -> Selected {
    match arm_of(result) {
        Some((index, disconnected)) => {
            if disconnected {
                failed("disconnected");
            }
            Selected::Arm {
                index,
                disconnected,
            }
        }
        None => {
            failed(match wait {
                Wait::No => "nothing is ready",
                Wait::For(_) => "timed out",
            });
            Selected::Nothing
        }
    }
}

#[track_caller]
fn perform_wish(act: Act, arms: &[Arm<'_>], order: Order, wait: Wait, verb: &'static str) -> u64 {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let me = engine.current as usize;
    let mut wanted = std::mem::take(&mut engine.threads[me].wish.arms);
    wanted.clear();
    for arm in arms {
        let (channel, way) = match *arm {
            Arm::Send(channel) => (channel, Way::Send),
            Arm::Recv(channel) => (channel, Way::Recv),
        };
        let channel = engine.object(channel, Class::Channel);
        wanted.push(select::Arm { channel, way });
    }
    let timeout = match wait {
        Wait::No => None,
        Wait::For(timeout) => timeout,
    };
    engine.threads[me].wish = Wish {
        act,
        arms: wanted,
        in_order: order == Order::InOrder,
        waits: matches!(wait, Wait::For(_)),
        registered: false,
        verb,
        due: 0,
    };
    let all = engine.objects.built_in(SELECTABLE, Class::Channel);
    perform(Op::on(Kind::Select, all, Location::caller()), timeout)
}

// ---- single operations on selectable channels --------------------------------------------------

/// Whether operations on this channel are selects of one arm.
pub(super) fn is_among_others(channel: Obj<'_>) -> bool {
    if !features().select {
        return false;
    }
    let _memory = SystemMemory::enter();
    let engine = engine();
    let id = engine.object(channel, Class::Channel);
    engine.objects.get(id).channel.selectable
}

#[track_caller]
pub(super) fn send(channel: Obj<'_>, wait: Wait, put: &mut dyn FnMut()) -> Send {
    let verb = if wait == Wait::No { "try_send" } else { "send" };
    let result = perform_wish(Act::Take, &[Arm::Send(channel)], Order::Any, wait, verb);
    match arm_of(result) {
        Some((_, false)) => {
            put();
            Send::Sent
        }
        Some(_) => {
            failed("disconnected");
            Send::Disconnected
        }
        None => {
            failed("full");
            Send::Full
        }
    }
}

#[track_caller]
pub(super) fn recv(channel: Obj<'_>, wait: Wait) -> Recv {
    let verb = if wait == Wait::No { "try_recv" } else { "recv" };
    let result = perform_wish(Act::Take, &[Arm::Recv(channel)], Order::Any, wait, verb);
    match arm_of(result) {
        Some((_, false)) => Recv::Received,
        Some(_) => received(1),
        None => received(2),
    }
}

pub(super) fn sender_dropped(channel: Obj<'_>) {
    let arm = [Arm::Send(channel)];
    perform_wish(Act::DropSender, &arm, Order::Any, Wait::No, "drop sender");
}

pub(super) fn receiver_dropped(channel: Obj<'_>) {
    let arm = [Arm::Recv(channel)];
    perform_wish(
        Act::DropReceiver,
        &arm,
        Order::Any,
        Wait::No,
        "drop receiver",
    );
}
