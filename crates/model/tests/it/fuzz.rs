//! The judge of the judge: random programs, explored with reduction and without.
//!
//! With reduction, every class of equivalent schedules must be found exactly once, in every default order; the bounded
//! search must find what its plain version finds. `INTERLEAVE_FUZZ_PROGRAMS` (programs of each kind) and
//! `INTERLEAVE_FUZZ_SEED` make a run longer, or another one; `INTERLEAVE_FUZZ_SCHEDULES` lets larger programs in.

mod generate;
mod program;
mod run;

use std::collections::BTreeSet;
use std::fmt::Write;

use model::oracle::{Found, Method, Oracle, Outcome, Setting, alone};
use model::report::{Budget, Exploration, Request, Time};
use model::{Order, explore};

use generate::{Family, Random};
use program::Program;
use run::{Log, run_main};

const ORDERS: [Order; 4] = [
    Order::Sticky,
    Order::Oldest,
    Order::Youngest,
    Order::Rotating,
];
/// Failures that are shown, made smaller.
const SHOWN: usize = 3;

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// How a comparison went.
enum Compared {
    Equal,
    TooLarge,
    /// What differs, in words.
    Different(String),
}

/// A program at rest in memory that no modelled thread owns, so that the threads of thousands of executions, which are
/// abandoned rather than dropped, may refer to it.
struct Stage {
    program: *mut Program,
    log: *mut Log,
}

impl Stage {
    fn new(program: Program) -> Stage {
        Stage {
            program: Box::into_raw(Box::new(program)),
            log: Box::into_raw(Box::new(Log::new())),
        }
    }
    fn program(&self) -> &'static Program {
        // SAFETY: it lives until `drop`, when no execution is left that could use it; it is only read.
        unsafe { &*self.program }
    }
    fn log(&self) -> &'static Log {
        // SAFETY: as for `program`.
        unsafe { &*self.log }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // SAFETY: both come from `Box::into_raw`, and the searches that used them have ended.
        unsafe {
            drop(Box::from_raw(self.program));
            drop(Box::from_raw(self.log));
        }
    }
}

/// The assumptions under which a program is worth exploring.
fn modes(program: &Program) -> Vec<(Time, bool)> {
    let mut modes = vec![(Time::Trusted, false)];
    if program.uses_time() {
        modes.push((Time::Untrusted, false));
    }
    if program.uses_spurious() {
        modes.push((Time::Trusted, true));
    }
    modes
}

/// Compares all searches of the program.
fn compare(program: &Program) -> Compared {
    // Programs with more schedules than this are not compared.
    let limit = number("INTERLEAVE_FUZZ_SCHEDULES", 3_000);
    let stage = Stage::new(program.clone());
    let (program, log) = (stage.program(), stage.log());
    let body = || run_main(program, log);
    // What a process' other threads have done when it ends is no outcome.
    let observe = || {
        if program.is_cut_off() {
            String::new()
        } else {
            log.read()
        }
    };
    let mut oracle = Oracle::new();
    let mut compared = Compared::TooLarge;
    for (time, spurious) in modes(program) {
        let setting = |order| Setting {
            order,
            time,
            spurious,
            limit,
        };
        let mut find = |method, order| oracle.find(method, setting(order), &body, &observe);
        let mut reduced = Vec::new();
        for order in ORDERS {
            let found = find(Method::Reduced, order);
            if !found.complete {
                break;
            }
            reduced.push((order, found));
        }
        if reduced.len() < ORDERS.len() {
            continue;
        }
        let plain = find(Method::DepthFirst, Order::Sticky);
        if plain.complete {
            compared = Compared::Equal;
            for (order, found) in &reduced {
                if let Some(difference) = difference(
                    found,
                    &plain,
                    program.is_cut_off(),
                    plain.restarts > 0,
                    true,
                ) {
                    return Compared::Different(format!(
                        "{order:?}, {time:?} time, spurious {spurious}: {difference}"
                    ));
                }
            }
        }
        for bound in 0..3 {
            let plain = find(Method::BoundedPlain(bound), Order::Sticky);
            let cached = find(Method::Bounded(bound), Order::Sticky);
            if !plain.complete {
                break;
            }
            if plain.unfair || cached.unfair {
                continue;
            }
            if let Some(difference) =
                difference(&cached, &plain, program.is_cut_off(), false, false)
            {
                return Compared::Different(format!(
                    "bound {bound}, {time:?} time, spurious {spurious}: {difference}"
                ));
            }
        }
    }
    compared
}

/// What `found` lacks of `plain` or has too much.
fn difference(
    found: &Found,
    plain: &Found,
    cut_off: bool,
    restarted: bool,
    optimal: bool,
) -> Option<String> {
    let mut text = String::new();
    if restarted {
        text.push_str("an operation was met only without reduction\n");
    }
    for (which, ambiguous) in [("with", &found.ambiguous), ("without", &plain.ambiguous)] {
        if let Some((a, b)) = ambiguous.as_ref().filter(|_| !cut_off) {
            let _ = writeln!(
                text,
                "{which} reduction: {a} and {b} are of one class and end differently"
            );
        }
    }
    let fair = !found.unfair && !plain.unfair;
    for outcome in found.outcomes.difference(&plain.outcomes) {
        let _ = writeln!(
            text,
            "new outcome {outcome:?} by {}",
            found.schedules[outcome]
        );
    }
    if fair {
        for outcome in plain.outcomes.difference(&found.outcomes) {
            let _ = writeln!(
                text,
                "missing outcome {outcome:?} by {}",
                plain.schedules[outcome]
            );
        }
    }
    if fair && !cut_off {
        let (mut missing, mut new) = (0, 0);
        for (class, schedule) in &plain.classes {
            if !found.classes.contains_key(class) {
                missing += 1;
                if missing <= 3 {
                    let _ = writeln!(text, "missing class by {schedule}");
                }
            }
        }
        for (class, schedule) in &found.classes {
            if !plain.classes.contains_key(class) {
                new += 1;
                if new <= 3 {
                    let _ = writeln!(text, "new class by {schedule}");
                }
            }
        }
        let classes = plain.classes.len();
        if missing + new > 0 {
            let _ = writeln!(text, "{missing} missing and {new} new of {classes} classes");
        }
        if optimal
            && (found.executions != found.classes.len() as u64
                || found.redundant + found.misguided > 0)
        {
            let _ = writeln!(
                text,
                "{} executions, {} redundant, {} misguided for {classes} classes",
                found.executions, found.redundant, found.misguided
            );
        }
    }
    (!text.is_empty()).then_some(text)
}

/// The smallest program that still fails, and how.
fn shrink(
    mut program: Program,
    mut how: String,
    compare: fn(&Program) -> Compared,
) -> (Program, String) {
    'smaller: loop {
        for smaller in program.smaller() {
            if let Compared::Different(now) = compare(&smaller) {
                (program, how) = (smaller, now);
                continue 'smaller;
            }
        }
        return (program, how);
    }
}

/// Makes and compares programs over these families.
fn fuzz(kind: &str, families: &[Family]) {
    fuzz_with(kind, families, compare);
}

fn fuzz_with(kind: &str, families: &[Family], compare: fn(&Program) -> Compared) {
    let seed = number("INTERLEAVE_FUZZ_SEED", 1);
    let programs = number("INTERLEAVE_FUZZ_PROGRAMS", 60);
    let (mut compared, mut skipped) = (0, 0);
    let mut failures = 0;
    let mut report = String::new();
    for n in 0..programs {
        let mut random = Random(seed.wrapping_mul(1_000_003).wrapping_add(n) ^ 0x5eed);
        random.next();
        let program = Program::generate(&mut random, families);
        match compare(&program) {
            Compared::Equal => compared += 1,
            Compared::TooLarge => skipped += 1,
            Compared::Different(how) => {
                compared += 1;
                failures += 1;
                if failures <= SHOWN {
                    let (program, how) = shrink(program, how, compare);
                    let _ = writeln!(
                        report,
                        "seed {seed}, program {n}, made smaller:\n{program}{how}"
                    );
                }
            }
        }
    }
    println!("{kind}: {failures} of {compared} programs differ, {skipped} were too large");
    assert!(
        failures == 0,
        "{kind}: {failures} of {compared} programs differ\n{report}"
    );
    assert!(
        compared >= skipped,
        "{kind}: {compared} programs compared, {skipped} were too large"
    );
}

#[test]
fn locks() {
    use Family::*;
    fuzz("locks", &[Mutex, TryLock, RwLock, TryRwLock]);
}

#[test]
fn condition_variables() {
    use Family::*;
    fuzz(
        "condition variables",
        &[
            Condvar,
            Condvar,
            TimedCondvar,
            TimedCondvar,
            Mutex,
            TryLock,
            Time,
        ],
    );
}

#[test]
fn channels() {
    use Family::*;
    fuzz("channels", &[Channel, TryChannel, TimedChannel, Disconnect]);
}

#[test]
fn selects() {
    use Family::*;
    fuzz(
        "selects",
        &[Select, Select, TimedSelect, Timer, Mutex, Time],
    );
}

#[test]
fn atomics_and_threads() {
    use Family::*;
    fuzz(
        "atomics and threads",
        &[Atomic, Weak, Threads, Park, TimedPark],
    );
}

#[test]
fn cells_barriers_and_output() {
    use Family::*;
    fuzz(
        "cells, barriers and output",
        &[Once, Once, Barrier, Print, Print, Exit, Mutex, Atomic],
    );
}

#[test]
fn everything() {
    use Family::*;
    fuzz(
        "everything",
        &[
            Mutex,
            TryLock,
            RwLock,
            TryRwLock,
            Condvar,
            TimedCondvar,
            Channel,
            TryChannel,
            TimedChannel,
            Disconnect,
            Select,
            TimedSelect,
            Timer,
            Atomic,
            Weak,
            Threads,
            Park,
            TimedPark,
            Once,
            Barrier,
            Print,
            Exit,
            Time,
        ],
    );
}

/// Outcomes as the oracle writes them.
fn outcomes(exploration: &Exploration) -> BTreeSet<Outcome> {
    let text = |o: &model::report::Outcome| {
        (
            o.stdout.clone(),
            o.returned.clone(),
            format!("{:?}", o.end),
            o.message.clone(),
        )
    };
    exploration.outcomes.iter().map(text).collect()
}

/// Compares what a judge would be told of the program with what there is, and replays it all.
fn compare_whole(program: &Program) -> Compared {
    let stage = Stage::new(program.clone());
    let (program, log) = (stage.program(), stage.log());
    let body = || run_main(program, log);
    let limit = number("INTERLEAVE_FUZZ_SCHEDULES", 3_000);
    let setting = Setting {
        order: Order::Oldest,
        time: Time::Trusted,
        spurious: false,
        limit,
    };
    let plain = Oracle::new().find(Method::DepthFirst, setting, &body, &String::new);
    if !plain.complete || plain.unfair {
        return Compared::TooLarge;
    }
    for observes_arc in [false, true] {
        let budget = Budget {
            executions: 10_000,
            millis: 100_000,
            ..Budget::default()
        };
        let request = Request {
            first_check: 0,
            budget,
            file: None,
            replay: None,
            observes_arc,
            machines: Vec::new(),
        };
        let whole = alone(|| explore("", &body, &request));
        let found = outcomes(&whole);
        // With all releases visible there may be too many schedules.
        let complete = whole.incomplete.is_none();
        if !found.is_subset(&plain.outcomes) || complete && found != plain.outcomes {
            let missing: Vec<_> = plain.outcomes.difference(&found).collect();
            let new: Vec<_> = found.difference(&plain.outcomes).collect();
            return Compared::Different(format!(
                "looks at reference counts {observes_arc}: missing outcomes {missing:?}, new ones {new:?}, by {:?}\n",
                whole.searches
            ));
        }
        if whole.exhaustive && observes_arc || !complete && !observes_arc {
            return Compared::Different(format!(
                "exhaustive {}, by {:?}\n",
                whole.exhaustive, whole.searches
            ));
        }
        for outcome in &whole.outcomes {
            let replay = Request {
                replay: Some(outcome.schedule.clone()),
                ..request.clone()
            };
            let again = alone(|| explore("", &body, &replay));
            let same = |o: &model::report::Outcome| {
                (&o.stdout, &o.returned, o.end, &o.message)
                    == (
                        &outcome.stdout,
                        &outcome.returned,
                        outcome.end,
                        &outcome.message,
                    )
            };
            if again.outcomes.len() != 1 || !same(&again.outcomes[0]) {
                return Compared::Different(format!(
                    "looks at reference counts {observes_arc}: {} gave {outcome:?}, and then {:?}\n",
                    outcome.schedule, again.outcomes
                ));
            }
        }
    }
    Compared::Equal
}

#[test]
fn whole_searches_and_replays() {
    use Family::*;
    fuzz_with(
        "whole searches",
        &[
            Mutex, TryLock, RwLock, TryRwLock, Channel, TryChannel, Disconnect, Select, Atomic,
            Threads, Once, Barrier, Print, Exit,
        ],
        compare_whole,
    );
}
