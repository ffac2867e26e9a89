//! For tests: plain depth-first search and reduced search side by side, with the classes that each of them found.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::{Engine, Mode};
use crate::outcome::Outcomes;
use crate::process::install_hook;
use crate::report::Time;
use crate::search::bounded::Bounded;
use crate::search::dpor::Dpor;
use crate::search::order::Order;
use crate::search::schedule::id_of;

/// What can be told of an execution from outside: output, what was recorded and observed, end, message.
pub type Outcome = (String, Option<String>, String, Option<String>);

/// What a whole search found.
#[derive(Debug, Default)]
pub struct Found {
    /// Executions that ran to their end.
    pub executions: u64,
    /// Executions given up as redundant.
    pub redundant: u64,
    /// Times that a wakeup tree asked for what was not possible: 0 in a sound reduction.
    pub misguided: u64,
    /// Happens-before classes, with a schedule of each.
    pub classes: BTreeMap<u64, String>,
    /// All outcomes.
    pub outcomes: BTreeSet<Outcome>,
    /// A schedule of each outcome.
    pub schedules: HashMap<Outcome, String>,
    /// Two schedules of one class that ended differently: the relation of happening before misses something.
    pub ambiguous: Option<(String, String)>,
    /// How often the search began anew, because it met an operation that makes more events visible.
    pub restarts: u32,
    /// The search ended by itself.
    pub complete: bool,
    /// A thread was passed over for polling, so classes are not comparable.
    pub unfair: bool,
}

/// How to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Optimal partial-order reduction.
    Reduced,
    /// Every schedule, equivalent ones too.
    DepthFirst,
    /// Every class within so many preemptions, by the cached search.
    Bounded(u32),
    /// Every class within so many preemptions, without the cache.
    BoundedPlain(u32),
}

/// Assumptions, and a limit on executions.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Which thread is tried first.
    pub order: Order,
    /// How time is treated.
    pub time: Time,
    /// Wakeups that nobody caused may happen.
    pub spurious: bool,
    /// Give up after so many executions.
    pub limit: u64,
}

/// Explores `body` with one method and tells what it found.
pub fn find(method: Method, setting: Setting, body: &dyn Fn()) -> Found {
    Oracle::new().find(method, setting, body, &String::new)
}

/// The arena, which object identities rest on, serves one exploration at a time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Calls `test` while nobody else explores with the help of this module.
pub fn alone<R>(test: impl FnOnce() -> R) -> R {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    test()
}

/// Several searches of one program, whose classes can be compared: threads and objects keep their numbers.
pub struct Oracle {
    engine: Engine,
    /// Kept for [`Oracle::count`], with the memory that it has come by.
    dpor: Option<Dpor>,
    outcomes: Outcomes,
    _turn: MutexGuard<'static, ()>,
}

impl Oracle {
    /// Waits until no other one exists.
    #[expect(clippy::new_without_default, reason = "it waits")]
    pub fn new() -> Oracle {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        install_hook();
        Oracle {
            engine: Engine::new(),
            dpor: None,
            outcomes: Outcomes::default(),
            _turn: turn,
        }
    }

    /// Explores `body` with one method. `observe` is called at the end of each execution, and adds to its outcome what
    /// the program has left outside of its own memory.
    pub fn find(
        &mut self,
        method: Method,
        setting: Setting,
        body: &dyn Fn(),
        observe: &dyn Fn() -> String,
    ) -> Found {
        let mut restarts = 0;
        loop {
            let mut found = search(&mut self.engine, method, setting, body, observe);
            if !self.engine.restart {
                found.restarts = restarts;
                return found;
            }
            restarts += 1;
        }
    }
}

/// How many executions a search took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// Executions, redundant ones too.
    pub executions: u64,
    /// The search ended by itself.
    pub complete: bool,
}

impl Oracle {
    /// Explores `body` as a judged search does, collecting outcomes and facts but no classes: for measuring speed.
    pub fn count(&mut self, method: Method, setting: Setting, body: &dyn Fn()) -> Counted {
        let engine = &mut self.engine;
        loop {
            engine.restart = false;
            engine.races_from = 0;
            engine.mode = Mode {
                time: setting.time,
                spurious: setting.spurious,
                patient: false,
            };
            let outcomes = &mut self.outcomes;
            let mut executions = 0;
            let mut ended = |engine: &mut Engine, complete: bool| {
                executions += 1;
                if complete {
                    outcomes.add(engine, || id_of(engine), engine.wants_facts);
                }
                if executions >= setting.limit {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            };
            engine.hash_classes = false;
            engine.wants_facts = method == Method::Reduced;
            let complete = match method {
                Method::Reduced => self
                    .dpor
                    .get_or_insert_with(|| Dpor::new(setting.order))
                    .explore(engine, body, &mut ended),
                Method::DepthFirst => {
                    Bounded::new(u32::MAX, setting.order, false).explore(engine, body, &mut ended)
                }
                Method::Bounded(bound) => {
                    Bounded::new(bound, setting.order, true).explore(engine, body, &mut ended)
                }
                Method::BoundedPlain(bound) => {
                    Bounded::new(bound, setting.order, false).explore(engine, body, &mut ended)
                }
            };
            if !engine.restart {
                return Counted {
                    executions,
                    complete,
                };
            }
        }
    }
}

fn search(
    engine: &mut Engine,
    method: Method,
    setting: Setting,
    body: &dyn Fn(),
    observe: &dyn Fn() -> String,
) -> Found {
    engine.restart = false;
    engine.races_from = 0;
    engine.mode = Mode {
        time: setting.time,
        spurious: setting.spurious,
        patient: false,
    };
    engine.hash_classes = true;
    engine.wants_facts = false;
    let mut found = Found::default();
    // Of the first execution of each class.
    let mut outcome_of: HashMap<u64, Outcome> = HashMap::new();
    let mut ended = |engine: &mut Engine, complete: bool| {
        found.unfair |= engine.unfair_cut;
        if complete {
            found.executions += 1;
            let outcome = outcome(engine, observe());
            let schedule = || id_of(engine);
            found.classes.entry(engine.class).or_insert_with(schedule);
            if !found.outcomes.contains(&outcome) {
                found.outcomes.insert(outcome.clone());
                found.schedules.insert(outcome.clone(), schedule());
            }
            let first = outcome_of
                .entry(engine.class)
                .or_insert_with(|| outcome.clone());
            if *first != outcome && found.ambiguous.is_none() {
                found.ambiguous = Some((found.classes[&engine.class].clone(), schedule()));
            }
        } else {
            found.redundant += 1;
        }
        if found.executions + found.redundant >= setting.limit {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let (complete, misguided) = match method {
        Method::Reduced => {
            let mut search = Dpor::new(setting.order);
            let complete = search.explore(engine, body, &mut ended);
            (complete, search.misguided)
        }
        Method::DepthFirst => (
            Bounded::new(u32::MAX, setting.order, false).explore(engine, body, &mut ended),
            0,
        ),
        Method::Bounded(bound) => (
            Bounded::new(bound, setting.order, true).explore(engine, body, &mut ended),
            0,
        ),
        Method::BoundedPlain(bound) => (
            Bounded::new(bound, setting.order, false).explore(engine, body, &mut ended),
            0,
        ),
    };
    found.complete = complete;
    found.misguided = misguided;
    found
}

fn outcome(engine: &Engine, observed: String) -> Outcome {
    let ending = &engine.ending;
    let returned = (!ending.returned.is_empty()).then(|| ending.returned.clone());
    let returned = match (returned, observed.is_empty()) {
        (returned, true) => returned,
        (returned, false) => Some(format!("{} {observed}", returned.unwrap_or_default())),
    };
    let stdout = String::from_utf8_lossy(&ending.stdout).into_owned();
    (
        stdout,
        returned,
        format!("{:?}", ending.end()),
        ending.message.clone(),
    )
}
