//! What each operation does to the objects and threads of an execution, once it has been chosen.

use std::panic::Location;

use crate::clock::ClockRef;
use crate::engine::Engine;
use crate::op::{Kind, NONE, Op};
use crate::races::flag;
use crate::report::Time;
use crate::rt::{OnceState, Recv, Send, Wake};
use crate::thread::Status;

impl Engine {
    /// Applies the effect. True if the thread goes on; false if it stays suspended (it waits, or has announced a
    /// follow-up operation). What the thread gets to know is left in its `result`.
    pub(crate) fn apply(&mut self, id: u32, op: Op, choice: u32, flags: u8) -> bool {
        use Kind::*;
        let succeeded = flags & flag::SUCCEEDED != 0;
        match op.deed() {
            InLine | Load | Store | Print | Exit | IsFinished | End => {}
            WeakCas => {
                if choice == 1 {
                    self.use_up_spurious(id);
                }
                self.set_result(id, u64::from(choice));
            }
            Lock => self.take(id, op.object, op.place),
            TryLock | TryWrite => {
                if succeeded {
                    self.take(id, op.object, op.place);
                }
                self.set_result(id, u64::from(succeeded));
            }
            Unlock => self.give_back(id, op.object),
            Read => self.take_shared(id, op.object, op.place),
            TryRead => {
                if succeeded {
                    self.take_shared(id, op.object, op.place);
                }
                self.set_result(id, u64::from(succeeded));
            }
            Write if op.kind == InLine && !succeeded => {
                self.objects.get_mut(op.object).queued += 1;
                let thread = &mut self.threads[id as usize];
                thread.in_line = true;
                thread.status = Status::Announced;
                return false;
            }
            Write => {
                self.take(id, op.object, op.place);
                if std::mem::take(&mut self.threads[id as usize].in_line) {
                    self.objects.get_mut(op.object).queued -= 1;
                }
            }
            Unread => self.give_back_shared(id, op.object),
            Unwrite => self.give_back(id, op.object),
            Downgrade => self.keep_shared(id, op.object, op.place),
            Wait => return self.enqueue(id, op),
            Wake => return self.wake_by_itself(id, op),
            NotifyOne => {
                self.got_something_done(id);
                if choice != 0 {
                    self.wake(id, op.object, choice - 1);
                }
                self.set_result(id, u64::from(choice));
            }
            NotifyAll => {
                self.got_something_done(id);
                let waiters = std::mem::take(&mut self.objects.get_mut(op.object).waiters);
                self.set_result(id, waiters.len() as u64);
                for &waiter in &waiters {
                    self.release_waiter(id, waiter);
                }
            }
            OnceState | OnceWait => {
                let state = self.objects.get(op.object).once;
                self.set_result(id, state as u64);
            }
            OnceBegin => {
                let once = self.objects.get_mut(op.object);
                let found = once.once;
                if found != self::OnceState::Done {
                    once.once = self::OnceState::Running;
                    once.owner = id;
                    once.taken = Some(op.place);
                    self.got_something_done(id);
                }
                self.set_result(id, found as u64);
            }
            OnceEnd => {
                let clock = self.threads[id as usize].clock;
                let once = self.objects.get_mut(op.object);
                once.once = state_of(op.arg);
                once.owner = NONE;
                once.release = clock;
                once.version += 1;
                self.got_something_done(id);
            }
            Arrive => return self.arrive(id, op),
            Send | TrySend => self.enter_queue(id, op),
            Recv | TryRecv => self.leave_queue(id, op),
            Offer => self.objects.get_mut(op.object).channel.offers += 1,
            DropSender => self.sender_gone(id, op.object),
            DropReceiver => self.receiver_gone(id, op.object),
            Select => return self.apply_select(id, op, choice),
            Park => self.take_token(id, op.object),
            Unpark => {
                let clock = self.threads[id as usize].clock;
                let token = self.objects.get_mut(op.object);
                token.token = true;
                token.release = clock;
                self.got_something_done(id);
            }
            LockStream => {
                let stream = self.objects.get_mut(op.object);
                stream.owner = id;
                stream.depth += 1;
                stream.taken = Some(op.place);
            }
        }
        true
    }

    pub(crate) fn set_result(&mut self, id: u32, result: u64) {
        self.threads[id as usize].result = result;
    }

    fn use_up_spurious(&mut self, id: u32) {
        let thread = &mut self.threads[id as usize];
        let site = std::ptr::from_ref(thread.op.place) as usize;
        thread.spurious_used.push(site);
    }

    // ---- locks ---------------------------------------------------------------------------------

    fn take(&mut self, id: u32, lock: u32, place: &'static Location<'static>) {
        let object = self.objects.get_mut(lock);
        object.owner = id;
        object.taken = Some(place);
        object.last_owner = id;
        object.taken_times += 1;
        object.version += 1;
        object.readers.clear();
        self.threads[id as usize].held.push((lock, place));
    }

    pub(crate) fn give_back(&mut self, id: u32, lock: u32) {
        let clock = self.threads[id as usize].clock;
        let object = self.objects.get_mut(lock);
        object.owner = NONE;
        object.release = clock;
        object.shared_release = clock;
        object.version += 1;
        self.forget_held(id, lock);
    }

    fn forget_held(&mut self, id: u32, lock: u32) {
        let held = &mut self.threads[id as usize].held;
        if let Some(i) = held.iter().rposition(|&(object, _)| object == lock) {
            held.remove(i);
        }
    }

    fn take_shared(&mut self, id: u32, lock: u32, place: &'static Location<'static>) {
        let event = u32::try_from(self.events.len() - 1).expect("steps are limited");
        let object = self.objects.get_mut(lock);
        object.readers.push(crate::object::Reader {
            thread: id,
            event,
            released: None,
        });
        object.taken_times += 1;
        object.version += 1;
        self.threads[id as usize].held.push((lock, place));
    }

    pub(crate) fn give_back_shared(&mut self, id: u32, lock: u32) {
        let clock = self.threads[id as usize].clock;
        let object = self.objects.get(lock);
        let shared = object.shared_release;
        let joined = self.clocks.join(shared, clock);
        let object = self.objects.get_mut(lock);
        object.shared_release = joined;
        object.version += 1;
        if let Some(reader) = object
            .readers
            .iter_mut()
            .rev()
            .find(|r| r.thread == id && r.released.is_none())
        {
            reader.released = Some(clock);
        }
        self.forget_held(id, lock);
    }

    pub(crate) fn keep_shared(&mut self, id: u32, lock: u32, place: &'static Location<'static>) {
        let clock = self.threads[id as usize].clock;
        let event = self
            .events
            .iter()
            .rposition(|e| e.thread == id && e.op.object == lock)
            .unwrap_or(0);
        let object = self.objects.get_mut(lock);
        object.owner = NONE;
        object.release = clock;
        object.shared_release = clock;
        object.version += 1;
        let event = u32::try_from(event).expect("steps are limited");
        object.readers.push(crate::object::Reader {
            thread: id,
            event,
            released: None,
        });
        self.forget_held(id, lock);
        self.threads[id as usize].held.push((lock, place));
    }

    // ---- condition variables -------------------------------------------------------------------

    fn enqueue(&mut self, id: u32, op: Op) -> bool {
        self.give_back(id, op.second);
        self.objects.get_mut(op.object).waiters.push(id);
        let thread = &mut self.threads[id as usize];
        thread.relock = op.second;
        thread.op = Op {
            kind: Kind::Wake,
            second: NONE,
            ..op
        };
        thread.status = Status::Announced;
        false
    }

    fn wake_by_itself(&mut self, id: u32, op: Op) -> bool {
        self.objects
            .get_mut(op.object)
            .waiters
            .retain(|&waiter| waiter != id);
        let why = if self.may_time_out(id) {
            Wake::TimedOut
        } else {
            self.use_up_spurious(id);
            Wake::Spurious
        };
        self.announce_relock(id, why);
        false
    }

    fn wake(&mut self, by: u32, condvar: u32, waiter: u32) {
        self.objects
            .get_mut(condvar)
            .waiters
            .retain(|&other| other != waiter);
        self.release_waiter(by, waiter);
    }

    fn release_waiter(&mut self, by: u32, waiter: u32) {
        self.join_clock(waiter, by);
        self.announce_relock(waiter, Wake::Notified);
    }

    fn announce_relock(&mut self, id: u32, why: Wake) {
        let thread = &mut self.threads[id as usize];
        thread.result = why as u64;
        thread.op = Op {
            kind: Kind::Lock,
            object: thread.relock,
            second: NONE,
            ..thread.op
        };
        thread.deadline = None;
        thread.timed = false;
        thread.status = Status::Announced;
    }

    /// Everything that `from` knows is in the past of `id` from here on.
    pub(crate) fn join_clock(&mut self, id: u32, from: u32) {
        let (a, b) = (
            self.threads[id as usize].clock,
            self.threads[from as usize].clock,
        );
        self.threads[id as usize].clock = self.clocks.join(a, b);
    }

    // ---- barriers ------------------------------------------------------------------------------

    fn arrive(&mut self, id: u32, op: Op) -> bool {
        self.got_something_done(id);
        self.objects.get_mut(op.object).waiters.push(id);
        if self.objects.get(op.object).waiters.len() < op.arg.max(1) as usize {
            self.threads[id as usize].status = Status::Waiting;
            self.set_result(id, 0);
            return false;
        }
        let arrived = std::mem::take(&mut self.objects.get_mut(op.object).waiters);
        let mut all = ClockRef::ZERO;
        for &other in &arrived {
            let clock = self.threads[other as usize].clock;
            all = self.clocks.join(all, clock);
        }
        for &other in &arrived {
            self.threads[other as usize].clock = all;
            if other != id {
                self.make_ready(other);
            }
        }
        self.set_result(id, 1);
        true
    }

    // ---- channels ------------------------------------------------------------------------------

    fn enter_queue(&mut self, id: u32, op: Op) {
        let clock = self.threads[id as usize].clock;
        let channel = &mut self.objects.get_mut(op.object).channel;
        let room = match (op.kind, channel.capacity) {
            (Kind::TrySend, Some(0)) => channel.offers as usize > channel.len(),
            _ => channel.has_room(),
        };
        let result = if channel.receivers == 0 {
            Send::Disconnected
        } else if !room {
            Send::Full
        } else {
            if channel
                .capacity
                .is_some_and(|capacity| capacity > 0 && channel.sent >= capacity as u64)
            {
                channel.slots.pop_front();
            }
            channel.sent += 1;
            channel.messages.push_back(clock);
            if channel.capacity == Some(0) {
                channel
                    .handing_over
                    .push_back(if op.kind == Kind::Send { id } else { NONE });
            }
            self.events.last_mut().expect("the send itself").flags |= flag::MOVED;
            Send::Sent
        };
        let len = channel.len() as u64;
        self.facts.queue = self.facts.queue.max(len);
        if result == Send::Sent {
            self.objects.get_mut(op.object).version += 1;
            self.got_something_done(id);
        }
        self.set_result(id, result as u64);
    }

    fn leave_queue(&mut self, id: u32, op: Op) {
        let clock = self.threads[id as usize].clock;
        let offered = op.kind == Kind::Recv || self.threads[id as usize].timed;
        let channel = &mut self.objects.get_mut(op.object).channel;
        // However it ends, this receiver waits no longer.
        channel.offers = channel.offers.saturating_sub(u32::from(offered));
        if channel.messages.pop_front().is_none() {
            let result = if channel.senders == 0 {
                Recv::Disconnected
            } else {
                Recv::Empty
            };
            self.set_result(id, result as u64);
            return;
        }
        channel.received += 1;
        self.events.last_mut().expect("the receive itself").flags |= flag::MOVED;
        let sender = match channel.capacity {
            Some(0) => channel.handing_over.pop_front(),
            Some(_) => {
                channel.slots.push_back(clock);
                None
            }
            None => None,
        };
        self.objects.get_mut(op.object).version += 1;
        if let Some(sender) = sender.filter(|&sender| sender != NONE) {
            self.join_clock(sender, id);
            self.set_result(sender, Send::Sent as u64);
            if self.threads[sender as usize].status == Status::Waiting {
                self.make_ready(sender);
            }
        }
        self.got_something_done(id);
        self.set_result(id, Recv::Received as u64);
    }

    pub(crate) fn sender_gone(&mut self, id: u32, channel: u32) {
        let clock = self.threads[id as usize].clock;
        let known = self
            .objects
            .get(channel)
            .channel
            .senders_gone
            .unwrap_or(ClockRef::ZERO);
        let joined = self.clocks.join(known, clock);
        let object = self.objects.get_mut(channel);
        object.channel.senders_gone = Some(joined);
        object.channel.senders -= 1;
        object.version += 1;
    }

    pub(crate) fn receiver_gone(&mut self, id: u32, channel: u32) {
        let clock = self.threads[id as usize].clock;
        // Which of them goes last makes no difference, so what comes after comes after all of them.
        let known = self
            .objects
            .get(channel)
            .channel
            .receivers_gone
            .unwrap_or(ClockRef::ZERO);
        let gone = self.clocks.join(known, clock);
        let object = self.objects.get_mut(channel);
        object.channel.receivers_gone = Some(gone);
        object.channel.receivers -= 1;
        object.version += 1;
        if object.channel.receivers > 0 {
            return;
        }
        for sender in std::mem::take(&mut object.channel.handing_over) {
            if sender != NONE {
                let known = self.threads[sender as usize].clock;
                self.threads[sender as usize].clock = self.clocks.join(known, gone);
                self.set_result(sender, Send::Disconnected as u64);
                if self.threads[sender as usize].status == Status::Waiting {
                    self.make_ready(sender);
                }
            }
        }
    }

    // ---- thread tokens -------------------------------------------------------------------------

    fn take_token(&mut self, id: u32, token: u32) {
        let object = self.objects.get_mut(token);
        let had = std::mem::replace(&mut object.token, false);
        let why = if had {
            Wake::Notified
        } else if self.may_time_out(id) {
            Wake::TimedOut
        } else {
            self.use_up_spurious(id);
            Wake::Spurious
        };
        self.set_result(id, why as u64);
    }

    // ---- time ----------------------------------------------------------------------------------

    /// Virtual nanoseconds as thread `id` sees them.
    pub(crate) fn time_of(&self, id: u32) -> u64 {
        match self.mode.time {
            Time::Trusted => self.now,
            Time::Untrusted => u64::from(self.clocks.time(self.threads[id as usize].clock)) * 1_000,
        }
    }

    /// Under untrusted time: the thread's own clock moves on, as if it had slept exactly so long.
    pub(crate) fn pass_locally(&mut self, id: u32, nanos: u64) {
        let micros = u32::try_from(nanos.div_ceil(1_000)).unwrap_or(u32::MAX);
        let clock = self.threads[id as usize].clock;
        self.threads[id as usize].clock = self.clocks.later(clock, micros);
    }
}

/// The inverse of `state as u32`.
pub(crate) fn state_of(code: u32) -> OnceState {
    match code {
        0 => OnceState::Incomplete,
        1 => OnceState::Running,
        2 => OnceState::Done,
        _ => OnceState::Poisoned,
    }
}
