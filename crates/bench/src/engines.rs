//! One way to run each engine: explore a program for a while, up to so many executions at a time, and count them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use model::Order;
use model::oracle::{Method, Oracle, Setting};
use model::report::Time;
use shuttle::Runner;
use shuttle::scheduler::{DfsScheduler, RandomScheduler};

use crate::programs::Program;

/// Whose search it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    /// This project's, with optimal partial-order reduction.
    Reduced,
    /// This project's, every schedule.
    DepthFirst,
    /// `shuttle`, every schedule.
    ShuttleDepthFirst,
    /// `shuttle`, random schedules with a fixed seed.
    ShuttleRandom,
    /// `loom`, with its own reduction.
    Loom,
}

/// In the order in which they take turns.
pub(crate) const ENGINES: [Engine; 5] = [
    Engine::Reduced,
    Engine::DepthFirst,
    Engine::ShuttleDepthFirst,
    Engine::ShuttleRandom,
    Engine::Loom,
];

/// A search that has ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Explored {
    /// Executions run, redundant ones too.
    pub(crate) executions: u64,
    /// It ended by itself, before the limit.
    pub(crate) is_whole: bool,
}

/// Searches that came one after another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn {
    /// Of all of them.
    pub(crate) executions: u64,
    /// Of all of them.
    pub(crate) elapsed: Duration,
    pub(crate) last: Explored,
}

/// Explores a program, again and again until `turn` is over but at least once, each time up to `limit` executions.
///
/// What an engine sets up before a search is set up once per turn, where it allows that: small programs are explored
/// whole in a few executions, and it is those that are measured. `shuttle` allows it for the executions of one search.
pub(crate) fn explore(engine: Engine, program: &Program, limit: u64, turn: Duration) -> Turn {
    let mut one: Box<dyn FnMut() -> Explored> = match engine {
        Engine::Reduced => own(Method::Reduced, program, limit),
        Engine::DepthFirst => own(Method::DepthFirst, program, limit),
        Engine::ShuttleDepthFirst => {
            let body = program.shuttle;
            Box::new(move || {
                let scheduler = DfsScheduler::new(Some(as_usize(limit)), false);
                let executions = Runner::new(scheduler, shuttle::Config::new()).run(body) as u64;
                Explored {
                    executions,
                    is_whole: executions < limit,
                }
            })
        }
        Engine::ShuttleRandom => {
            const SEED: u64 = 1;
            let body = program.shuttle;
            Box::new(move || {
                let scheduler = RandomScheduler::new_from_seed(SEED, as_usize(limit));
                let executions = Runner::new(scheduler, shuttle::Config::new()).run(body) as u64;
                Explored {
                    executions,
                    is_whole: false,
                }
            })
        }
        Engine::Loom => {
            let body = program.loom;
            Box::new(move || on_loom(body, limit))
        }
    };
    let started = Instant::now();
    let mut executions = 0;
    loop {
        let last = one();
        executions += last.executions;
        let elapsed = started.elapsed();
        if elapsed >= turn {
            return Turn {
                executions,
                elapsed,
                last,
            };
        }
    }
}

fn as_usize(limit: u64) -> usize {
    usize::try_from(limit).unwrap_or(usize::MAX)
}

fn own(method: Method, program: &Program, limit: u64) -> Box<dyn FnMut() -> Explored> {
    let setting = Setting {
        order: Order::Sticky,
        time: Time::Trusted,
        spurious: false,
        limit,
    };
    let body = program.ours;
    let mut oracle = Oracle::new();
    Box::new(move || {
        let counted = oracle.count(method, setting, &body);
        Explored {
            executions: counted.executions,
            is_whole: counted.complete,
        }
    })
}

fn on_loom(body: fn(), limit: u64) -> Explored {
    let executions = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&executions);
    let mut builder = loom::model::Builder::new();
    builder.max_permutations = Some(as_usize(limit));
    // It is only then that the limit is looked at.
    builder.checkpoint_interval = as_usize(limit).min(1_000);
    builder.preemption_bound = None;
    builder.check(move || {
        // Relaxed: the engine runs its threads one at a time, and the number is read after the search.
        counted.fetch_add(1, Ordering::Relaxed);
        body();
    });
    let executions = executions.load(Ordering::Relaxed);
    Explored {
        executions,
        is_whole: executions + 1 < limit,
    }
}
