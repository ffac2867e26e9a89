//! Events and their races: which two could have happened the other way round.
//!
//! Each object keeps the events that a later one may depend on. When an operation is executed (or when the execution is
//! over and it never was), the conflicting ones that do not happen before it by another way are its races, provided
//! that it could have run in their place. The reduction turns races into new schedules.

use crate::clock::ClockRef;
use crate::engine::{Engine, Transition};
use crate::op::{Kind, NONE, Op, conflict, conflicts_form_a_chain, ways_depend_on_state};
use crate::thread::{Status, Tired};

/// An executed visible operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    pub(crate) op: Op,
    pub(crate) thread: u32,
    pub(crate) choice: u32,
    /// Number in its thread, from 1.
    pub(crate) idx: u32,
    /// The thread's clock before it, and the event's own.
    pub(crate) before: ClockRef,
    pub(crate) clock: ClockRef,
    pub(crate) flags: u8,
}

/// Facts about an object just before an event, kept to decide later what could have run in its place.
pub(crate) mod flag {
    pub(crate) const SUCCEEDED: u8 = 1;
    pub(crate) const ROOM: u8 = 2;
    pub(crate) const MESSAGE: u8 = 4;
    pub(crate) const WRITER: u8 = 8;
    pub(crate) const TOKEN: u8 = 16;
    pub(crate) const RUNNING: u8 = 32;
    pub(crate) const ENDED: u8 = 64;
    /// Of a lock on which writers stand in line: somebody holds it shared, somebody stands in line.
    pub(crate) const READERS: u8 = 16;
    pub(crate) const QUEUED: u8 = 32;
    /// A message entered or left the queue (known only afterwards).
    pub(crate) const MOVED: u8 = 128;
}

/// An alternative that is only known when its turn comes: all of them are tried then.
pub(crate) const ANY: u32 = u32::MAX;

/// Two events that could have happened the other way round.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Race {
    pub(crate) first: u32,
    /// The later event, or an announced operation that did not become one.
    pub(crate) second: Second,
    /// Where in [`Engine::left_out`] the readers begin that cannot be moved before the first one along with the second.
    pub(crate) left_out: u32,
    /// How many they are.
    pub(crate) n_left_out: u32,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Second {
    Event(u32),
    /// The number of a [`Pending`].
    Pending(u32),
}

/// An operation that was announced, but that could not run (or was taken back) before everything moved on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pending {
    pub(crate) thread: u32,
    pub(crate) choice: u32,
    pub(crate) op: Op,
    /// What happens before it.
    pub(crate) past: ClockRef,
}

impl Engine {
    pub(crate) fn flags(&self, op: Op) -> u8 {
        use Kind::*;
        let object = self.objects.get(op.object);
        let when = |holds: bool, flag: u8| if holds { flag } else { 0 };
        let free = object.owner == NONE;
        match op.kind {
            Lock | TryLock | Unlock | Wait => when(free, flag::SUCCEEDED),
            InLine => {
                let shares = matches!(op.deed(), Read | TryRead);
                let (read, queued) = (object.n_readers() > 0, object.queued > 0);
                when(!free, flag::WRITER)
                    | when(read, flag::READERS)
                    | when(queued, flag::QUEUED)
                    | when(
                        free && if shares { !queued } else { !read },
                        flag::SUCCEEDED,
                    )
            }
            Read | TryRead | Write | TryWrite | Unread | Unwrite | Downgrade => {
                let shares = matches!(op.kind, Read | TryRead);
                when(!free, flag::WRITER)
                    | when(free && (shares || object.n_readers() == 0), flag::SUCCEEDED)
            }
            Send | TrySend | Recv | TryRecv | DropSender | DropReceiver | Offer => {
                let channel = &object.channel;
                when(channel.has_room() || channel.receivers == 0, flag::ROOM)
                    | when(channel.len() > 0 || channel.senders == 0, flag::MESSAGE)
            }
            Print | Exit => when(!free, flag::WRITER),
            Park | Unpark => when(object.token, flag::TOKEN),
            OnceState | OnceBegin | OnceEnd => {
                use crate::rt::OnceState;
                let ended = matches!(object.once, OnceState::Done | OnceState::Poisoned);
                when(object.once == OnceState::Running, flag::RUNNING) | when(ended, flag::ENDED)
            }
            _ => 0,
        }
    }

    /// Finds the events on `object` that conflict with an operation of `kind` by thread `id`, records those that
    /// could have come after it instead, and joins their clocks into `after`.
    pub(crate) fn race_with_history(
        &mut self,
        object: u32,
        kind: Kind,
        id: u32,
        second: Second,
        after: &mut ClockRef,
        cover: &mut ClockRef,
    ) {
        if object == NONE {
            return;
        }
        let chain = conflicts_form_a_chain(kind);
        for i in (0..self.objects.get(object).history.len()).rev() {
            let number = self.objects.get(object).history[i];
            let event = self.events[number as usize];
            if !conflict(event.op.kind, kind) {
                continue;
            }
            if self.clocks.contains(*cover, event.thread, event.idx) {
                if chain {
                    break;
                }
                continue;
            }
            *after = self.clocks.join(*after, event.clock);
            let start = self.left_out.len();
            if self.reversible(number, event, object, kind, id) {
                let n_left_out = (self.left_out.len() - start) as u32;
                self.races.push(Race {
                    first: number,
                    second,
                    left_out: start as u32,
                    n_left_out,
                });
                *cover = self.clocks.join(*cover, event.clock);
                if chain {
                    break;
                }
            }
        }
    }

    /// Whether an operation of `kind` on `object`, announced by thread `id`, could have run in the place of `event`.
    pub(crate) fn reversible(
        &mut self,
        number: u32,
        event: Event,
        object: u32,
        kind: Kind,
        id: u32,
    ) -> bool {
        use Kind::*;
        let has = |flag: u8| event.flags & flag != 0;
        match (kind, event.op.kind) {
            (Lock, TryLock) => has(flag::SUCCEEDED),
            (Read, TryWrite) => !has(flag::WRITER),
            (Write, TryRead | TryWrite) if !has(flag::SUCCEEDED) => false,
            (Write, Read | TryRead) => self.writer_before_reader(number, event, object, id),
            (Send, _) => self.would_have_room(number, event, object),
            (TrySend, _) if self.threads[id as usize].timed => {
                self.may_time_out(id) || self.would_have_room(number, event, object)
            }
            (Recv, TryRecv | TrySend) => has(flag::MESSAGE),
            (TryRecv, _) if self.threads[id as usize].timed => {
                self.may_time_out(id) || self.would_have_message(number, event, object)
            }
            (Park, Unpark) => has(flag::TOKEN) || self.may_time_out(id) || self.spurious_left(id),
            (Print | LockStream, Print | Exit) => {
                !has(flag::WRITER) || self.objects.get(object).owner == id
            }
            (Wake, NotifyOne | NotifyAll) => self.may_time_out(id) || self.spurious_left(id),
            (OnceBegin, OnceState) => !has(flag::RUNNING),
            (OnceWait, OnceBegin) => has(flag::ENDED),
            (InLine, InLine) => match self.threads[id as usize].op.deed() {
                Read => !has(flag::WRITER) && !has(flag::QUEUED),
                Write if self.threads[id as usize].in_line => {
                    !has(flag::WRITER) && !has(flag::READERS)
                }
                _ => true,
            },
            (Select, Select) => self.select_was_possible(number, id),
            _ => true,
        }
    }

    /// The channel as it would be now without `event` and all that comes after it: messages, senders, receivers.
    pub(crate) fn without(&self, number: u32, event: Event, object: u32) -> (i64, i64, i64) {
        let object = self.objects.get(object);
        let channel = &object.channel;
        let (mut messages, mut senders, mut receivers) = (
            channel.len() as i64,
            i64::from(channel.senders),
            i64::from(channel.receivers),
        );
        for &other in object
            .history
            .iter()
            .rev()
            .take_while(|&&other| other >= number)
        {
            let other = self.events[other as usize];
            if !self.clocks.contains(other.clock, event.thread, event.idx) {
                continue;
            }
            let moved = i64::from(other.flags & flag::MOVED != 0);
            match other.op.kind {
                Kind::Send | Kind::TrySend => messages -= moved,
                Kind::Recv | Kind::TryRecv => messages += moved,
                Kind::DropSender => senders += 1,
                Kind::DropReceiver => receivers += 1,
                _ => {}
            }
        }
        (messages, senders, receivers)
    }

    pub(crate) fn would_have_room(&self, number: u32, event: Event, object: u32) -> bool {
        let (messages, _, receivers) = self.without(number, event, object);
        let capacity = self.objects.get(object).channel.capacity;
        capacity.is_none_or(|capacity| capacity == 0 || messages < capacity as i64)
            || receivers == 0
    }

    pub(crate) fn would_have_message(&self, number: u32, event: Event, object: u32) -> bool {
        let (messages, senders, _) = self.without(number, event, object);
        messages > 0 || senders == 0
    }

    /// A writer can take the place of a reader only if no other reader would hold the lock then. Readers that took it
    /// before cannot be helped; those that came later have to come later than the writer too: they are left out.
    pub(crate) fn writer_before_reader(
        &mut self,
        number: u32,
        event: Event,
        object: u32,
        id: u32,
    ) -> bool {
        let past = self.threads[id as usize].clock;
        let readers = &self.objects.get(object).readers;
        let start = self.left_out.len();
        // Whoever is left out may have let another reader end.
        loop {
            let known = self.left_out.len();
            for reader in readers {
                let other = self.events[reader.event as usize];
                let name = (other.thread, other.idx);
                if reader.event == number
                    || self.clocks.contains(other.clock, event.thread, event.idx)
                    || self.left_out[start..].contains(&name)
                {
                    continue;
                }
                let held = reader.released.is_none_or(|released| {
                    self.clocks.contains(released, event.thread, event.idx)
                        || self.left_out[start..]
                            .iter()
                            .any(|&(thread, idx)| self.clocks.contains(released, thread, idx))
                });
                if !held {
                    continue;
                }
                if reader.event < number || self.clocks.contains(past, other.thread, other.idx) {
                    self.left_out.truncate(start);
                    return false;
                }
                self.left_out.push(name);
            }
            if self.left_out.len() == known {
                return true;
            }
        }
    }

    /// When nobody can go on (the execution is over, or the clock moves): what would the operations that did not become
    /// possible have raced with? Or did not get their turn, because the process ended first.
    pub(crate) fn race_blocked_operations(&mut self) {
        if self.all_dependent {
            return;
        }
        let cut_off = self
            .events
            .last()
            .is_some_and(|event| event.op.kind == Kind::Exit);
        for i in 0..self.live.len() {
            let id = self.live[i];
            let thread = &self.threads[id as usize];
            if thread.status != Status::Announced
                || self.is_enabled(id) && !cut_off
                || thread.tired != Tired::No
            {
                continue;
            }
            let (op, mut after) = (thread.op, thread.clock);
            let mut cover = after;
            let second = self.add_pending(id);
            self.race_with_history(op.object, op.kind, id, second, &mut after, &mut cover);
        }
    }

    pub(crate) fn add_pending(&mut self, id: u32) -> Second {
        let thread = &self.threads[id as usize];
        let choice = if ways_depend_on_state(thread.op.kind) {
            ANY
        } else {
            0
        };
        self.pending.push(Pending {
            thread: id,
            choice,
            op: thread.op,
            past: thread.clock,
        });
        Second::Pending(u32::try_from(self.pending.len() - 1).expect("steps are limited"))
    }

    /// An operation that can go several ways goes one of them; the others are tried in its place.
    pub(crate) fn race_with_alternatives(&mut self, op: Op, chosen: Transition, number: u32) {
        for i in 0..self.enabled.len() {
            let other = self.enabled[i];
            if other.thread == chosen.thread && other.choice != chosen.choice {
                let past = self.threads[other.thread as usize].clock;
                self.pending.push(Pending {
                    thread: other.thread,
                    choice: other.choice,
                    op,
                    past,
                });
                let second = Second::Pending(
                    u32::try_from(self.pending.len() - 1).expect("steps are limited"),
                );
                self.races.push(Race {
                    first: number,
                    second,
                    left_out: 0,
                    n_left_out: 0,
                });
            }
        }
    }

    /// A notification takes its waiters' own ways out from them: had one of those gone first, it would have run. So does
    /// whoever completes another thread's select.
    pub(crate) fn race_with_disabled(&mut self, op: Op, choice: u32, number: u32) {
        if op.kind == Kind::Select
            && let Some(partner) = Self::partner_of(choice)
        {
            let second = self.add_pending(partner);
            if self.is_enabled(partner) {
                self.races.push(Race {
                    first: number,
                    second,
                    left_out: 0,
                    n_left_out: 0,
                });
            } else {
                // Somebody else may have taken what it could have had, and then it is this one's last chance to say so.
                let mut after = self.threads[partner as usize].clock;
                let mut cover = after;
                self.race_with_history(op.object, op.kind, partner, second, &mut after, &mut cover);
            }
        }
        if !matches!(op.kind, Kind::NotifyOne | Kind::NotifyAll) {
            return;
        }
        for i in 0..self.objects.get(op.object).waiters.len() {
            let waiter = self.objects.get(op.object).waiters[i];
            let woken = op.kind == Kind::NotifyAll || choice == waiter + 1;
            if woken && self.is_enabled(waiter) {
                let second = self.add_pending(waiter);
                self.races.push(Race {
                    first: number,
                    second,
                    left_out: 0,
                    n_left_out: 0,
                });
            }
        }
    }

    /// Joins the clocks of what made the operation possible.
    pub(crate) fn join_enabling(&mut self, op: Op, flags: u8, after: ClockRef) -> ClockRef {
        use Kind::*;
        let object = self.objects.get(op.object);
        let succeeded = flags & flag::SUCCEEDED != 0;
        let clock = match op.kind {
            Lock | Read | OnceBegin | OnceState | OnceWait | Print | LockStream | Exit => {
                object.release
            }
            TryLock | TryRead if succeeded => object.release,
            Write | TryWrite if succeeded => {
                let (release, shared) = (object.release, object.shared_release);
                self.clocks.join(release, shared)
            }
            Park if object.token => object.release,
            Recv | TryRecv => match object.channel.messages.front() {
                Some(&clock) => clock,
                None if object.channel.senders == 0 => {
                    object.channel.senders_gone.unwrap_or(ClockRef::ZERO)
                }
                None => ClockRef::ZERO,
            },
            Send | TrySend => {
                let channel = &object.channel;
                if channel.receivers == 0 {
                    channel.receivers_gone.unwrap_or(ClockRef::ZERO)
                } else {
                    match channel.capacity {
                        Some(capacity)
                            if capacity > 0
                                && channel.sent >= capacity as u64
                                && channel.has_room() =>
                        {
                            channel.slots.front().copied().unwrap_or(ClockRef::ZERO)
                        }
                        _ => ClockRef::ZERO,
                    }
                }
            }
            _ => ClockRef::ZERO,
        };
        self.clocks.join(after, clock)
    }

    /// Adds the event to the histories of its objects, and drops from them what it hides.
    pub(crate) fn remember(&mut self, number: u32, op: Op, flags: u8) {
        use Kind::*;
        if op.object == NONE {
            return;
        }
        let succeeded = flags & flag::SUCCEEDED != 0;
        let history = &mut self.objects.get_mut(op.object).history;
        let hides_all = match op.kind {
            Store | WeakCas | LockStream | Lock | Write | Arrive => true,
            // Inside of a hold, it is the hold that others race with.
            Print => flags & flag::WRITER == 0,
            TryLock | TryWrite => succeeded,
            _ => false,
        };
        if hides_all {
            history.clear();
        }
        if op.kind == Load {
            // Whoever races with an earlier look races with this one too, and can always be swapped with it.
            let (events, id) = (&self.events, self.events[number as usize].thread);
            let earlier = history.iter().position(|&other| {
                let other = &events[other as usize];
                other.thread == id && other.op.kind == Load
            });
            if let Some(i) = earlier {
                history.remove(i);
            }
        }
        history.push(number);
        if op.kind == Wait && self.features.try_lock && op.second != NONE {
            self.objects.get_mut(op.second).history.push(number);
        }
    }

    pub(crate) fn hash_event(&self, number: u32) -> u64 {
        let event = &self.events[number as usize];
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        let mut mix = |word: u64| {
            hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash ^= hash >> 29;
        };
        mix(u64::from(event.thread) << 32 | u64::from(event.idx));
        mix(u64::from(event.op.object) << 32 | u64::from(event.choice));
        mix(event.op.kind as u64);
        // Without the zeros at its end: there are more of them once a clock has had to grow.
        let clock = self.clocks.get(event.clock);
        let n = clock
            .iter()
            .rposition(|&word| word != 0)
            .map_or(0, |last| last + 1);
        for &word in &clock[..n] {
            mix(u64::from(word));
        }
        hash
    }
}
