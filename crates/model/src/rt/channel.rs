//! Channels: queues that threads send to and receive from, bounded, unbounded or handing over directly.

use std::panic::Location;
use std::time::Duration;

use crate::arena::SystemMemory;
use crate::engine::engine;
use crate::object::{Class, Obj};
use crate::op::Kind;
use crate::perform::*;
use crate::rt::select::{self, Wait};

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
pub fn channel(channel: Obj<'_>, capacity: Option<usize>) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let id = engine.object(channel, Class::Channel);
    let channel = &mut engine.objects.get_mut(id).channel;
    channel.capacity = capacity;
    channel.senders = 1;
    channel.receivers = 1;
}

/// Registers a group of threads: a channel whose senders are its members. It has ended when all have left.
#[track_caller]
pub fn wait_group(group: Obj<'_>) {
    channel(group, None);
    call_it(group, Class::WaitGroup);
}

/// Registers a token to park on: a channel with room for one message.
#[track_caller]
pub fn parker(token: Obj<'_>) {
    channel(token, Some(1));
    call_it(token, Class::Parker);
}

/// Tells of a value on which no operation is performed itself, so that it is put back if it is a static.
pub fn touch(value: Obj<'_>) {
    let _memory = SystemMemory::enter();
    engine().object(value, Class::Other);
}

/// Tells what the program's text calls a channel at a place where it is used, for macros that hide the place.
pub fn called(channel: Obj<'_>, text: &'static str) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    if engine.tracer.is_some() {
        let id = engine.object(channel, Class::Channel);
        engine.objects.get_mut(id).called.get_or_insert(text);
    }
}

/// What reports call it.
fn call_it(channel: Obj<'_>, class: Class) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let id = engine.object(channel, Class::Channel);
    engine.objects.get_mut(id).class = class;
}

/// Sends, blocking while the queue is full (at most for `timeout`). `put` is called at the moment at which the
/// message enters the queue; for a rendezvous, `take_back` is called if the receivers vanish (or the time runs out)
/// before anyone took it, and has to remove this message from the queue again.
#[track_caller]
pub fn send(
    channel: Obj<'_>,
    timeout: Option<Duration>,
    put: &mut dyn FnMut(),
    take_back: &mut dyn FnMut(),
) -> Send {
    if select::is_among_others(channel) {
        // Nothing is put before a receiver is there: there is nothing to take back.
        return select::send(channel, Wait::For(timeout), put);
    }
    match visible_timed(Kind::Send, channel, Class::Channel, timeout) {
        0 => put(),
        1 => return Send::Disconnected,
        _ => return Send::Full,
    }
    let handed_over = {
        let _memory = SystemMemory::enter();
        let engine = engine();
        let object = engine.object(channel, Class::Channel);
        engine.objects.get(object).channel.capacity != Some(0) || wait_for_receiver()
    };
    if handed_over {
        settle(Location::caller());
        Send::Sent
    } else {
        take_back();
        Send::Disconnected
    }
}

/// Sends if that needs no waiting. With capacity 0: only if a receiver is waiting.
#[track_caller]
pub fn try_send(channel: Obj<'_>, put: &mut dyn FnMut()) -> Send {
    if select::is_among_others(channel) {
        return select::send(channel, Wait::No, put);
    }
    match visible(Kind::TrySend, channel, Class::Channel, 0) {
        0 => {
            put();
            settle(Location::caller());
            Send::Sent
        }
        1 => {
            failed("disconnected");
            Send::Disconnected
        }
        _ => {
            failed("full");
            Send::Full
        }
    }
}

/// Receives, blocking while the queue is empty and a sender is left (at most for `timeout`). On `Received` the
/// caller pops the front of its queue.
#[track_caller]
pub fn recv(channel: Obj<'_>, timeout: Option<Duration>) -> Recv {
    if select::is_among_others(channel) {
        return select::recv(channel, Wait::For(timeout));
    }
    let rendezvous = {
        let _memory = SystemMemory::enter();
        let engine = engine();
        let id = engine.object(channel, Class::Channel);
        engine.objects.get(id).channel.capacity == Some(0)
    };
    if rendezvous {
        visible(Kind::Offer, channel, Class::Channel, 0);
    }
    let kind = if timeout.is_some() {
        need(|features| &mut features.try_recv);
        Kind::TryRecv
    } else {
        Kind::Recv
    };
    received(visible_timed(kind, channel, Class::Channel, timeout))
}

/// Receives if a message is there.
#[track_caller]
pub fn try_recv(channel: Obj<'_>) -> Recv {
    if select::is_among_others(channel) {
        return select::recv(channel, Wait::No);
    }
    need(|features| &mut features.try_recv);
    received(visible(Kind::TryRecv, channel, Class::Channel, 0))
}

/// One more sender (`Sender::clone`). Not a scheduling point.
pub fn sender_cloned(channel: Obj<'_>) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let id = engine.object(channel, Class::Channel);
    engine.objects.get_mut(id).channel.senders += 1;
}

/// One sender fewer; the last one disconnects.
pub fn sender_dropped(channel: Obj<'_>) {
    if select::is_among_others(channel) {
        return select::sender_dropped(channel);
    }
    if features().try_recv {
        visible(Kind::DropSender, channel, Class::Channel, 0);
    } else {
        at_once(
            Kind::DropSender,
            channel,
            Class::Channel,
            |engine, id, object| engine.sender_gone(id, object),
        );
    }
}

/// One more receiver. Not a scheduling point.
pub fn receiver_cloned(channel: Obj<'_>) {
    let _memory = SystemMemory::enter();
    let engine = engine();
    let id = engine.object(channel, Class::Channel);
    engine.objects.get_mut(id).channel.receivers += 1;
}

/// One receiver fewer; the last one disconnects, after which the caller drops what is queued.
pub fn receiver_dropped(channel: Obj<'_>) {
    if select::is_among_others(channel) {
        return select::receiver_dropped(channel);
    }
    visible(Kind::DropReceiver, channel, Class::Channel, 0);
}
