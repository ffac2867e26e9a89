//! The engine's side of [`rt`](crate::rt): announcing, polling, spawning, joining, and notes for the trace.

use std::panic::Location;
use std::time::Duration;

use crate::arena;
use crate::coroutine::Suspend;
use crate::engine::{Engine, TOKENS, engine};
use crate::memory;
use crate::object::{Class, Obj};
use crate::op::{Kind, NONE, Op};
use crate::outcome::place as report_place;
use crate::perform;
use crate::report::Step;
use crate::thread::{Status, Tired};
use crate::trace::name_of;

/// Re-reads of an unchanged value that a thread may do before it has to wait for a change.
pub(crate) const PATIENCE: u32 = 4;
/// The same with a hint (`yield_now`, `spin_loop`).
const PATIENCE_HINTED: u32 = 2;
/// The same for taking a lock again and again at one place, and for receiving from a channel that has ended: ordinary
/// loops do that too.
const PATIENCE_LOCKS: u32 = 60;
/// Threads that one execution may start.
const MAX_THREADS: usize = 1_000;

/// The pseudo-object of which a thread's clock readings are polls.
const CLOCK: u32 = NONE - 1;

impl Engine {
    /// The number of an object.
    pub(crate) fn object(&mut self, obj: Obj<'_>, class: Class) -> u32 {
        let (arena, fibers) = (self.arena, &self.fibers);
        self.objects.id(obj, class, |address| {
            arena
                && !arena::contains(address)
                && !fibers.iter().any(|fiber| fiber.contains(address))
        })
    }

    /// The object that stands for a thread itself.
    pub(crate) fn token(&mut self, thread: u32) -> u32 {
        self.objects
            .built_in(TOKENS + thread as usize, Class::Thread)
    }

    pub(crate) fn suspend_handle(&self, id: u32) -> Suspend {
        self.threads[id as usize].suspend
    }

    pub(crate) fn announce(&mut self, op: Op, timeout: Option<Duration>) {
        let id = self.current;
        let kind = match op.kind {
            // It may find the queue full, and then a receive before or after it makes a difference.
            Kind::Send if timeout.is_some() => Kind::TrySend,
            kind => kind,
        };
        let op = Op { kind, ..op };
        let announced_at = self.tracer.as_ref().map_or(0, crate::trace::Tracer::len);
        let thread = &mut self.threads[id as usize];
        thread.op = op;
        thread.status = Status::Announced;
        thread.result = 0;
        thread.announced_at = announced_at;
        thread.had_to_wait = false;
        thread.timed = timeout.is_some();
        thread.deadline = timeout.map(|timeout| {
            let nanos = u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX);
            self.now.saturating_add(nanos)
        });
        self.uses_time |= timeout.is_some();
        self.uses_spurious |= matches!(op.kind, Kind::WeakCas);
        self.notice_polling(id, op);
    }

    /// Notes who writes to a read-write lock, and who may wait for something else while it reads, or tries to read without
    /// waiting. Once both have happened to one lock, it matters that readers may have to wait behind writers: true if the
    /// search has to start again.
    pub(crate) fn may_hold_up_writers(&mut self, id: u32, kind: Kind, object: u32) -> bool {
        use Kind::*;
        if self.features.queued_writers {
            return false;
        }
        let waits = match kind {
            Lock | Read | Write | Wait | OnceBegin | OnceWait | Arrive | Send | Recv | Park => true,
            TryRecv | TrySend => self.threads[id as usize].timed,
            Select => self.threads[id as usize].wish.waits,
            _ => false,
        };
        if kind == Write && !self.written.contains(&object) {
            self.written.push(object);
        }
        // It fails where a writer waits, also if only readers hold the lock.
        if kind == TryRead && !self.waited_under.contains(&object) {
            self.waited_under.push(object);
        }
        if waits {
            for i in 0..self.threads[id as usize].held.len() {
                let (lock, _) = self.threads[id as usize].held[i];
                let held = self.objects.get(lock);
                let reads = held.class == Class::RwLock && held.owner == NONE;
                if reads && !self.waited_under.contains(&lock) {
                    self.waited_under.push(lock);
                }
            }
        }
        let both = |lock: &u32| self.written.contains(lock);
        if (matches!(kind, Write | TryRead) || waits) && self.waited_under.iter().any(both) {
            self.features.queued_writers = true;
            self.restart = true;
            return true;
        }
        false
    }

    /// Counts repeated looks at what has not changed, and makes a thread that does nothing else wait for a change.
    fn notice_polling(&mut self, id: u32, op: Op) {
        use Kind::*;
        self.threads[id as usize].idle = false;
        let patience = match op.deed() {
            Load if op.arg == perform::HINT => return,
            // A plain store looks at nothing.
            Store if op.arg & memory::READS == 0 => return,
            Load | Store | WeakCas | TryLock | TryRead | TryWrite | TryRecv | TrySend
            | IsFinished | OnceState => PATIENCE,
            Select => match &self.threads[id as usize].wish {
                // What would have had to wait found a channel that has ended.
                wish if wish.waits => PATIENCE_LOCKS,
                wish if wish.looks() => PATIENCE,
                _ => return,
            },
            Lock | Read | Write => PATIENCE_LOCKS,
            Recv => PATIENCE_LOCKS,
            _ => return,
        };
        let version = match op.deed() {
            // Between two of its own turns the lock changes hands anyway: what counts is the place.
            Lock | Read | Write => op.place.line() << 12 ^ op.place.column(),
            _ => self.objects.get(op.object).version,
        };
        let patient = self.mode.patience();
        let until_progress = self.until_progress();
        let thread = &mut self.threads[id as usize];
        if !thread.polled.contains(&(op.object, version)) {
            thread.polled.push((op.object, version));
            return;
        }
        thread.idle = true;
        thread.polls += 1;
        let patience = if thread.hinted {
            patience.min(PATIENCE_HINTED)
        } else {
            patience
        };
        if thread.polls >= patience {
            self.facts.idle_polls += 1;
        }
        if thread.polls >= patience * patient {
            let tick = self.tick;
            thread.tired = match op.deed() {
                Lock | Read | Write => until_progress,
                _ => Tired::Object {
                    object: op.object,
                    version,
                    tick,
                },
            };
        }
    }

    /// Whether another thread has got on since this one last asked. If so, what it has looked at since may be out of date,
    /// and it has to look once more before it can be said to wait.
    fn others_got_on(&mut self, id: u32) -> bool {
        let thread = &mut self.threads[id as usize];
        let others = self.progress - thread.own_progress;
        std::mem::replace(&mut thread.others_seen, others) != others
    }

    /// After `yield_now` or `spin_loop`: true if the thread has done so without looking at anything in between.
    pub(crate) fn hinted(&mut self, id: u32) -> bool {
        let patient = self.mode.patience();
        let others_got_on = self.others_got_on(id);
        let thread = &mut self.threads[id as usize];
        thread.hinted = true;
        thread.polls += 1;
        if thread.polls < 3 * PATIENCE_HINTED * patient || others_got_on {
            return false;
        }
        self.tire(id, self.until_progress());
        true
    }

    /// After a sleep of any while: true if the thread has done hardly anything else for long. Between two sleeps it may
    /// look at what has not changed: a loop with a bound of its own is to be followed to its end.
    pub(crate) fn napped(&mut self, id: u32) -> bool {
        let patient = self.mode.patience();
        let thread = &mut self.threads[id as usize];
        thread.naps += 1;
        if thread.naps < 2 * PATIENCE * patient {
            return false;
        }
        self.tire(id, self.until_progress());
        true
    }

    /// Notes a reading of the clock; beyond a few in a row, how many it has been.
    pub(crate) fn poll_clock(&mut self, id: u32) -> u32 {
        let tick = self.tick;
        let others_got_on = self.others_got_on(id);
        let thread = &mut self.threads[id as usize];
        if !thread.polled.contains(&(CLOCK, tick)) {
            thread.polled.retain(|&(object, _)| object != CLOCK);
            thread.polled.push((CLOCK, tick));
            thread.clock_polls = if thread.polls == 0 {
                0
            } else {
                thread.clock_polls
            };
        }
        thread.clock_polls += 1;
        if others_got_on {
            return 0;
        }
        thread.clock_polls.saturating_sub(2 * PATIENCE)
    }

    pub(crate) fn tire_until_clock(&mut self, id: u32) {
        let (count, tick) = (self.progress, self.tick);
        self.tire(id, Tired::Clock { count, tick });
    }

    /// Until somebody gets on, or the clock does.
    fn until_progress(&self) -> Tired {
        Tired::Progress {
            count: self.progress,
            tick: self.tick,
        }
    }

    fn tire(&mut self, id: u32, until: Tired) {
        let thread = &mut self.threads[id as usize];
        thread.idle = true;
        thread.tired = until;
        self.facts.idle_polls += 1;
    }

    /// The thread changed something: what it looks at next is looked at for the first time.
    pub(crate) fn got_something_done(&mut self, id: u32) {
        let thread = &mut self.threads[id as usize];
        thread.polled.clear();
        thread.polls = 0;
        thread.clock_polls = 0;
        thread.naps = 0;
        thread.hinted = false;
    }

    /// Carries out an announced operation on the spot, for code that must not be interrupted: a panic hook. False where
    /// that is not possible, because it would have to wait or to wake others; the execution then ends undecided.
    pub(crate) fn perform_without_switching(&mut self) -> bool {
        use Kind::*;
        let id = self.current;
        let op = self.threads[id as usize].op;
        let waits_for_nobody = matches!(
            op.kind,
            Load | Store
                | Lock
                | TryLock
                | Unlock
                | Read
                | TryRead
                | Unread
                | Write
                | TryWrite
                | Unwrite
                | Print
                | OnceState
                | Unpark
        );
        if !waits_for_nobody || !self.is_enabled(id) {
            self.ending
                .undecided("a panic hook waits for another thread, which the judge cannot explore");
            self.aborted_in_hook = true;
            return false;
        }
        let flags = self.flags(op);
        self.apply(id, op, 0, flags)
    }

    pub(crate) fn spawn(
        &mut self,
        name: Option<&str>,
        stack_size: Option<usize>,
        body: Box<dyn FnOnce()>,
        place: &'static Location<'static>,
    ) -> u32 {
        let parent = self.current;
        if self.live.len() > MAX_THREADS {
            crate::serve::used_up("The program starts more than 1,000 threads.");
        }
        let id = self.new_thread(parent, name, Some(place));
        self.facts.spawned += 1;
        self.got_something_done(parent);
        self.progress += 1;
        let started = self.fibers[id as usize].start(false, stack_size, move |suspend| {
            engine().threads[id as usize].suspend = suspend;
            perform::run_thread(body);
        });
        if started.is_err() {
            self.ending.crash(
                "there is no memory for another thread's stack".to_owned(),
                Some(place),
            );
        }
        self.trace_step(parent, "spawn", NONE, place, |step| step.target = Some(id));
        let start = self
            .machine
            .as_mut()
            .and_then(|machine| Some((machine.spec.processes?.start, machine)));
        match start {
            Some((nanos, machine)) => {
                machine.compute(id, nanos);
                self.threads[id as usize].status = Status::Computing;
            }
            None => self.ready.push_back(id),
        }
        id
    }

    /// The calling thread has ended: whoever waits for it goes on.
    pub(crate) fn end_thread(&mut self) {
        let id = self.current;
        self.got_something_done(id);
        self.progress += 1;
        let thread = &mut self.threads[id as usize];
        thread.idx += 1;
        let (clock, idx) = (thread.clock, thread.idx);
        let clock = self.clocks.advance(clock, id, idx);
        let thread = &mut self.threads[id as usize];
        thread.clock = clock;
        thread.end_clock = clock;
        thread.status = Status::Ended;
        let token = self.token(id);
        self.objects.get_mut(token).version += 1;
        for i in 0..self.live.len() {
            let waiting = self.live[i];
            if self.threads[waiting as usize].status == Status::Joining(id) {
                self.finish_join(waiting, id);
                self.make_ready(waiting);
            }
        }
    }

    pub(crate) fn finish_join(&mut self, id: u32, target: u32) {
        self.join_clock(id, target);
        self.threads[target as usize].joined = true;
        self.got_something_done(id);
    }

    // ---- notes for the trace -------------------------------------------------------------------

    pub(crate) fn trace_step(
        &mut self,
        id: u32,
        op: &str,
        object: u32,
        place: &'static Location<'static>,
        add: impl FnOnce(&mut Step),
    ) {
        let time = self.time_of(id);
        if let Some(tracer) = &mut self.tracer {
            add(tracer.step(id, op, object, time, Some(report_place(place))));
        }
    }

    /// Writes down an operation that has just been carried out.
    pub(crate) fn trace_performed(&mut self, id: u32, op: Op) {
        let quiet = matches!(op.kind, Kind::Load | Kind::Store | Kind::WeakCas)
            && op.arg & memory::QUIET != 0;
        if self.tracer.is_none() || op.arg == perform::HINT || quiet {
            return;
        }
        let time = self.time_of(id);
        let (announced_at, waited) = (
            self.threads[id as usize].announced_at,
            self.threads[id as usize].had_to_wait,
        );
        let woken = self.threads[id as usize].result;
        let tracer = self.tracer.as_mut().expect("just looked");
        let select = (op.kind == Kind::Select).then(|| &self.threads[id as usize].wish);
        let (name, object) = match select {
            Some(wish) => wish.described(woken),
            None => (name_of(op.deed()), op.object),
        };
        let from_drop = name.starts_with("drop")
            || matches!(
                op.deed(),
                Kind::Unlock | Kind::Unread | Kind::Unwrite | Kind::OnceEnd
            );
        let place = if from_drop {
            tracer.place_from_backtrace()
        } else {
            Some(report_place(op.place))
        };
        let object = if op.kind == Kind::Exit || op.kind == Kind::Unpark {
            NONE
        } else {
            object
        };
        let step = tracer.step(id, name, object, time, place);
        if waited && op.kind != Kind::Exit {
            step.waited_since = Some(announced_at + 1);
        }
        match op.kind {
            Kind::NotifyOne if woken == 0 => step.value = Some("nobody waits".to_owned()),
            Kind::NotifyAll => step.value = Some(format!("{woken} waiting")),
            Kind::NotifyOne => {
                step.target = u32::try_from(woken).ok().map(|waiter| waiter - 1);
            }
            _ => {}
        }
    }

    /// Writes down a release that happened in a drop.
    pub(crate) fn trace_drop(&mut self, id: u32, op: &str, object: u32) {
        let time = self.time_of(id);
        if let Some(tracer) = &mut self.tracer {
            let place = tracer.place_from_backtrace();
            tracer.step(id, op, object, time, place);
        }
    }

    pub(crate) fn trace_panic(
        &mut self,
        id: u32,
        message: &str,
        place: Option<&'static Location<'static>>,
    ) {
        let time = self.time_of(id);
        if let Some(tracer) = &mut self.tracer {
            let step = tracer.step(id, "panic", NONE, time, place.map(report_place));
            step.value = Some(message.to_owned());
        }
    }

    /// A waiter released its mutex and went to wait: shown when it happens, not when it comes back.
    pub(crate) fn trace_wait(&mut self, id: u32, op: Op) {
        self.trace_step(id, "wait", op.object, op.place, |_| {});
    }
}
