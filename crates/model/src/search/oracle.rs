//! For tests: plain depth-first search and reduced search side by side, with the classes that each of them found.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use crate::engine::{Engine, Mode};
use crate::outcome::Outcomes;
use crate::process::install_hook;
use crate::report::Time;
use crate::search::bounded::Bounded;
use crate::search::dpor::Dpor;
use crate::search::order::Order;
use crate::search::schedule::id_of;

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
    /// Outcomes: output, what was recorded, end, message.
    pub outcomes: BTreeSet<(String, Option<String>, String, Option<String>)>,
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
    /// The arena, which object identities rest on, serves one exploration at a time.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    install_hook();
    let mut engine = Engine::new();
    loop {
        engine.restart = false;
        engine.races_from = 0;
        engine.mode = Mode { time: setting.time, spurious: setting.spurious, patient: false };
        engine.hash_classes = true;
        let mut found = Found::default();
        let mut outcomes = Outcomes::default();
        let mut ended = |engine: &mut Engine, complete: bool| {
            found.unfair |= engine.unfair_cut;
            if complete {
                found.executions += 1;
                found.classes.entry(engine.class).or_insert_with(|| id_of(engine));
                outcomes.add(engine, || id_of(engine), false);
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
                let mut search = Dpor::new(setting.order, false);
                let complete = search.explore(&mut engine, body, &mut ended);
                (complete, search.misguided)
            }
            Method::DepthFirst => {
                (Bounded::new(u32::MAX, setting.order, false).explore(&mut engine, body, &mut ended), 0)
            }
            Method::Bounded(bound) => {
                (Bounded::new(bound, setting.order, true).explore(&mut engine, body, &mut ended), 0)
            }
            Method::BoundedPlain(bound) => {
                (Bounded::new(bound, setting.order, false).explore(&mut engine, body, &mut ended), 0)
            }
        };
        if engine.restart {
            continue;
        }
        found.complete = complete;
        found.misguided = misguided;
        found.outcomes = outcomes
            .list
            .into_iter()
            .map(|o| (o.stdout, o.returned, format!("{:?}", o.end), o.message))
            .collect();
        return found;
    }
}
