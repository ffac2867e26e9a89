//! The language of hidden tests: what to explore, and what to require of it.
//!
//! A hidden test is compiled as a child module of the learner's file, against the look-alike. It reaches this module
//! as `std::__judge`, and exports `pub fn checks() -> Vec<Check>`.

use std::time::Duration;

use crate::arena::SystemMemory;
use crate::clock::ClockRef;
use crate::engine::engine;
use crate::op::Kind;
use crate::perform;
use crate::report::{Rule, Time};

/// One closure over the submission, explored under every schedule.
pub struct Check {
    pub(crate) name: String,
    pub(crate) body: Box<dyn Fn()>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) snapshot: bool,
}

/// A check that runs `body` as the main thread of a program of its own, once per schedule. It fails where `body`
/// panics, deadlocks or does not end; `name` is a sentence about the right program ("each result is in its place").
pub fn explore(name: &str, body: impl Fn() + 'static) -> Check {
    Check {
        name: name.to_owned(),
        body: Box::new(body),
        rules: Vec::new(),
        snapshot: false,
    }
}

impl Check {
    fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }
    /// At least `n` threads are spawned, in every schedule.
    pub fn spawns_at_least(self, n: u64) -> Self {
        self.rule(Rule::SpawnsAtLeast(n))
    }
    /// At most `n` threads are spawned.
    pub fn spawns_at_most(self, n: u64) -> Self {
        self.rule(Rule::SpawnsAtMost(n))
    }
    /// Every thread is joined before the end.
    pub fn joins_all(self) -> Self {
        self.rule(Rule::JoinsAll)
    }
    /// At least `n` threads can run at the same time (no two are ordered by happens-before).
    pub fn overlaps_at_least(self, n: u64) -> Self {
        self.rule(Rule::OverlapsAtLeast(n))
    }
    /// Nobody polls in a loop.
    pub fn no_busy_wait(self) -> Self {
        self.rule(Rule::NoBusyWait)
    }
    /// Ends within `limit` of virtual time on unlimited cores.
    pub fn makespan_at_most(self, limit: Duration) -> Self {
        self.rule(Rule::MakespanAtMost(
            u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX),
        ))
    }
    /// No queue grows beyond `n`.
    pub fn queue_at_most(self, n: u64) -> Self {
        self.rule(Rule::QueueAtMost(n))
    }
    /// No lock is taken more than `n` times.
    pub fn lock_taken_at_most(self, n: u64) -> Self {
        self.rule(Rule::LockTakenAtMost(n))
    }
    /// Every message that is sent is received before the end.
    pub fn receives_all(self) -> Self {
        self.rule(Rule::ReceivesAll)
    }
    /// The program can print exactly these outputs, says the learner; the judge compares with what the search found.
    pub fn predicted(self, outputs: Vec<String>) -> Self {
        self.rule(Rule::Predicts(outputs))
    }
    /// The set of outcomes (output, recorded values, ends) must equal the stored snapshot.
    pub fn outcomes_match_snapshot(mut self) -> Self {
        self.snapshot = true;
        self
    }
}

/// Adds a value to this execution's outcome (what the function under test returned, say).
///
/// Like a print, it is an operation: where several threads add values, every order of them is tried.
#[track_caller]
pub fn outcome(value: impl std::fmt::Debug) {
    let text = format!("{value:?}");
    perform::look_at_output();
    let _memory = SystemMemory::enter();
    let ending = &mut engine().ending;
    if !ending.returned.is_empty() {
        ending.returned.push('\n');
    }
    ending.returned.push_str(&text);
}

/// What has been printed to standard output so far in this execution.
///
/// Looking is an operation: the search tries it before and after each print of another thread.
#[track_caller]
pub fn printed() -> String {
    perform::look_at_output();
    String::from_utf8_lossy(&engine().ending.stdout).into_owned()
}

/// A point in a thread's history: all that happens before it, in the sense of happens-before.
///
/// Taking one is no operation: it is seen by nobody, and no schedule is added. What two moments say of each other is the
/// same in all schedules of one class, so a search that leaves equivalent schedules out loses no answer.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    clock: ClockRef,
    idx: u32,
}

impl Moment {
    /// Where the calling thread is now.
    pub fn now() -> Moment {
        let engine = engine();
        engine.uses_moments = true;
        let thread = &engine.threads[engine.current as usize];
        Moment {
            clock: thread.clock,
            idx: thread.idx,
        }
    }

    /// Whether everything up to this moment happens before (or at) the other one: in each schedule that differs in
    /// nothing but the order of independent steps, it comes first.
    pub fn happens_before(&self, other: &Moment) -> bool {
        engine().clocks.le(self.clock, other.clock)
    }
}

/// The moment at which the calling thread went to wait for the first time since `start`, one of its own moments: on a
/// condition variable, or parked. `None` if it never did.
pub fn first_wait_since(start: &Moment) -> Option<Moment> {
    let engine = engine();
    let me = engine.current;
    let mut own = engine
        .events
        .iter()
        .filter(|event| event.thread == me && event.idx > start.idx);
    own.find_map(|event| match event.op.kind {
        Kind::Wait => Some(Moment {
            clock: event.clock,
            idx: event.idx,
        }),
        // Executed when the token is there; it began to wait with what it knew before.
        Kind::Park => Some(Moment {
            clock: event.before,
            idx: event.idx - 1,
        }),
        _ => None,
    })
}

/// Whether sleeps and time-outs last exactly as long as they say in this execution. A search also tries runs in which
/// they last any while; there, whatever comes in time may come late.
pub fn time_is_exact() -> bool {
    engine().mode.time == Time::Trusted
}

/// Fails this execution with a named diagnosis, also where the submission would swallow the panic. Prefer the
/// [`mistake!`](crate::mistake) macro.
#[track_caller]
pub fn fail(diagnosis: &str, message: String) -> ! {
    name_mistake(diagnosis);
    panic!("{message}")
}

/// As [`fail`], for a program whose answers are right but which goes about its work badly: the verdict is
/// `inefficient`. Prefer the [`shortcoming!`](crate::shortcoming) macro.
#[track_caller]
pub fn fall_short(diagnosis: &str, message: String) -> ! {
    engine().ending.falls_short = true;
    name_mistake(diagnosis);
    panic!("{message}")
}

fn name_mistake(diagnosis: &str) {
    let _memory = SystemMemory::enter();
    engine()
        .ending
        .mistake
        .get_or_insert_with(|| diagnosis.to_owned());
}

/// `mistake!("lost-remainder", "expected {expected}, found {found}")`: fails this execution with that diagnosis.
#[macro_export]
macro_rules! mistake {
    ($diagnosis:expr, $($message:tt)+) => { $crate::check::fail($diagnosis, ::std::format!($($message)+)) };
}

/// `shortcoming!("starvation", "{n} readers passed a writer that waited")`: the answers are right, but nobody should
/// have to wait for them like this. Fails this execution with that diagnosis; the verdict is `inefficient`.
#[macro_export]
macro_rules! shortcoming {
    ($diagnosis:expr, $($message:tt)+) => {
        $crate::check::fall_short($diagnosis, ::std::format!($($message)+))
    };
}
