//! Which schedules are tried, in which order of strategies, and when that is enough.
//!
//! First optimal partial-order reduction, which ends with a proof where the program is small enough; where it is not,
//! rising preemption bounds and then sampling. Programs that wait or sleep are explored under further assumptions:
//! wakeups that nobody caused, and sleeps that last any while.

mod bounded;
mod dpor;
pub mod oracle;
mod order;
mod random;
mod schedule;
mod timed;
mod wakeup;

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use crate::engine::{Engine, Features, Mode};
use crate::outcome::{Outcomes, is_failure};
use crate::process::install_hook;
use crate::report::{Budget, End, Exploration, Request, Search, Time, Trace};
use crate::trace::Tracer;
use bounded::Bounded;
use dpor::Dpor;
pub use order::Order;
use random::{Pct, Random, Walk};
use schedule::{Replay, id_of};
pub use timed::time;

/// Bounds beyond which rising further is no longer worth it.
const MAX_BOUND: u32 = 4;
/// Share of the budget that the main search leaves the later ones to build on; all of it where none will follow.
const MAIN_SHARE: f64 = 0.6;
/// Executions per sampling strategy.
const SAMPLES: u64 = 500;
/// Executions spent on finding a failing schedule with fewer preemptions.
const SHORTENING: u64 = 3_000;
/// Runs without an end in sight after which to stop: each of them takes as long as a thousand others, and says the same.
const ENDLESS: u64 = 10;

/// Explores `body` as a program of its own.
pub fn explore(name: &str, body: &dyn Fn(), request: &Request) -> Exploration {
    install_hook();
    let mut explorer = Explorer::new(request);
    match &request.replay {
        Some(id) => explorer.replay_only(body, id),
        None => explorer.search_all(body),
    }
    explorer.into_exploration(name)
}

struct Explorer<'a> {
    engine: Engine,
    request: &'a Request,
    outcomes: Outcomes,
    searches: Vec<Search>,
    started: Instant,
    executions: u64,
    endless: u64,
    incomplete: Option<String>,
    counterexample: Option<Trace>,
    main_search: bool,
}

impl<'a> Explorer<'a> {
    fn new(request: &'a Request) -> Self {
        let mut engine = Engine::new();
        engine.max_steps = request.budget.steps;
        engine.all_dependent = request.observes_arc;
        if request.observes_arc {
            engine.features = Features::ALL;
        }
        Explorer {
            engine,
            request,
            outcomes: Outcomes::default(),
            searches: Vec::new(),
            started: Instant::now(),
            executions: 0,
            endless: 0,
            incomplete: None,
            counterexample: None,
            main_search: true,
        }
    }

    fn search_all(&mut self, body: &dyn Fn()) {
        loop {
            self.search_phases(body);
            if !self.engine.restart {
                break;
            }
            // An operation came up that makes others observable: everything so far was seen through coarser eyes.
            self.engine.restart = false;
            self.outcomes = Outcomes::default();
            self.searches.clear();
            self.incomplete = None;
            self.endless = 0;
            self.main_search = true;
        }
        self.explain(body);
    }

    fn search_phases(&mut self, body: &dyn Fn()) {
        let trusted = Mode {
            time: Time::Trusted,
            spurious: false,
            patient: false,
        };
        self.search(body, trusted, MAIN_SHARE);
        self.main_search = false;
        if self.engine.restart {
            return;
        }
        if !self.failed() && self.engine.uses_spurious {
            self.search(
                body,
                Mode {
                    spurious: true,
                    ..trusted
                },
                0.8,
            );
        }
        if !self.failed() && !self.engine.restart && self.engine.uses_time {
            self.search(
                body,
                Mode {
                    time: Time::Untrusted,
                    ..trusted
                },
                1.0,
            );
        }
    }

    fn failed(&self) -> bool {
        self.outcomes.failures().next().is_some()
    }

    fn out_of_budget(&self, share: f64) -> bool {
        let Budget {
            executions, millis, ..
        } = self.request.budget;
        self.executions as f64 >= executions as f64 * share
            || self.started.elapsed() >= Duration::from_millis(millis).mul_f64(share)
            || self.engine.aborted_in_hook
            || self.endless >= ENDLESS
    }

    /// One set of assumptions, with as many strategies as it takes, within a share of the budget.
    fn search(&mut self, body: &dyn Fn(), mode: Mode, share: f64) {
        self.engine.wants_facts = self.main_search;
        let (proved, fair_only) = self.reduced(body, mode, share * 0.7);
        if proved && !fair_only || self.engine.aborted_in_hook || self.engine.restart {
            return;
        }
        let patient = Mode {
            patient: fair_only,
            ..mode
        };
        for bound in 0..=MAX_BOUND {
            let nothing_cut = self.bounded(body, patient, bound, share * 0.9);
            if nothing_cut != Some(false) {
                break;
            }
        }
        if !self.failed() && !self.engine.restart {
            self.sample(body, patient);
        }
        let why = if self.endless >= ENDLESS {
            "the search stopped after several runs that had no end in sight"
        } else if fair_only {
            "some thread polls in a loop, so schedules in which it polls for longer were left out"
        } else if self.request.observes_arc {
            "the program looks at reference counts, which depend on more than the schedule's operations"
        } else {
            "there are more schedules than the budget allows"
        };
        self.incomplete.get_or_insert_with(|| why.to_owned());
    }

    /// True, if everything was tried; and whether that was only so for fair schedules.
    fn reduced(&mut self, body: &dyn Fn(), mode: Mode, share: f64) -> (bool, bool) {
        self.engine.mode = mode;
        self.engine.races_from = 0;
        let mut tally = Tally::default();
        let mut engine = std::mem::replace(&mut self.engine, Engine::placeholder());
        let mut ended =
            |engine: &mut Engine, complete: bool| self.ended(engine, complete, &mut tally, share);
        let (strategy, complete, misguided) = if engine.all_dependent {
            // Where any two steps may depend on each other, there is nothing to leave out.
            let mut search = Bounded::new(u32::MAX, Order::Sticky, false);
            (
                "depth-first",
                search.explore(&mut engine, body, &mut ended),
                0,
            )
        } else {
            let mut search = Dpor::new(Order::Sticky);
            (
                "optimal-dpor",
                search.explore(&mut engine, body, &mut ended),
                search.misguided,
            )
        };
        self.engine = engine;
        let proved = complete && misguided == 0 && !tally.step_limit;
        let exhaustive = proved && !tally.unfair && !self.request.observes_arc;
        self.finish(strategy, mode, &tally, exhaustive, None);
        (proved, tally.unfair)
    }

    /// `Some(true)`: nothing was cut by the bound.
    fn bounded(&mut self, body: &dyn Fn(), mode: Mode, bound: u32, share: f64) -> Option<bool> {
        self.engine.mode = mode;
        let mut search = Bounded::new(bound, Order::Sticky, true);
        let mut tally = Tally::default();
        let mut engine = std::mem::replace(&mut self.engine, Engine::placeholder());
        let complete = search.explore(&mut engine, body, |engine, complete| {
            self.ended(engine, complete, &mut tally, share)
        });
        self.engine = engine;
        let complete = complete && !tally.unfair && !tally.step_limit;
        self.finish(
            "preemption-bounded",
            mode,
            &tally,
            false,
            complete.then_some(bound),
        );
        complete.then_some(!search.cut)
    }

    fn sample(&mut self, body: &dyn Fn(), mode: Mode) {
        self.engine.mode = mode;
        for strategy in ["random-walk", "pct"] {
            let mut tally = Tally::default();
            let mut length = 50;
            for seed in 0..SAMPLES {
                let mut engine = std::mem::replace(&mut self.engine, Engine::placeholder());
                let complete = if strategy == "pct" {
                    engine.run(body, &mut Pct::new(seed, length, 3))
                } else {
                    engine.run(body, &mut Walk(Random(seed)))
                };
                length = engine.events.len();
                let go_on = !engine.restart
                    && self
                        .ended(&mut engine, complete, &mut tally, 1.0)
                        .is_continue();
                self.engine = engine;
                if !go_on {
                    break;
                }
            }
            self.finish(strategy, mode, &tally, false, None);
            if self.engine.restart {
                return;
            }
        }
    }

    /// Takes stock of an execution.
    fn ended(
        &mut self,
        engine: &mut Engine,
        complete: bool,
        tally: &mut Tally,
        share: f64,
    ) -> ControlFlow<()> {
        self.executions += 1;
        tally.unfair |= engine.unfair_cut;
        if complete {
            tally.schedules += 1;
            let index = self
                .outcomes
                .add(engine, || id_of(engine), self.main_search);
            let end = self.outcomes.list[index].end;
            tally.step_limit |= end == End::StepLimit;
            self.endless += u64::from(matches!(end, End::Livelock | End::StepLimit));
        } else {
            tally.redundant += 1;
        }
        let others_follow = engine.uses_time || engine.uses_spurious;
        let share = if self.main_search && !others_follow {
            share / MAIN_SHARE
        } else {
            share
        };
        if self.out_of_budget(share) || engine.aborted_in_hook {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn finish(
        &mut self,
        strategy: &str,
        mode: Mode,
        tally: &Tally,
        exhaustive: bool,
        bound: Option<u32>,
    ) {
        self.searches.push(Search {
            strategy: strategy.to_owned(),
            time: mode.time,
            spurious: mode.spurious,
            schedules: tally.schedules,
            redundant: tally.redundant,
            exhaustive,
            preemption_bound: bound,
        });
    }

    /// Finds the failing schedule with the fewest preemptions, and traces it.
    fn explain(&mut self, body: &dyn Fn()) {
        let Some(worst) = self.outcomes.failures().min_by_key(|&i| {
            let outcome = &self.outcomes.list[i];
            (outcome.time == Time::Untrusted, outcome.preemptions, i)
        }) else {
            return;
        };
        if self.engine.aborted_in_hook {
            return;
        }
        let minimal = self.shorten(body, worst);
        let outcome = &self.outcomes.list[worst];
        let schedule = outcome.schedule.clone();
        if let Some(mut trace) = self.trace(body, &schedule) {
            trace.outcome = worst;
            trace.minimal = minimal;
            self.counterexample = Some(trace);
        }
    }

    /// Looks for the same kind of failure with fewer preemptions. True if it is proved that there is none with fewer
    /// than the outcome's schedule has in the end.
    fn shorten(&mut self, body: &dyn Fn(), worst: usize) -> bool {
        self.engine.wants_facts = false;
        let most = if self.outcomes.list[worst].end == End::Livelock {
            ENDLESS
        } else {
            SHORTENING
        };
        let target = self.outcomes.list[worst].clone();
        let id = schedule::parse(&target.schedule).expect("ids are written by `id_of`");
        for bound in 0..target.preemptions {
            self.engine.mode = Mode {
                patient: false,
                ..id.mode
            };
            let mut search = Bounded::new(bound, Order::Sticky, true);
            let mut found = None;
            let mut runs = 0;
            let started = self.started;
            let limit = Duration::from_millis(self.request.budget.millis).mul_f64(1.5);
            let mut outcomes = Outcomes::default();
            let complete = search.explore(&mut self.engine, body, |engine, complete| {
                runs += 1;
                if complete && !engine.ending.is_fine() {
                    let index = outcomes.add(engine, || id_of(engine), false);
                    let new = &outcomes.list[index];
                    if is_failure(new) && new.end == target.end {
                        found = Some((
                            new.schedule.clone(),
                            engine.preemptions,
                            outcomes.list.swap_remove(index),
                        ));
                        return ControlFlow::Break(());
                    }
                }
                if runs >= most || started.elapsed() > limit || engine.aborted_in_hook {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            });
            if let Some((schedule, preemptions, new)) = found {
                let outcome = &mut self.outcomes.list[worst];
                *outcome = crate::report::Outcome {
                    count: outcome.count,
                    schedule,
                    preemptions,
                    ..new
                };
                return true;
            }
            if !complete {
                return false;
            }
        }
        true
    }

    /// Replays a schedule with tracing.
    fn trace(&mut self, body: &dyn Fn(), id: &str) -> Option<Trace> {
        let schedule = schedule::parse(id).ok()?;
        self.engine.mode = schedule.mode;
        self.engine.features = schedule.features;
        self.engine.tracer = Some(Tracer::new(self.request.file.clone()));
        // Nothing after the panic explains it; but a replay that somebody asked for shows all there is.
        self.engine.stops_at_panic = self.request.replay.is_none();
        let mut replay = Replay::new(schedule);
        self.engine.run(body, &mut replay);
        self.engine.stops_at_panic = false;
        let mut trace = self.engine.tracer.take()?.into_trace()?;
        trace.schedule = id.to_owned();
        let cut_short = self.engine.ending.end() == End::Panic;
        if replay.diverged || (replay.unused() > 0 && !cut_short) {
            self.incomplete = Some(
                "the program did not do the same again when its schedule was replayed".to_owned(),
            );
        }
        Some(trace)
    }

    fn replay_only(&mut self, body: &dyn Fn(), id: &str) {
        match schedule::parse(id) {
            Err(why) => self.incomplete = Some(why),
            Ok(_) => {
                let trace = self.trace(body, id);
                let mut tally = Tally::default();
                let mut engine = std::mem::replace(&mut self.engine, Engine::placeholder());
                let _ = self.ended(&mut engine, true, &mut tally, 1.0);
                let mode = engine.mode;
                self.engine = engine;
                self.counterexample = trace;
                self.finish("replay", mode, &tally, false, None);
                self.incomplete
                    .get_or_insert_with(|| "one schedule was replayed".to_owned());
            }
        }
    }

    fn into_exploration(self, name: &str) -> Exploration {
        let exhaustive = !self.searches.is_empty()
            && self.incomplete.is_none()
            && self.searches.iter().all(|search| search.exhaustive);
        let preemption_bound = if exhaustive {
            None
        } else {
            self.searches
                .iter()
                .filter(|s| s.strategy == "preemption-bounded")
                .filter_map(|s| s.preemption_bound)
                .max()
        };
        Exploration {
            name: name.to_owned(),
            memory_model: "sc".to_owned(),
            exhaustive,
            schedules: self.searches.iter().map(|s| s.schedules).sum(),
            redundant: self.searches.iter().map(|s| s.redundant).sum(),
            preemption_bound,
            incomplete: self.incomplete,
            weak_orderings: self.engine.weak_orderings,
            searches: self.searches,
            outcomes: self.outcomes.list,
            counterexample: self.counterexample,
            facts: self.outcomes.facts,
            rules: Vec::new(),
            snapshot: false,
            millis: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
        }
    }
}

/// Counts of one search.
#[derive(Debug, Default)]
struct Tally {
    schedules: u64,
    redundant: u64,
    unfair: bool,
    step_limit: bool,
}
