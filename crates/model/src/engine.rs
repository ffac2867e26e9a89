//! One execution: threads, objects, events, and the loop that runs them under a strategy's choices.
//!
//! A thread *announces* its next visible operation and suspends. When every thread has announced (or waits, or has
//! ended), the strategy picks one whose operation is enabled; the engine records the event with its vector clock,
//! applies the effect and resumes the thread up to its next announcement. What nobody can observe (a spawn, a join
//! of an ended thread, an unlock in a program without `try_lock`) happens at once and is no event.
//!
//! Which schedules are tried is the business of `search`; what is written down for people, of `trace`.

use std::cell::Cell;
use std::collections::VecDeque;

use crate::arena;
use crate::clock::Clocks;
use crate::coroutine::Fiber;
use crate::machine::Machine;
use crate::object::{Class, Objects};
use crate::op::{Kind, NONE};
use crate::outcome::{Ending, ExecutionFacts};
use crate::races::{Event, Pending, Race, Second};
use crate::report::Time;
use crate::rt::PanicHook;
use crate::select::Sight;
use crate::thread::{Status, Thread, Tired};
use crate::trace::Tracer;

/// Keys of built-in objects (see [`Objects::built_in`]).
const STDOUT: usize = 1;
pub(crate) const SELECTABLE: usize = 2;
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

impl Mode {
    /// How many times the usual number of polls a thread may do.
    pub(crate) fn patience(self) -> u32 {
        if self.patient { 30 } else { 1 }
    }
}

/// Operations that need not be events unless the program can observe their order. Found while exploring: the first
/// `try_lock` (and so on) restarts the search with the feature on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Features {
    pub(crate) try_lock: bool,
    pub(crate) try_recv: bool,
    pub(crate) is_finished: bool,
    /// It selects among channels.
    pub(crate) select: bool,
    /// Somebody may wait for something while it holds a read-write lock for reading, and somebody writes. Then it matters
    /// that readers may have to wait behind a writer that waits.
    pub(crate) queued_writers: bool,
}

impl Features {
    /// Whatever can be observed, is.
    pub(crate) const ALL: Features = Features {
        try_lock: true,
        try_recv: true,
        is_finished: true,
        select: true,
        queued_writers: true,
    };
}

/// One thing that can happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transition {
    pub(crate) thread: u32,
    /// 0, or which of the operation's alternatives: the waiter that is woken (its thread + 1), a weak failure (1).
    pub(crate) choice: u32,
}

/// Picks among what is enabled.
pub(crate) trait Strategy {
    /// Races are collected.
    const RACES: bool;
    /// One of `engine.enabled`, or `None` to give the execution up as redundant.
    fn choose(&mut self, engine: &mut Engine) -> Option<Transition>;
}

pub(crate) struct Engine {
    pub(crate) clocks: Clocks,
    pub(crate) objects: Objects,
    pub(crate) threads: Vec<Thread>,
    #[expect(
        clippy::vec_box,
        reason = "a fiber must stay in place while it runs and spawns others"
    )]
    pub(crate) fibers: Vec<Box<Fiber>>,
    /// Threads of this execution in the order of their creation.
    pub(crate) live: Vec<u32>,
    pub(crate) events: Vec<Event>,
    pub(crate) mode: Mode,
    pub(crate) features: Features,
    /// A feature was found missing: this execution is void and the search starts again.
    pub(crate) restart: bool,
    pub(crate) current: u32,
    pub(crate) ready: VecDeque<u32>,
    pub(crate) enabled: Vec<Transition>,
    /// Virtual nanoseconds, and how often the clock moved.
    pub(crate) now: u64,
    pub(crate) tick: u32,
    pub(crate) quantum: u64,
    pub(crate) progress: u64,
    /// The latest event that was no idle look.
    pub(crate) last_progress: u32,
    pub(crate) rounds: u32,
    pub(crate) stdout: u32,
    /// Read-write locks that somebody has written to, and those under which a reader may have had to wait, in any execution
    /// of the search.
    pub(crate) written: Vec<u32>,
    pub(crate) waited_under: Vec<u32>,
    /// Selectable channels in the order of their creation, and which were ready before each select.
    pub(crate) selectable: Vec<u32>,
    pub(crate) sights: Vec<Sight>,
    pub(crate) seen_ready: Vec<u8>,
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
    /// The happens-before class of the prefix is hashed, event by event.
    pub(crate) hash_classes: bool,
    /// Facts that rest on happens-before are wanted.
    pub(crate) wants_facts: bool,
    /// The check compares moments, in each execution.
    pub(crate) uses_moments: bool,
    /// Vector clocks and histories are kept: for races, classes, facts, and the local clocks of untrusted time.
    pub(crate) tracks_order: bool,
    pub(crate) last_thread: u32,
    pub(crate) preemptions: u32,
    /// Choices made where there was more than one, for the schedule's id: see [`Engine::as_in_this_execution`].
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
    /// The machine that the execution runs on, where time is measured.
    pub(crate) machine: Option<Box<Machine>>,
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
            mode: Mode {
                time: Time::Trusted,
                spurious: false,
                patient: false,
            },
            features: Features::default(),
            restart: false,
            current: 0,
            ready: VecDeque::new(),
            enabled: Vec::new(),
            now: 0,
            tick: 0,
            quantum: 1_000,
            progress: 0,
            last_progress: 0,
            rounds: 0,
            stdout: 0,
            written: Vec::new(),
            waited_under: Vec::new(),
            selectable: Vec::new(),
            sights: Vec::new(),
            seen_ready: Vec::new(),
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
            wants_facts: true,
            uses_moments: false,
            tracks_order: true,
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
            machine: None,
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
    unsafe fn run_inner<S: Strategy>(
        engine: *mut Engine,
        main: &dyn Fn(),
        strategy: &mut S,
    ) -> bool {
        // SAFETY: the caller's promise; each borrow ends with its statement (see `run`).
        unsafe {
            let engine_now = &mut *engine;
            engine_now.tracks_order = S::RACES
                || engine_now.hash_classes
                || engine_now.wants_facts
                || engine_now.uses_moments
                || engine_now.mode.time == Time::Untrusted
                || engine_now.tracer.is_some();
            (*engine).begin(main);
            let complete = loop {
                while let Some(thread) = (*engine).ready.pop_front() {
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
                    if (*engine).is_going_round() {
                        (*engine).ending.livelock();
                    } else {
                        (*engine).ending.step_limit();
                    }
                    break true;
                }
                let Some(transition) = strategy.choose(&mut *engine) else {
                    break false;
                };
                if (*engine).step::<S>(transition) {
                    (*engine).ready.push_back(transition.thread);
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

    /// Whether running `thread` next takes the processor from one that could go on. A main that is about to end has
    /// nothing left to do.
    pub(crate) fn is_preemption(&self, thread: u32) -> bool {
        let last = self.last_thread;
        thread != last
            && self.enabled.iter().any(|t| t.thread == last)
            && self.threads[last as usize].op.kind != Kind::Exit
    }

    /// The transition with threads counted in the order in which this execution created them. The engine's own numbers
    /// are the same in all executions of a search; but in another process, which begins with another schedule, they may
    /// be different ones.
    pub(crate) fn as_in_this_execution(&self, t: Transition) -> Transition {
        let created = |id: u32| {
            let index = self.live.iter().position(|&live| live == id);
            u32::try_from(index.unwrap_or_default()).expect("fewer than 2^32 threads")
        };
        let choice = match (self.threads[t.thread as usize].op.kind, t.choice) {
            (Kind::NotifyOne, 1..) => created(t.choice - 1) + 1,
            (Kind::Select, choice) => Engine::short_choice(choice, created),
            (_, choice) => choice,
        };
        Transition {
            thread: created(t.thread),
            choice,
        }
    }

    /// Whether half of the steps that an execution may take have been idle looks, the latest half. Everybody had a turn.
    fn is_going_round(&self) -> bool {
        self.events.len() - self.last_progress as usize > self.max_steps as usize / 2
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
        self.last_progress = 0;
        self.rounds = 0;
        self.races.clear();
        self.pending.clear();
        self.left_out.clear();
        self.selectable.clear();
        self.sights.clear();
        self.seen_ready.clear();
        self.class = 0;
        self.last_thread = 0;
        self.preemptions = 0;
        self.choices.clear();
        self.ending.clear();
        self.unfair_cut = false;
        self.inside_hook = false;
        self.facts = ExecutionFacts::default();
        self.stdout = self.objects.built_in(STDOUT, Class::Stdout);
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
        self.ready.push_back(id);
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
        if complete && self.wants_facts && !self.restart {
            let mut facts = std::mem::take(&mut self.facts);
            facts.at_end(self);
            self.facts = facts;
        }
        self.stop_machine();
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

    // ---- one step ------------------------------------------------------------------------------

    /// Executes the announced operation. True if the thread goes on; false if it stays suspended.
    fn step<S: Strategy>(&mut self, transition: Transition) -> bool {
        let id = transition.thread;
        let op = self.threads[id as usize].op;
        if self.enabled.len() > 1 {
            self.choices.push(self.as_in_this_execution(transition));
        }
        let preempts = self.is_preemption(id);
        self.preemptions += u32::from(preempts);
        self.last_thread = id;

        let before = self.threads[id as usize].clock;
        let number = u32::try_from(self.events.len()).expect("steps are limited");
        let flags = self.flags(op);
        let thread = &mut self.threads[id as usize];
        thread.idx += 1;
        thread.share += 1;
        thread.tired = Tired::No;
        self.progress += u64::from(!thread.idle);
        if !thread.idle {
            self.last_progress = number;
        }
        thread.own_progress += u64::from(!thread.idle);
        let idx = thread.idx;
        if !self.tracks_order {
            let clock = before;
            self.events.push(Event {
                op,
                thread: id,
                choice: transition.choice,
                idx,
                before,
                clock,
                flags,
            });
            return self.apply(id, op, transition.choice, flags);
        }
        let mut after = before;
        let mut cover = before;
        if self.all_dependent {
            if let Some(last) = self.events.last() {
                after = self.clocks.join(after, last.clock);
            }
        } else {
            self.race_with_history(
                op.object,
                op.kind,
                id,
                Second::Event(number),
                &mut after,
                &mut cover,
            );
            if op.kind == Kind::Wait {
                self.race_with_history(
                    op.second,
                    op.kind,
                    id,
                    Second::Event(number),
                    &mut after,
                    &mut cover,
                );
            }
        }
        if op.kind == Kind::Select {
            self.keep_sight(number);
        }
        if S::RACES {
            self.race_with_disabled(op, transition.choice, number);
            self.race_with_alternatives(op, transition, number);
        } else {
            self.races.clear();
        }
        after = self.join_enabling(op, flags, after);
        let clock = self.clocks.advance(after, id, idx);
        self.threads[id as usize].clock = clock;
        self.events.push(Event {
            op,
            thread: id,
            choice: transition.choice,
            idx,
            before,
            clock,
            flags,
        });
        if self.hash_classes {
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
}
