//! What can happen next: which announced operations are possible, and what happens when none is.

use crate::announce::PATIENCE;
use crate::clock::ClockRef;
use crate::engine::{Engine, Transition};
use crate::op::{Kind, NONE};
use crate::report::Time;
use crate::thread::{Status, Tired};

/// Steps that one thread may take while the clock stands still before the others, or the clock, get their share.
const SHARE: u32 = 600;
/// Rounds of nobody doing anything but polling before a run counts as endless.
const ROUNDS: u32 = 3_000;

/// What the clock has to move for.
pub(crate) struct Appointments {
    /// The next point in time that somebody waits for.
    pub(crate) next: Option<u64>,
    /// Somebody only polls.
    polling: bool,
    /// And looks at the clock.
    on_clock: bool,
}

impl Appointments {
    fn add(&mut self, at: u64) {
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }
}

impl Engine {
    pub(crate) fn collect_enabled(&mut self) {
        self.enabled.clear();
        let mut passed_over = false;
        for i in 0..self.live.len() {
            let id = self.live[i];
            if self.threads[id as usize].status != Status::Announced {
                continue;
            }
            if self.is_enabled(id) {
                self.push_choices(id);
            } else {
                let thread = &mut self.threads[id as usize];
                thread.had_to_wait = true;
                passed_over |= thread.tired != Tired::No || thread.share >= SHARE;
            }
        }
        self.unfair_cut |= passed_over && !self.enabled.is_empty();
        self.keep_to_machine();
    }

    /// Every way in which the announced operation of `thread` can go.
    pub(crate) fn push_choices(&mut self, thread: u32) {
        let op = self.threads[thread as usize].op;
        match op.kind {
            Kind::NotifyOne => {
                let condvar = self.objects.get(op.object);
                if condvar.waiters.is_empty() {
                    self.enabled.push(Transition { thread, choice: 0 });
                }
                let n = condvar.waiters.len();
                for i in 0..n {
                    let choice = self.objects.get(op.object).waiters[i] + 1;
                    self.enabled.push(Transition { thread, choice });
                }
            }
            Kind::WeakCas => {
                self.enabled.push(Transition { thread, choice: 0 });
                if self.spurious_left(thread) {
                    self.enabled.push(Transition { thread, choice: 1 });
                }
            }
            Kind::Select => self.push_select_choices(thread),
            _ => self.enabled.push(Transition { thread, choice: 0 }),
        }
    }

    pub(crate) fn spurious_left(&self, thread: u32) -> bool {
        let thread = &self.threads[thread as usize];
        self.mode.spurious
            && !thread
                .spurious_used
                .contains(&(std::ptr::from_ref(thread.op.place) as usize))
    }

    /// Whether a transition is something that nobody caused: a spurious wakeup, a weak failure.
    pub(crate) fn is_uncaused(&self, t: Transition) -> bool {
        let op = self.threads[t.thread as usize].op;
        match op.kind {
            Kind::WeakCas => t.choice == 1,
            Kind::Wake => !self.may_time_out(t.thread),
            Kind::Park => !self.objects.get(op.object).token && !self.may_time_out(t.thread),
            _ => false,
        }
    }

    /// Whether a timed wait of `thread` may give up now.
    pub(crate) fn may_time_out(&self, thread: u32) -> bool {
        let thread = &self.threads[thread as usize];
        match self.mode.time {
            Time::Trusted => thread.deadline.is_some_and(|deadline| deadline <= self.now),
            Time::Untrusted => thread.timed,
        }
    }

    pub(crate) fn is_enabled(&self, id: u32) -> bool {
        let thread = &self.threads[id as usize];
        if thread.share >= SHARE {
            return false;
        }
        match thread.tired {
            Tired::No => {}
            Tired::Object {
                object,
                version,
                tick,
            } => {
                if self.objects.get(object).version == version && self.tick == tick {
                    return false;
                }
            }
            Tired::Progress { count, tick } | Tired::Clock { count, tick } => {
                if self.progress == count && self.tick == tick {
                    return false;
                }
            }
        }
        let op = thread.op;
        match op.deed() {
            Kind::Lock | Kind::OnceBegin | Kind::Write | Kind::Read | Kind::OnceWait => {
                let object = self.objects.get(op.object);
                match op.deed() {
                    Kind::Lock => object.owner == NONE,
                    Kind::Read => object.owner == NONE && object.queued == 0,
                    Kind::Write => {
                        object.owner == NONE && object.n_readers() == 0
                            || op.kind == Kind::InLine && !thread.in_line
                    }
                    Kind::OnceBegin => object.once != crate::rt::OnceState::Running,
                    _ => matches!(
                        object.once,
                        crate::rt::OnceState::Done | crate::rt::OnceState::Poisoned
                    ),
                }
            }
            Kind::Print | Kind::LockStream => {
                let owner = self.objects.get(op.object).owner;
                owner == NONE || owner == id
            }
            Kind::Select => self.select_is_enabled(id),
            Kind::Wake => self.may_time_out(id) || self.spurious_left(id),
            Kind::Park => {
                self.objects.get(op.object).token || self.may_time_out(id) || self.spurious_left(id)
            }
            Kind::Send => {
                let channel = &self.objects.get(op.object).channel;
                channel.has_room() || channel.receivers == 0
            }
            Kind::TrySend if thread.timed => {
                let channel = &self.objects.get(op.object).channel;
                channel.has_room() || channel.receivers == 0 || self.may_time_out(id)
            }
            Kind::Recv => {
                let channel = &self.objects.get(op.object).channel;
                channel.len() > 0 || channel.senders == 0
            }
            Kind::TryRecv if thread.timed => {
                let channel = &self.objects.get(op.object).channel;
                channel.len() > 0 || channel.senders == 0 || self.may_time_out(id)
            }
            _ => true,
        }
    }

    /// Called when nothing is enabled: moves the clock, or lets those who only poll go on. False: a deadlock, or the
    /// end of an endless run.
    pub(crate) fn pass_time(&mut self) -> bool {
        if self.pass_machine_time() {
            return true;
        }
        let Appointments {
            mut next,
            polling,
            on_clock,
        } = self.appointments();
        if next.is_none() && !polling {
            self.ending.deadlock();
            return false;
        }
        self.rounds += 1;
        if self.rounds > ROUNDS {
            self.ending.livelock();
            return false;
        }
        if next.is_none() && on_clock {
            // Nobody has an appointment, but somebody watches the clock: let it jump, further each time.
            next = Some(self.now + self.quantum);
            self.quantum = self.quantum.saturating_mul(2);
        }
        if let Some(next) = next {
            self.move_clock_to(next);
        } else {
            for &id in &self.live {
                let thread = &mut self.threads[id as usize];
                thread.tired = Tired::No;
                // A few more looks, not all those that it takes to seem to be polling.
                thread.polls = thread.polls.saturating_sub(PATIENCE);
            }
            self.share_anew();
        }
        true
    }

    /// Who waits for the clock.
    pub(crate) fn appointments(&self) -> Appointments {
        let mut found = Appointments {
            next: None,
            polling: false,
            on_clock: false,
        };
        for &id in &self.live {
            let thread = &self.threads[id as usize];
            match thread.status {
                Status::Sleeping(until) => found.add(until),
                Status::Announced => {
                    if thread.tired != Tired::No || thread.share >= SHARE {
                        found.polling = true;
                        found.on_clock |= matches!(thread.tired, Tired::Clock { .. });
                    }
                    let deadline = thread
                        .deadline
                        .filter(|&at| self.mode.time == Time::Trusted && at > self.now);
                    for at in [deadline, self.next_timer(id)].into_iter().flatten() {
                        found.add(at);
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// It is `next` o'clock: whoever slept until then goes on.
    pub(crate) fn move_clock_to(&mut self, next: u64) {
        self.race_blocked_operations();
        self.now = next;
        self.tick += 1;
        self.join_all_clocks();
        for i in 0..self.live.len() {
            let id = self.live[i];
            if let Status::Sleeping(until) = self.threads[id as usize].status
                && until <= next
            {
                self.make_ready(id);
            }
        }
        if let Some(tracer) = &mut self.tracer {
            tracer.time_passes(next);
        }
        self.share_anew();
    }

    fn share_anew(&mut self) {
        for &id in &self.live {
            self.threads[id as usize].share = 0;
        }
    }

    /// After the clock has moved, everything before is in everyone's past.
    pub(crate) fn join_all_clocks(&mut self) {
        let mut all = ClockRef::ZERO;
        for i in 0..self.live.len() {
            let clock = self.threads[self.live[i] as usize].clock;
            all = self.clocks.join(all, clock);
        }
        for &id in &self.live {
            self.threads[id as usize].clock = all;
        }
    }

    pub(crate) fn make_ready(&mut self, id: u32) {
        self.threads[id as usize].status = Status::Ready;
        self.ready.push_back(id);
    }
}
