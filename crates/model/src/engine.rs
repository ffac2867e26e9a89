//! One execution: threads, objects, events, and the loop that runs them under a strategy's choices.
//!
//! A thread *announces* its next visible operation and suspends. When every thread has announced (or waits, or has
//! ended), the strategy picks one whose operation is enabled; the engine records the event with its vector clock,
//! applies the effect and resumes the thread up to its next announcement. What nobody can observe (a spawn, a join
//! of an ended thread, an unlock in a program without `try_lock`) happens at once and is no event.
//!
//! Which schedules are tried is the business of `search`; what is written down for people, of `trace`.

use std::cell::Cell;
use std::panic::Location;

use crate::arena;
use crate::clock::{ClockRef, Clocks};
use crate::coroutine::{Fiber, Suspend};
use crate::object::{Class, Objects};
use crate::op::{Kind, NONE, Op, conflict, conflicts_form_a_chain};
use crate::outcome::{Ending, ExecutionFacts};
use crate::report::Time;
use crate::rt::PanicHook;
use crate::trace::Tracer;

/// Re-reads of an unchanged value that a thread may do before it has to wait for a change.
pub(crate) const PATIENCE: u32 = 4;
/// The same with a hint (`yield_now`, `spin_loop`).
pub(crate) const PATIENCE_HINTED: u32 = 2;
/// The same for taking a lock again and again at one place: ordinary loops do that too.
pub(crate) const PATIENCE_LOCKS: u32 = 60;
/// Steps that one thread may take while the clock stands still before the others, or the clock, get their share.
const SHARE: u32 = 600;
/// Rounds of nobody doing anything but polling before a run counts as endless.
const ROUNDS: u32 = 3_000;

/// Keys of built-in objects (see [`Objects::built_in`]).
const STDOUT: usize = 1;
const STDERR: usize = 2;
pub(crate) const TOKENS: usize = 16;

/// Assumptions under which executions run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) time: Time,
    /// Wakeups that nobody caused, and weak failures, may happen (once per call site and thread).
    pub(crate) spurious: bool,
    /// Let threads poll for long: finds what happens when a bounded retry gives up.
    pub(crate) patient: bool,
}

/// Operations that need not be events unless the program can observe their order. Found while exploring: the first
/// `try_lock` (and so on) restarts the search with the feature on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) try_lock: bool,
    pub(crate) try_recv: bool,
    pub(crate) is_finished: bool,
}

/// What a thread is doing between its steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// About to be resumed, without a choice.
    Ready,
    /// Has announced an operation.
    Announced,
    /// Waits in a join; the target's end makes it ready.
    Joining(u32),
    /// Waits at a barrier, or for a rendezvous' receiver; the other side makes it ready.
    Waiting,
    /// Sleeps until then (trusted time).
    Sleeping(u64),
    Ended,
}

/// Why a thread that only polls is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tired {
    No,
    /// Until the object's version changes, or the clock moves.
    Object { object: u32, version: u32, tick: u32 },
    /// Until another thread gets something done, or the clock moves.
    Progress { count: u64, tick: u32 },
    /// Until the clock moves.
    Clock { tick: u32 },
}

pub(crate) struct Thread {
    epoch: u32,
    pub(crate) status: Status,
    pub(crate) op: Op,
    pub(crate) result: u64,
    pub(crate) clock: ClockRef,
    /// Events so far.
    pub(crate) idx: u32,
    /// Numbers of its children over all executions, and how many it has spawned in this one.
    children: Vec<u32>,
    n_children: usize,
    pub(crate) suspend: Suspend,
    pub(crate) name: Option<String>,
    pub(crate) spawned_at: Option<&'static Location<'static>>,
    /// The mutex to take again after waiting on a condition variable.
    pub(crate) relock: u32,
    /// Trusted time at which its timed wait gives up; `timed` alone under untrusted time.
    pub(crate) deadline: Option<u64>,
    pub(crate) timed: bool,
    /// Call sites whose spurious event has been used up.
    pub(crate) spurious_used: Vec<usize>,
    pub(crate) tired: Tired,
    /// What it has polled since it last got something done.
    pub(crate) polled: Vec<(u32, u32)>,
    pub(crate) polls: u32,
    pub(crate) clock_polls: u32,
    pub(crate) hinted: bool,
    share: u32,
    pub(crate) held: Vec<(u32, &'static Location<'static>)>,
    pub(crate) joined: bool,
    pub(crate) start_clock: ClockRef,
    pub(crate) end_clock: ClockRef,
    pub(crate) panics: u32,
    pub(crate) locals: Vec<(usize, Box<*mut u8>)>,
    pub(crate) at_exit: Vec<(*mut u8, unsafe fn(*mut u8))>,
    pub(crate) seeds: u64,
    /// The announced operation repeats a poll that found nothing new.
    pub(crate) idle: bool,
    /// Steps of the trace when it announced.
    pub(crate) announced_at: u32,
    /// The announced operation was not possible at once (kept only while tracing).
    pub(crate) had_to_wait: bool,
}

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
    /// A message entered or left the queue (known only afterwards).
    pub(crate) const MOVED: u8 = 128;
}

/// One thing that can happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transition {
    pub(crate) thread: u32,
    /// 0, or which of the operation's alternatives: the waiter that is woken (its thread + 1), a weak failure (1).
    pub(crate) choice: u32,
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

/// Picks among what is enabled.
pub(crate) trait Strategy {
    /// Races are collected.
    const RACES: bool;
    /// The happens-before class of the prefix is hashed ([`Engine::class`]).
    const CLASS: bool;
    /// One of `engine.enabled`, or `None` to give the execution up as redundant.
    fn choose(&mut self, engine: &mut Engine) -> Option<Transition>;
}

pub(crate) struct Engine {
    pub(crate) clocks: Clocks,
    pub(crate) objects: Objects,
    pub(crate) threads: Vec<Thread>,
    pub(crate) fibers: Vec<Box<Fiber>>,
    /// Threads of this execution in the order of their creation.
    pub(crate) live: Vec<u32>,
    pub(crate) events: Vec<Event>,
    pub(crate) mode: Mode,
    pub(crate) features: Features,
    /// A feature was found missing: this execution is void and the search starts again.
    pub(crate) restart: bool,
    pub(crate) current: u32,
    pub(crate) ready: Vec<u32>,
    pub(crate) enabled: Vec<Transition>,
    /// Virtual nanoseconds, and how often the clock moved.
    pub(crate) now: u64,
    pub(crate) tick: u32,
    quantum: u64,
    pub(crate) progress: u64,
    rounds: u32,
    pub(crate) stdout: u32,
    stderr: u32,
    pub(crate) max_steps: u32,
    pub(crate) arena: bool,
    _lease: Option<arena::Lease>,
    /// Every step comes after the one before: for programs that observe what is not announced. They are explored
    /// without reduction, so there are no races.
    pub(crate) all_dependent: bool,
    pub(crate) races: Vec<Race>,
    pub(crate) pending: Vec<Pending>,
    /// Of races (see [`Race::left_out`]): events, as thread and index.
    pub(crate) left_out: Vec<(u32, u32)>,
    /// Races whose later event has a smaller number were found in an earlier execution.
    pub(crate) races_from: usize,
    pub(crate) class: u64,
    /// Hash classes whatever the strategy says (for tests).
    pub(crate) hash_classes: bool,
    pub(crate) last_thread: u32,
    pub(crate) preemptions: u32,
    /// Choices made where there was more than one, for the schedule's id.
    pub(crate) choices: Vec<Transition>,
    /// Some thread was passed over for fairness' sake: not every schedule is tried.
    pub(crate) unfair_cut: bool,
    pub(crate) ending: Ending,
    pub(crate) facts: ExecutionFacts,
    pub(crate) tracer: Option<Tracer>,
    pub(crate) hook: Option<PanicHook>,
    pub(crate) weak_orderings: bool,
    pub(crate) uses_time: bool,
    pub(crate) uses_spurious: bool,
    /// A modelled thread is running, not the loop.
    pub(crate) running_thread: bool,
    /// What comes after main's panic is left out: the trace of a failure ends there.
    pub(crate) stops_at_panic: bool,
    /// The program's own panic hook is running.
    pub(crate) inside_hook: bool,
    /// The process cannot run another execution: it was stopped inside a panic hook.
    pub(crate) aborted_in_hook: bool,
}

std::thread_local! {
    static ENGINE: Cell<*mut Engine> = const { Cell::new(std::ptr::null_mut()) };
}

/// Executions of the process, so that an object's epoch never repeats.
static EPOCH: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// The engine that runs on this OS thread, if there is one.
pub(crate) fn try_engine<'a>() -> Option<&'a mut Engine> {
    let engine = ENGINE.with(Cell::get);
    // SAFETY: the pointer is set for the duration of `Engine::run`, on this OS thread only. Callers let go of the
    // reference before they suspend, and the loop in `run` holds none while a thread runs.
    unsafe { engine.as_mut() }
}

/// The engine that runs on this OS thread.
pub(crate) fn engine<'a>() -> &'a mut Engine {
    try_engine().expect("look-alike std used outside an exploration")
}

fn nowhere() -> &'static Location<'static> {
    Location::caller()
}

impl Engine {
    pub(crate) fn new() -> Self {
        let lease = arena::Lease::take();
        arena::switch_to(lease.as_ref().map(|_| 0));
        // The arena serves only where the program installed it as its allocator.
        let probe = std::hint::black_box(Box::new(0u64));
        let installed = arena::contains(std::ptr::from_ref(&*probe) as usize);
        drop(probe);
        arena::switch_to(None);
        if lease.is_some() {
            arena::reset();
        }
        Self::with_arena(lease.filter(|_| installed))
    }

    fn with_arena(lease: Option<arena::Lease>) -> Self {
        Engine {
            clocks: Clocks::new(),
            objects: Objects::new(),
            threads: Vec::new(),
            fibers: Vec::new(),
            live: Vec::new(),
            events: Vec::new(),
            mode: Mode { time: Time::Trusted, spurious: false, patient: false },
            features: Features::default(),
            restart: false,
            current: 0,
            ready: Vec::new(),
            enabled: Vec::new(),
            now: 0,
            tick: 0,
            quantum: 1_000,
            progress: 0,
            rounds: 0,
            stdout: 0,
            stderr: 0,
            max_steps: 20_000,
            arena: lease.is_some(),
            _lease: lease,
            all_dependent: false,
            races: Vec::new(),
            pending: Vec::new(),
            left_out: Vec::new(),
            races_from: 0,
            class: 0,
            hash_classes: false,
            last_thread: 0,
            preemptions: 0,
            choices: Vec::new(),
            unfair_cut: false,
            ending: Ending::default(),
            facts: ExecutionFacts::default(),
            tracer: None,
            hook: None,
            weak_orderings: false,
            uses_time: false,
            uses_spurious: false,
            running_thread: false,
            stops_at_panic: false,
            inside_hook: false,
            aborted_in_hook: false,
        }
    }

    /// An engine that is never run: what stands in for the real one while a search has it.
    pub(crate) fn placeholder() -> Self {
        Self::with_arena(None)
    }

    /// Runs `main` once under `strategy`. True if the execution came to an end; false if the strategy gave it up.
    pub(crate) fn run<S: Strategy>(&mut self, main: &dyn Fn(), strategy: &mut S) -> bool {
        let engine: *mut Engine = self;
        let outer = ENGINE.with(|current| current.replace(engine));
        // SAFETY: `engine` comes from `&mut self`, which nobody else uses while this function runs; every use below
        // is a short borrow that ends before a modelled thread is resumed, so the threads may borrow it themselves.
        let complete = unsafe { Self::run_inner(engine, main, strategy) };
        ENGINE.with(|current| current.set(outer));
        complete
    }

    /// # Safety
    /// `engine` is valid and not borrowed by anyone else.
    unsafe fn run_inner<S: Strategy>(engine: *mut Engine, main: &dyn Fn(), strategy: &mut S) -> bool {
        // SAFETY: the caller's promise; each borrow ends with its statement (see `run`).
        unsafe {
            (*engine).begin(main);
            let complete = loop {
                while let Some(thread) = (*engine).ready.pop() {
                    Self::resume(engine, thread);
                    if (*engine).over() {
                        break;
                    }
                }
                if (*engine).over() {
                    break !(*engine).restart;
                }
                (*engine).collect_enabled();
                if (*engine).enabled.is_empty() {
                    if (*engine).pass_time() {
                        continue;
                    }
                    break true;
                }
                if (*engine).events.len() >= (*engine).max_steps as usize {
                    (*engine).ending.step_limit();
                    break true;
                }
                let Some(transition) = strategy.choose(&mut *engine) else {
                    break false;
                };
                if (*engine).step::<S>(transition) {
                    (*engine).ready.push(transition.thread);
                }
                if (*engine).over() {
                    break true;
                }
            };
            if S::RACES && !(*engine).restart {
                (*engine).race_blocked_operations();
            }
            (*engine).settle(complete);
            complete
        }
    }

    fn over(&self) -> bool {
        self.restart || self.ending.is_set()
    }

    fn begin(&mut self, main: &dyn Fn()) {
        let epoch = EPOCH.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        self.objects.next_execution(epoch);
        self.clocks.reset();
        self.live.clear();
        self.events.clear();
        self.restart = false;
        self.ready.clear();
        self.now = 0;
        self.tick = 0;
        self.quantum = 1_000;
        self.progress = 0;
        self.rounds = 0;
        self.races.clear();
        self.pending.clear();
        self.left_out.clear();
        self.class = 0;
        self.last_thread = 0;
        self.preemptions = 0;
        self.choices.clear();
        self.ending.clear();
        self.unfair_cut = false;
        self.inside_hook = false;
        self.facts = ExecutionFacts::default();
        self.stdout = self.objects.built_in(STDOUT, Class::Stdout);
        self.stderr = self.objects.built_in(STDERR, Class::Stderr);
        let id = self.new_thread(NONE, None, None);
        let main: *const dyn Fn() = main;
        // SAFETY: only the lifetime is forgotten; the fiber is abandoned before `run` returns, and `run` borrows
        // `main` for longer than that.
        let main: *const (dyn Fn() + 'static) = unsafe { std::mem::transmute(main) };
        let start = self.fibers[id as usize].start(true, None, move |suspend| {
            engine().threads[0].suspend = suspend;
            // SAFETY: see above.
            crate::process::run_main(unsafe { &*main });
        });
        start.expect("no memory for the main thread's stack");
        self.ready.push(id);
    }

    /// The number of `parent`'s next child: the same in every execution.
    pub(crate) fn new_thread(&mut self, parent: u32, name: Option<&str>, spawned_at: Option<&'static Location<'static>>) -> u32 {
        let id = if parent == NONE {
            if self.threads.is_empty() {
                self.add_thread();
            }
            0
        } else {
            let nth = self.threads[parent as usize].n_children;
            self.threads[parent as usize].n_children += 1;
            match self.threads[parent as usize].children.get(nth) {
                Some(&id) => id,
                None => {
                    let id = self.add_thread();
                    self.threads[parent as usize].children.push(id);
                    id
                }
            }
        };
        let clock = if parent == NONE { ClockRef::ZERO } else { self.threads[parent as usize].clock };
        let thread = &mut self.threads[id as usize];
        thread.epoch = self.objects.epoch;
        thread.status = Status::Ready;
        thread.clock = clock;
        thread.start_clock = clock;
        thread.end_clock = ClockRef::ZERO;
        thread.idx = 0;
        thread.n_children = 0;
        thread.name = name.map(str::to_owned);
        thread.spawned_at = spawned_at;
        thread.deadline = None;
        thread.timed = false;
        thread.spurious_used.clear();
        thread.tired = Tired::No;
        thread.polled.clear();
        thread.polls = 0;
        thread.clock_polls = 0;
        thread.hinted = false;
        thread.share = 0;
        thread.held.clear();
        thread.joined = false;
        thread.panics = 0;
        thread.relock = NONE;
        thread.locals.clear();
        thread.at_exit.clear();
        thread.seeds = 0;
        thread.idle = false;
        self.live.push(id);
        id
    }

    fn add_thread(&mut self) -> u32 {
        let id = u32::try_from(self.threads.len()).expect("fewer than 2^32 threads");
        self.clocks.widen(self.threads.len() + 1);
        self.threads.push(Thread {
            epoch: 0,
            status: Status::Ended,
            op: Op { kind: Kind::Load, object: NONE, second: NONE, arg: 0, place: nowhere() },
            result: 0,
            clock: ClockRef::ZERO,
            idx: 0,
            children: Vec::new(),
            n_children: 0,
            suspend: std::ptr::null(),
            name: None,
            spawned_at: None,
            relock: NONE,
            deadline: None,
            timed: false,
            spurious_used: Vec::new(),
            tired: Tired::No,
            polled: Vec::new(),
            polls: 0,
            clock_polls: 0,
            hinted: false,
            share: 0,
            held: Vec::new(),
            joined: false,
            start_clock: ClockRef::ZERO,
            end_clock: ClockRef::ZERO,
            panics: 0,
            locals: Vec::new(),
            at_exit: Vec::new(),
            seeds: 0,
            idle: false,
            announced_at: 0,
            had_to_wait: false,
        });
        self.fibers.push(Box::default());
        id
    }

    /// # Safety
    /// As `run_inner`.
    unsafe fn resume(engine: *mut Engine, thread: u32) {
        let fiber: *mut Fiber = {
            // SAFETY: the caller's promise; this borrow ends before the thread runs.
            let engine = unsafe { &mut *engine };
            engine.current = thread;
            engine.running_thread = true;
            engine.threads[thread as usize].status = Status::Ready;
            crate::watch::running(thread, engine.threads[thread as usize].op.place);
            arena::switch_to(engine.arena.then_some(thread));
            &mut *engine.fibers[thread as usize]
        };
        // SAFETY: the fiber is boxed, so it stays in place when the program spawns threads, and nobody else touches
        // it while it runs.
        let alive = unsafe { (*fiber).resume() };
        arena::switch_to(None);
        // SAFETY: the thread has suspended, and holds no borrow of the engine while it is suspended.
        let engine = unsafe { &mut *engine };
        engine.running_thread = false;
        if !alive {
            engine.threads[thread as usize].status = Status::Ended;
        }
    }

    /// Ends what is still running, as a process ends: nothing is unwound.
    fn settle(&mut self, complete: bool) {
        if complete && !self.restart {
            self.facts.at_end(&self.threads, &self.live, &self.clocks, self.now);
        }
        if let Some(tracer) = self.tracer.take() {
            self.tracer = Some(tracer.finish(self));
        }
        for &id in &self.live {
            self.fibers[id as usize].abandon();
        }
        // A learner's hook lives in the arena: forgotten, not dropped.
        std::mem::forget(self.hook.take());
        self.objects.restore_statics();
        arena::reset();
    }

    // ---- what can happen next ------------------------------------------------------------------

    fn collect_enabled(&mut self) {
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
    }

    /// Every way in which the announced operation of `thread` can go.
    fn push_choices(&mut self, thread: u32) {
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
            _ => self.enabled.push(Transition { thread, choice: 0 }),
        }
    }

    pub(crate) fn spurious_left(&self, thread: u32) -> bool {
        let thread = &self.threads[thread as usize];
        self.mode.spurious && !thread.spurious_used.contains(&(std::ptr::from_ref(thread.op.place) as usize))
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
            Tired::Object { object, version, tick } => {
                if self.objects.get(object).version == version && self.tick == tick {
                    return false;
                }
            }
            Tired::Progress { count, tick } => {
                if self.progress == count && self.tick == tick {
                    return false;
                }
            }
            Tired::Clock { tick } => {
                if self.tick == tick {
                    return false;
                }
            }
        }
        let op = thread.op;
        match op.kind {
            Kind::Lock | Kind::OnceBegin | Kind::Write | Kind::Read | Kind::OnceWait => {
                let object = self.objects.get(op.object);
                match op.kind {
                    Kind::Lock | Kind::Read => object.owner == NONE,
                    Kind::Write => object.owner == NONE && object.n_readers() == 0,
                    Kind::OnceBegin => object.once != crate::rt::OnceState::Running,
                    _ => matches!(object.once, crate::rt::OnceState::Done | crate::rt::OnceState::Poisoned),
                }
            }
            Kind::Print | Kind::LockStream => {
                let owner = self.objects.get(op.object).owner;
                owner == NONE || owner == id
            }
            Kind::Wake => self.may_time_out(id) || self.spurious_left(id),
            Kind::Park => self.objects.get(op.object).token || self.may_time_out(id) || self.spurious_left(id),
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
    fn pass_time(&mut self) -> bool {
        let mut next: Option<u64> = None;
        let mut polling = false;
        let mut on_clock = false;
        for &id in &self.live {
            let thread = &self.threads[id as usize];
            match thread.status {
                Status::Sleeping(until) => next = Some(next.map_or(until, |next| next.min(until))),
                Status::Announced => {
                    if thread.tired != Tired::No || thread.share >= SHARE {
                        polling = true;
                        on_clock |= matches!(thread.tired, Tired::Clock { .. });
                    }
                    if let (Time::Trusted, Some(deadline)) = (self.mode.time, thread.deadline)
                        && deadline > self.now
                    {
                        next = Some(next.map_or(deadline, |next| next.min(deadline)));
                    }
                }
                _ => {}
            }
        }
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
        } else {
            for &id in &self.live {
                self.threads[id as usize].tired = Tired::No;
                self.threads[id as usize].polls = 0;
            }
        }
        for &id in &self.live {
            self.threads[id as usize].share = 0;
        }
        true
    }

    /// After the clock has moved, everything before is in everyone's past.
    fn join_all_clocks(&mut self) {
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
        self.ready.push(id);
    }

    // ---- one step ------------------------------------------------------------------------------

    /// Executes the announced operation. True if the thread goes on; false if it stays suspended.
    fn step<S: Strategy>(&mut self, transition: Transition) -> bool {
        let id = transition.thread;
        let op = self.threads[id as usize].op;
        if self.enabled.len() > 1 {
            self.choices.push(transition);
        }
        let preempts = id != self.last_thread
            && self.enabled.iter().any(|t| t.thread == self.last_thread)
            && self.threads[self.last_thread as usize].op.kind != Kind::Exit;
        self.preemptions += u32::from(preempts);
        self.last_thread = id;

        let before = self.threads[id as usize].clock;
        let number = u32::try_from(self.events.len()).expect("steps are limited");
        let flags = self.flags(id, op, transition.choice);
        let mut after = before;
        let mut cover = before;
        if self.all_dependent {
            if let Some(last) = self.events.last() {
                after = self.clocks.join(after, last.clock);
            }
        } else {
            self.race_with_history(op.object, op.kind, id, Second::Event(number), &mut after, &mut cover);
            if op.kind == Kind::Wait {
                self.race_with_history(op.second, op.kind, id, Second::Event(number), &mut after, &mut cover);
            }
        }
        if S::RACES {
            self.race_with_disabled(op, transition.choice, number);
            self.race_with_alternatives(op, transition, number);
        } else {
            self.races.clear();
        }
        after = self.join_enabling(id, op, flags, after);
        let thread = &mut self.threads[id as usize];
        thread.idx += 1;
        thread.share += 1;
        thread.tired = Tired::No;
        self.progress += u64::from(!thread.idle);
        let idx = thread.idx;
        let clock = self.clocks.advance(after, id, idx);
        self.threads[id as usize].clock = clock;
        self.events.push(Event { op, thread: id, choice: transition.choice, idx, before, clock, flags });
        if S::CLASS || self.hash_classes {
            self.class = self.class.wrapping_add(self.hash_event(number));
        }
        if let Some(tracer) = &mut self.tracer {
            tracer.preempts = preempts;
        }
        self.remember(number, op, flags);
        if op.kind == Kind::Wait {
            self.trace_wait(id, op);
        }
        self.apply(id, op, transition.choice, flags)
    }

    fn flags(&self, id: u32, op: Op, choice: u32) -> u8 {
        use Kind::*;
        let object = self.objects.get(op.object);
        let mut flags = 0;
        match op.kind {
            Lock | TryLock | Unlock | Wait => {
                if object.owner == NONE {
                    flags |= flag::SUCCEEDED;
                }
            }
            Read | TryRead | Write | TryWrite | Unread | Unwrite | Downgrade => {
                if object.owner != NONE {
                    flags |= flag::WRITER;
                }
                let free = object.owner == NONE && (matches!(op.kind, Read | TryRead) || object.n_readers() == 0);
                if free {
                    flags |= flag::SUCCEEDED;
                }
            }
            Send | TrySend | Recv | TryRecv | DropSender | DropReceiver | Offer => {
                let channel = &object.channel;
                if channel.has_room() || channel.receivers == 0 {
                    flags |= flag::ROOM;
                }
                if channel.len() > 0 || channel.senders == 0 {
                    flags |= flag::MESSAGE;
                }
            }
            Print | Exit => {
                if object.owner != NONE {
                    flags |= flag::WRITER;
                }
            }
            Park | Unpark => {
                if object.token {
                    flags |= flag::TOKEN;
                }
            }
            OnceState | OnceBegin | OnceEnd => {
                if object.once == crate::rt::OnceState::Running {
                    flags |= flag::RUNNING;
                }
                if matches!(object.once, crate::rt::OnceState::Done | crate::rt::OnceState::Poisoned) {
                    flags |= flag::ENDED;
                }
            }
            _ => {}
        }
        let _ = (id, choice);
        flags
    }

    /// Finds the events on `object` that conflict with an operation of `kind` by thread `id`, records those that
    /// could have come after it instead, and joins their clocks into `after`.
    fn race_with_history(
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
        let new = match second {
            Second::Event(number) => number as usize >= self.races_from,
            // Where nothing but the old prefix lies before it, it was found before.
            Second::Pending(_) => self.events.len() > self.races_from,
        };
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
                if new {
                    let n_left_out = (self.left_out.len() - start) as u32;
                    self.races.push(Race { first: number, second, left_out: start as u32, n_left_out });
                }
                *cover = self.clocks.join(*cover, event.clock);
                if chain {
                    break;
                }
            }
        }
    }

    /// Whether an operation of `kind` on `object`, announced by thread `id`, could have run in the place of `event`.
    fn reversible(&mut self, number: u32, event: Event, object: u32, kind: Kind, id: u32) -> bool {
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
            (Print | LockStream, Print | Exit) => !has(flag::WRITER) || self.objects.get(object).owner == id,
            (Wake, NotifyOne | NotifyAll) => self.may_time_out(id) || self.spurious_left(id),
            (OnceBegin, OnceState) => !has(flag::RUNNING),
            (OnceWait, OnceBegin) => has(flag::ENDED),
            _ => true,
        }
    }

    /// The channel as it would be now without `event` and all that comes after it: messages, senders, receivers.
    fn without(&self, number: u32, event: Event, object: u32) -> (i64, i64, i64) {
        let object = self.objects.get(object);
        let channel = &object.channel;
        let (mut messages, mut senders, mut receivers) =
            (channel.len() as i64, i64::from(channel.senders), i64::from(channel.receivers));
        for &other in object.history.iter().rev().take_while(|&&other| other >= number) {
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

    fn would_have_room(&self, number: u32, event: Event, object: u32) -> bool {
        let (messages, _, receivers) = self.without(number, event, object);
        let capacity = self.objects.get(object).channel.capacity;
        capacity.is_none_or(|capacity| capacity == 0 || messages < capacity as i64) || receivers == 0
    }

    fn would_have_message(&self, number: u32, event: Event, object: u32) -> bool {
        let (messages, senders, _) = self.without(number, event, object);
        messages > 0 || senders == 0
    }

    /// A writer can take the place of a reader only if no other reader would hold the lock then. Readers that took it
    /// before cannot be helped; those that came later have to come later than the writer too: they are left out.
    fn writer_before_reader(&mut self, number: u32, event: Event, object: u32, id: u32) -> bool {
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
                        || self.left_out[start..].iter().any(|&(thread, idx)| self.clocks.contains(released, thread, idx))
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
    fn race_blocked_operations(&mut self) {
        if self.all_dependent {
            return;
        }
        let cut_off = self.events.last().is_some_and(|event| event.op.kind == Kind::Exit);
        for i in 0..self.live.len() {
            let id = self.live[i];
            let thread = &self.threads[id as usize];
            if thread.status != Status::Announced || self.is_enabled(id) && !cut_off || thread.tired != Tired::No {
                continue;
            }
            let (op, mut after) = (thread.op, thread.clock);
            let mut cover = after;
            let second = self.add_pending(id);
            self.race_with_history(op.object, op.kind, id, second, &mut after, &mut cover);
        }
    }

    fn add_pending(&mut self, id: u32) -> Second {
        let thread = &self.threads[id as usize];
        let choice = if thread.op.kind == Kind::NotifyOne { ANY } else { 0 };
        self.pending.push(Pending { thread: id, choice, op: thread.op, past: thread.clock });
        Second::Pending(u32::try_from(self.pending.len() - 1).expect("steps are limited"))
    }

    /// An operation that can go several ways goes one of them; the others are tried in its place.
    fn race_with_alternatives(&mut self, op: Op, chosen: Transition, number: u32) {
        if (number as usize) < self.races_from {
            return;
        }
        for i in 0..self.enabled.len() {
            let other = self.enabled[i];
            if other.thread == chosen.thread && other.choice != chosen.choice {
                let past = self.threads[other.thread as usize].clock;
                self.pending.push(Pending { thread: other.thread, choice: other.choice, op, past });
                let second = Second::Pending(u32::try_from(self.pending.len() - 1).expect("steps are limited"));
                self.races.push(Race { first: number, second, left_out: 0, n_left_out: 0 });
            }
        }
    }

    /// A notification takes its waiters' own ways out from them: had one of those gone first, it would have run.
    fn race_with_disabled(&mut self, op: Op, choice: u32, number: u32) {
        if !matches!(op.kind, Kind::NotifyOne | Kind::NotifyAll) || (number as usize) < self.races_from {
            return;
        }
        for i in 0..self.objects.get(op.object).waiters.len() {
            let waiter = self.objects.get(op.object).waiters[i];
            let woken = op.kind == Kind::NotifyAll || choice == waiter + 1;
            if woken && self.is_enabled(waiter) {
                let second = self.add_pending(waiter);
                self.races.push(Race { first: number, second, left_out: 0, n_left_out: 0 });
            }
        }
    }

    /// Joins the clocks of what made the operation possible.
    fn join_enabling(&mut self, id: u32, op: Op, flags: u8, after: ClockRef) -> ClockRef {
        use Kind::*;
        let object = self.objects.get(op.object);
        let succeeded = flags & flag::SUCCEEDED != 0;
        let clock = match op.kind {
            Lock | Read | OnceBegin | OnceState | OnceWait | Print | LockStream | Exit => object.release,
            TryLock | TryRead if succeeded => object.release,
            Write | TryWrite if succeeded => {
                let (release, shared) = (object.release, object.shared_release);
                self.clocks.join(release, shared)
            }
            Park if object.token => object.release,
            Recv | TryRecv => match object.channel.messages.front() {
                Some(&clock) => clock,
                None if object.channel.senders == 0 => object.channel.senders_gone.unwrap_or(ClockRef::ZERO),
                None => ClockRef::ZERO,
            },
            Send | TrySend => {
                let channel = &object.channel;
                if channel.receivers == 0 {
                    channel.receivers_gone.unwrap_or(ClockRef::ZERO)
                } else {
                    match channel.capacity {
                        Some(capacity) if capacity > 0 && channel.sent >= capacity as u64 && channel.has_room() => {
                            channel.slots.front().copied().unwrap_or(ClockRef::ZERO)
                        }
                        _ => ClockRef::ZERO,
                    }
                }
            }
            _ => ClockRef::ZERO,
        };
        let _ = id;
        self.clocks.join(after, clock)
    }

    /// Adds the event to the histories of its objects, and drops from them what it hides.
    fn remember(&mut self, number: u32, op: Op, flags: u8) {
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
        history.push(number);
        if op.kind == Wait && self.features.try_lock && op.second != NONE {
            self.objects.get_mut(op.second).history.push(number);
        }
    }

    fn hash_event(&self, number: u32) -> u64 {
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
        let n = clock.iter().rposition(|&word| word != 0).map_or(0, |last| last + 1);
        for &word in &clock[..n] {
            mix(u64::from(word));
        }
        hash
    }
}

