//! Channels that a program selects among: one object, of which every operation depends on every other.
//!
//! A `select` may take what comes in at any of its channels, so its order with respect to each operation on each of them
//! matters. Once a program selects (see [`Features::select`](crate::engine::Features)), all operations on its selectable
//! channels are of [`Kind::Select`], on one object. What a thread wants of which channel is its [`Wish`].
//!
//! Because these operations are in one order, the state of the channels just before any of them is known: [`Sight`]s are
//! kept of it, to decide later whether a thread that had to wait could have gone on there.
//!
//! At a rendezvous the first to come registers, and the second one's operation completes both. A thread that can also go
//! on by itself (another channel is ready) may do so until then.

use crate::announce::PATIENCE;
use crate::engine::{Engine, Transition};
use crate::op::{Kind, NONE, Op};
use crate::report::Time;
use crate::thread::Status;

/// What to do with the first channel that is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Send to it or receive from it.
    Take,
    /// Nothing: just tell which it is.
    Look,
    /// Tell how many messages there are.
    Count,
    DropSender,
    DropReceiver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Send,
    Recv,
}

/// One thing that would do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arm {
    pub(crate) channel: u32,
    pub(crate) way: Way,
}

/// What a thread wants that has announced a [`Kind::Select`].
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) act: Act,
    pub(crate) arms: Vec<Arm>,
    /// The first one that is ready is taken, rather than any.
    pub(crate) in_order: bool,
    /// It waits until one is ready.
    pub(crate) waits: bool,
    /// It has come to its rendezvous and waits there for others to come.
    pub(crate) registered: bool,
    /// What a report calls it.
    pub(crate) verb: &'static str,
    /// When the message was due that a timer gave.
    pub(crate) due: u64,
}

impl Wish {
    pub(crate) fn none() -> Wish {
        Wish {
            act: Act::Look,
            arms: Vec::new(),
            in_order: false,
            waits: false,
            registered: false,
            verb: "select",
            due: 0,
        }
    }
}

impl Wish {
    /// Whether it finds out something, rather than changing something.
    pub(crate) fn looks(&self) -> bool {
        matches!(self.act, Act::Take | Act::Look | Act::Count)
    }

    /// The name and the object under which a report knows the operation, once it has ended with `result`.
    pub(crate) fn described(&self, result: u64) -> (&'static str, u32) {
        let taken = match (self.act, arm_of(result)) {
            (Act::Take | Act::Look, Some((arm, _))) => self.arms.get(arm),
            _ => None,
        };
        let name = match (self.verb, taken) {
            ("select", Some(arm)) if arm.way == Way::Send => "send",
            ("select", Some(_)) => "recv",
            (verb, _) => verb,
        };
        let object = match (taken, self.arms.as_slice()) {
            (Some(arm), _) | (None, [arm]) => arm.channel,
            _ => NONE,
        };
        (name, object)
    }
}

/// A channel on which messages appear by themselves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timer {
    /// When the next message appears, virtual nanoseconds; [`u64::MAX`] if none does.
    pub(crate) next: u64,
    /// Nanoseconds from one to the next.
    pub(crate) period: Option<u64>,
}

/// Which channels were ready just before an event: a byte of flags for each of them, in the order of their creation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    event: u32,
    start: u32,
}

const CAN_SEND: u8 = 1;
const CAN_RECV: u8 = 2;
/// Somebody waits at the rendezvous to send, or to receive.
const SENDER: u8 = 4;
const RECEIVER: u8 = 8;

/// The choice of a thread that comes to its rendezvous and finds nobody.
const REGISTER: u32 = 0xffff_0000;

/// The arm and the partner (its thread + 1) of a way to go on: how [`Transition::choice`] names them.
fn choice_of(arm: usize, partner: Option<u32>) -> u32 {
    let arm = u32::try_from(arm + 1).expect("a select has few arms");
    arm << 16 | partner.map_or(0, |partner| partner + 1)
}

/// The result of a thread that goes on with `arm`: `0` stands for "nothing was ready".
fn result_of(arm: usize, disconnected: bool) -> u64 {
    (arm as u64 + 1) << 1 | u64::from(disconnected)
}

/// The inverse of [`result_of`].
pub(crate) fn arm_of(result: u64) -> Option<(usize, bool)> {
    let arm = usize::try_from(result >> 1).ok()?.checked_sub(1)?;
    Some((arm, result & 1 != 0))
}

impl Engine {
    /// The ways in which the announced select of `id` can go on now with one of its arms.
    fn ready_ways(&self, id: u32) -> Vec<u32> {
        let wish = &self.threads[id as usize].wish;
        let mut ways = Vec::new();
        for (i, &arm) in wish.arms.iter().enumerate() {
            if self.is_rendezvous(arm.channel) && !self.is_disconnected(arm) {
                for &partner in &self.live {
                    if partner != id && self.meets(partner, arm) {
                        ways.push(choice_of(i, Some(partner)));
                    }
                }
            } else if self.is_ready(id, arm) {
                ways.push(choice_of(i, None));
            }
            if wish.in_order && !ways.is_empty() {
                break;
            }
        }
        ways
    }

    fn is_rendezvous(&self, channel: u32) -> bool {
        let channel = &self.objects.get(channel).channel;
        channel.capacity == Some(0) && channel.timer.is_none()
    }

    fn is_disconnected(&self, arm: Arm) -> bool {
        let channel = &self.objects.get(arm.channel).channel;
        match arm.way {
            Way::Send => channel.receivers == 0,
            Way::Recv => channel.senders == 0 && channel.len() == 0 && channel.timer.is_none(),
        }
    }

    /// Whether `partner` waits at a rendezvous for what `arm` does.
    fn meets(&self, partner: u32, arm: Arm) -> bool {
        let thread = &self.threads[partner as usize];
        thread.status == Status::Announced
            && thread.op.kind == Kind::Select
            && thread.wish.registered
            && thread
                .wish
                .arms
                .iter()
                .any(|other| other.channel == arm.channel && other.way != arm.way)
    }

    /// Whether `arm` needs no partner and no waiting.
    fn is_ready(&self, id: u32, arm: Arm) -> bool {
        let channel = &self.objects.get(arm.channel).channel;
        match (arm.way, channel.timer) {
            _ if self.is_disconnected(arm) => true,
            _ if self.is_rendezvous(arm.channel) => false,
            (Way::Send, _) => channel.has_room(),
            (Way::Recv, Some(timer)) => timer.next <= self.time_of(id),
            (Way::Recv, None) => channel.len() > 0,
        }
    }

    /// Under untrusted time any while may have passed: timers that may go off now although they are not due.
    fn early_timers(&self, id: u32) -> Vec<u32> {
        if self.mode.time == Time::Trusted {
            return Vec::new();
        }
        let arms = self.threads[id as usize].wish.arms.iter().enumerate();
        arms.filter(|(_, arm)| arm.way == Way::Recv)
            .filter(|(_, arm)| {
                let timer = self.objects.get(arm.channel).channel.timer;
                timer.is_some_and(|timer| timer.next != u64::MAX)
            })
            .map(|(i, _)| choice_of(i, None))
            .collect()
    }

    /// Whether the thread still has to come to its rendezvous.
    fn has_to_register(&self, id: u32) -> bool {
        let wish = &self.threads[id as usize].wish;
        wish.waits
            && !wish.registered
            && wish.act == Act::Take
            && wish.arms.iter().any(|arm| self.is_rendezvous(arm.channel))
    }

    pub(crate) fn select_is_enabled(&self, id: u32) -> bool {
        let wish = &self.threads[id as usize].wish;
        !wish.waits
            || self.has_to_register(id)
            || self.may_time_out(id)
            || !self.ready_ways(id).is_empty()
            || !self.early_timers(id).is_empty()
    }

    /// Every way in which the announced select of `thread` can go.
    pub(crate) fn push_select_choices(&mut self, thread: u32) {
        let wish = &self.threads[thread as usize].wish;
        if !matches!(wish.act, Act::Take | Act::Look) {
            self.enabled.push(Transition { thread, choice: 0 });
            return;
        }
        let mut ways = self.ready_ways(thread);
        self.be_fair_to_arms(thread, &mut ways);
        if ways.is_empty() {
            ways = self.early_timers(thread);
            let waits = self.threads[thread as usize].wish.waits;
            if self.has_to_register(thread) {
                ways.push(REGISTER);
            }
            if !waits || self.may_time_out(thread) {
                ways.push(0);
            }
        }
        self.enabled
            .extend(ways.iter().map(|&choice| Transition { thread, choice }));
    }

    /// A channel that has ended is ready for ever. Who takes it again and again, of several that are ready, has to take
    /// another one some time: the real choice is random.
    fn be_fair_to_arms(&mut self, thread: u32, ways: &mut Vec<u32>) {
        let announced = &self.threads[thread as usize];
        if ways.len() < 2 || announced.polls < PATIENCE * self.mode.patience() {
            return;
        }
        let wish = &announced.wish;
        let gives = |way: &u32| !self.is_disconnected(wish.arms[(way >> 16) as usize - 1]);
        if ways.iter().any(gives) {
            let n = ways.len();
            ways.retain(gives);
            self.unfair_cut |= ways.len() < n;
        }
    }

    /// The next moment at which a timer that `id` waits for goes off.
    pub(crate) fn next_timer(&self, id: u32) -> Option<u64> {
        let thread = &self.threads[id as usize];
        if thread.op.kind != Kind::Select || self.mode.time == Time::Untrusted {
            return None;
        }
        let timers = thread
            .wish
            .arms
            .iter()
            .filter_map(|arm| self.objects.get(arm.channel).channel.timer)
            .map(|timer| timer.next)
            .filter(|&next| next > self.now && next != u64::MAX);
        timers.min()
    }

    /// Keeps which channels are ready just before event `number`.
    pub(crate) fn keep_sight(&mut self, number: u32) {
        let start = u32::try_from(self.seen_ready.len()).expect("executions are short");
        self.sights.push(Sight {
            event: number,
            start,
        });
        for i in 0..self.selectable.len() {
            let flags = self.readiness(self.selectable[i]);
            self.seen_ready.push(flags);
        }
    }

    fn readiness(&self, channel: u32) -> u8 {
        let arm = |way| Arm { channel, way };
        let state = &self.objects.get(channel).channel;
        let can_recv = match state.timer {
            Some(timer) => match self.mode.time {
                Time::Trusted => timer.next <= self.now,
                Time::Untrusted => timer.next != u64::MAX,
            },
            None => state.len() > 0 || self.is_disconnected(arm(Way::Recv)),
        };
        let can_send =
            self.is_disconnected(arm(Way::Send)) || state.capacity != Some(0) && state.has_room();
        let waits =
            |way| state.capacity == Some(0) && self.live.iter().any(|&id| self.meets(id, arm(way)));
        let flag = |holds: bool, flag: u8| if holds { flag } else { 0 };
        flag(can_send, CAN_SEND)
            | flag(can_recv, CAN_RECV)
            | flag(waits(Way::Recv), SENDER)
            | flag(waits(Way::Send), RECEIVER)
    }

    /// Whether the select that `id` has announced could have been executed in the place of event `number`.
    pub(crate) fn select_was_possible(&self, number: u32, id: u32) -> bool {
        let wish = &self.threads[id as usize].wish;
        if !wish.waits || self.has_to_register(id) || self.may_time_out(id) {
            return true;
        }
        let Ok(i) = self
            .sights
            .binary_search_by_key(&number, |sight| sight.event)
        else {
            return true;
        };
        let start = self.sights[i].start as usize;
        let end = self
            .sights
            .get(i + 1)
            .map_or(self.seen_ready.len(), |next| next.start as usize);
        wish.arms.iter().any(|arm| {
            let nth = self.objects.get(arm.channel).channel.nth;
            let seen = match self.seen_ready[start..end].get(nth) {
                Some(&seen) => seen,
                // It did not exist yet: empty.
                None if self.is_rendezvous(arm.channel) => 0,
                None => CAN_SEND,
            };
            // Who takes part in a rendezvous waits there until somebody else's operation completes both.
            let looks = wish.act == Act::Look;
            match arm.way {
                Way::Send => seen & CAN_SEND != 0 || looks && seen & RECEIVER != 0,
                Way::Recv => seen & CAN_RECV != 0 || looks && seen & SENDER != 0,
            }
        })
    }

    /// A choice for a schedule's id: 0 and 1 for going on with nothing and for registering, from 2 the arms; where there
    /// is a partner, more than a thousand for each in the order of creation.
    pub(crate) fn short_choice(choice: u32, created: impl Fn(u32) -> u32) -> u32 {
        if choice == REGISTER {
            return 1;
        }
        let arm = choice >> 16;
        let partner = Self::partner_of(choice).map_or(0, |partner| created(partner) + 1);
        if arm == 0 {
            0
        } else {
            arm + 1 + 1_000 * partner
        }
    }

    /// The thread that a select's `choice` completes along with its own.
    pub(crate) fn partner_of(choice: u32) -> Option<u32> {
        (choice & 0xffff).checked_sub(1)
    }

    /// Applies a select. True if the thread goes on.
    pub(crate) fn apply_select(&mut self, id: u32, op: Op, choice: u32) -> bool {
        let wish = &self.threads[id as usize].wish;
        let act = wish.act;
        let first = wish.arms.first().copied();
        match (act, first) {
            (Act::Count, Some(arm)) => {
                let channel = &self.objects.get(arm.channel).channel;
                let n = match channel.timer {
                    Some(timer) => usize::from(timer.next <= self.time_of(id)),
                    None => channel.len(),
                };
                self.set_result(id, n as u64);
                return true;
            }
            (Act::DropSender, Some(arm)) => {
                self.sender_gone(id, arm.channel);
                self.objects.get_mut(op.object).version += 1;
                return true;
            }
            (Act::DropReceiver, Some(arm)) => {
                self.receiver_gone(id, arm.channel);
                self.objects.get_mut(op.object).version += 1;
                return true;
            }
            _ => {}
        }
        if choice == REGISTER {
            self.threads[id as usize].wish.registered = true;
            self.threads[id as usize].status = Status::Announced;
            self.objects.get_mut(op.object).version += 1;
            return false;
        }
        let Some(i) = (choice >> 16).checked_sub(1) else {
            self.set_result(id, 0);
            return true;
        };
        let arm = self.threads[id as usize].wish.arms[i as usize];
        let partner = Self::partner_of(choice);
        let disconnected = partner.is_none() && self.is_disconnected(arm);
        self.set_result(id, result_of(i as usize, disconnected));
        if act == Act::Look || disconnected {
            return true;
        }
        self.objects.get_mut(op.object).version += 1;
        self.got_something_done(id);
        match partner {
            Some(partner) => self.meet(id, partner, arm),
            None => {
                self.take_arm(id, arm);
                true
            }
        }
    }

    /// A message goes into a queue, out of it, or comes from a timer.
    fn take_arm(&mut self, id: u32, arm: Arm) {
        let (clock, time) = (self.threads[id as usize].clock, self.time_of(id));
        let channel = &mut self.objects.get_mut(arm.channel).channel;
        match (arm.way, &mut channel.timer) {
            (Way::Send, _) => {
                channel.sent += 1;
                channel.messages.push_back(clock);
                let len = channel.len() as u64;
                self.facts.queue = self.facts.queue.max(len);
            }
            (Way::Recv, Some(timer)) => {
                let due = timer.next;
                timer.next = match timer.period {
                    Some(period) => due.max(time).saturating_add(period),
                    None => u64::MAX,
                };
                self.threads[id as usize].wish.due = due;
                if self.mode.time == Time::Untrusted {
                    self.pass_locally(id, due.saturating_sub(time));
                }
            }
            (Way::Recv, None) => {
                channel.received += 1;
                channel.messages.pop_front();
            }
        }
    }

    /// The thread's operation completes the one for which `partner` waits. The sender goes on first, so that the message
    /// is there when the receiver does. False: both are ready already.
    fn meet(&mut self, id: u32, partner: u32, arm: Arm) -> bool {
        let clock = self.threads[id as usize].clock;
        let other = &mut self.threads[partner as usize];
        other.clock = clock;
        other.wish.registered = false;
        let theirs = other
            .wish
            .arms
            .iter()
            .position(|other| other.channel == arm.channel && other.way != arm.way)
            .expect("they meet at this channel");
        self.set_result(partner, result_of(theirs, false));
        self.got_something_done(partner);
        let channel = &mut self.objects.get_mut(arm.channel).channel;
        channel.sent += 1;
        channel.received += 1;
        match arm.way {
            Way::Send => {
                self.make_ready(id);
                self.make_ready(partner);
                false
            }
            Way::Recv => {
                self.make_ready(partner);
                true
            }
        }
    }
}
