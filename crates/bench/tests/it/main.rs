//! The engine next to its peers: small random programs, whose sets of outcomes must be those of `shuttle` and `loom`.
//!
//! `INTERLEAVE_PEER_PROGRAMS` (programs to compare) and `INTERLEAVE_PEER_SEED` make a run longer, or another one.
//! Left out, besides what `Program::is_for_loom` tells of: programs that can deadlock, because a deadlock ends a peer's
//! search; programs in which a thread reads so much that has not changed that this engine takes it for polling, and
//! calls its own search not exhaustive; time-outs, and spurious wakeups of condition variables, which `shuttle` does
//! not have.

mod generate;
mod library;
mod program;
mod run;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use model::Order;
use model::oracle::{Method, Oracle, Setting};
use model::report::Time;
use shuttle::Runner;
use shuttle::scheduler::DfsScheduler;

use generate::{FAMILIES, Family, Random};
use library::{Loom, Ours, Shuttle};
use program::Program;
use run::run;

/// No search of any engine goes beyond this; a program that needs more is not compared with that engine.
const MOST_EXECUTIONS: usize = 40_000;
/// Differences that are shown.
const SHOWN: usize = 3;

/// A set of outcomes; nothing where a peer's search did not get to its end.
type Outcomes = Option<BTreeSet<String>>;

/// Why a program is not compared at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LeftOut {
    CanDeadlock,
    Polls,
}

/// What has become of the programs of a family.
#[derive(Default)]
struct Tally {
    drawn: u64,
    can_deadlock: u64,
    polls: u64,
    with_shuttle: u64,
    with_loom: u64,
    outcomes: usize,
}

#[test]
fn outcome_sets_are_those_of_the_peers() {
    let n_programs = number("INTERLEAVE_PEER_PROGRAMS", 150);
    let seed = number("INTERLEAVE_PEER_SEED", 1);
    let mut tallies: BTreeMap<Family, Tally> = BTreeMap::new();
    let mut differences = Vec::new();
    let mut compared = 0;
    for nth in 0.. {
        if compared >= n_programs || differences.len() >= SHOWN {
            break;
        }
        let family = FAMILIES[nth as usize % FAMILIES.len()];
        let mut random = Random(seed.wrapping_mul(0x1_0000_0001).wrapping_add(nth));
        // Threads of abandoned executions may still refer to it, and there are few.
        let program: &'static Program = Box::leak(Box::new(Program::generate(&mut random, family)));
        let tally = tallies.entry(family).or_default();
        tally.drawn += 1;
        assert!(
            tally.drawn <= 20 * n_programs + 20,
            "too few programs of {family:?} can be compared"
        );
        let both = ours(program, false).and_then(|without| {
            // A `park` of `shuttle` may return without reason.
            let with = match program.parks() {
                true => ours(program, true)?,
                false => without.clone(),
            };
            Ok((without, with))
        });
        let (without, with) = match both {
            Ok(both) => both,
            Err(LeftOut::CanDeadlock) => {
                tally.can_deadlock += 1;
                continue;
            }
            Err(LeftOut::Polls) => {
                tally.polls += 1;
                continue;
            }
        };
        tally.outcomes += without.len();
        let mut is_compared = false;
        let mut compare =
            |peer: &str, ours: &BTreeSet<String>, theirs: Outcomes, count: &mut u64| {
                let Some(theirs) = theirs else {
                    return;
                };
                *count += 1;
                is_compared = true;
                if *ours != theirs {
                    differences.push(difference(peer, nth, program, ours, &theirs));
                }
            };
        compare(
            "shuttle",
            &with,
            on_shuttle(program),
            &mut tally.with_shuttle,
        );
        if program.is_for_loom() {
            compare("loom", &without, on_loom(program), &mut tally.with_loom);
        }
        compared += u64::from(is_compared);
    }
    println!(
        "{:<16}{:>9}{:>11}{:>9}{:>11}{:>9}{:>9}",
        "family", "drawn", "deadlocks", "polls", "outcomes", "shuttle", "loom"
    );
    for (family, tally) in &tallies {
        println!(
            "{:<16}{:>9}{:>11}{:>9}{:>11}{:>9}{:>9}",
            format!("{family:?}"),
            tally.drawn,
            tally.can_deadlock,
            tally.polls,
            tally.outcomes,
            tally.with_shuttle,
            tally.with_loom
        );
    }
    let sum = |of: fn(&Tally) -> u64| tallies.values().map(of).sum::<u64>();
    let (shuttle, loom) = (
        sum(|tally| tally.with_shuttle),
        sum(|tally| tally.with_loom),
    );
    println!("{compared} programs compared: {shuttle} with shuttle, {loom} with loom");
    assert!(
        differences.is_empty(),
        "seed {seed}:\n{}",
        differences.join("\n")
    );
    // A comparison of nothing would succeed as well.
    let every_family =
        tallies.len() == FAMILIES.len() && tallies.values().all(|tally| tally.with_shuttle > 0);
    assert!(
        n_programs < 100 || every_family && loom > n_programs / 3,
        "too few could be compared"
    );
}

fn number(variable: &str, otherwise: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// All outcomes according to the reduced search over the look-alike.
fn ours(program: &'static Program, spurious: bool) -> Result<BTreeSet<String>, LeftOut> {
    let setting = Setting {
        order: Order::Sticky,
        time: Time::Trusted,
        spurious,
        limit: MOST_EXECUTIONS as u64,
    };
    let body = || model::check::outcome(run::<Ours>(program));
    let found = Oracle::new().find(Method::Reduced, setting, &body, &String::new);
    assert!(found.complete, "too large:\n{program}");
    let mut outcomes = BTreeSet::new();
    for (_, returned, end, message) in found.outcomes {
        match end.as_str() {
            "Ok" => outcomes.insert(returned.expect("the logs")),
            "Deadlock" => return Err(LeftOut::CanDeadlock),
            _ => panic!("{end}, {message:?}:\n{program}"),
        };
    }
    if found.unfair {
        return Err(LeftOut::Polls);
    }
    Ok(outcomes)
}

fn on_shuttle(program: &'static Program) -> Outcomes {
    let collected = Collected::default();
    let into = collected.clone();
    let mut config = shuttle::Config::new();
    config.failure_persistence = shuttle::FailurePersistence::None;
    config.silence_warnings = true;
    let scheduler = DfsScheduler::new(Some(MOST_EXECUTIONS), false);
    let runner = Runner::new(scheduler, config);
    let executions = or_tell("shuttle", program, || {
        runner.run(move || into.add(&run::<Shuttle>(program)))
    });
    (executions < MOST_EXECUTIONS).then(|| collected.take().0)
}

fn on_loom(program: &'static Program) -> Outcomes {
    let collected = Collected::default();
    let into = collected.clone();
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = None;
    builder.max_permutations = Some(MOST_EXECUTIONS);
    // It is only then that the limit is looked at.
    builder.checkpoint_interval = 1_000;
    or_tell("loom", program, || {
        builder.check(move || into.add(&run::<Loom>(program)));
    });
    let (outcomes, executions) = collected.take();
    // The limit is looked at before an execution.
    (executions + 1 < MOST_EXECUTIONS).then_some(outcomes)
}

/// Calls `search`; if it panics (over a deadlock that this engine has not found, say), tells of which program.
fn or_tell<R>(peer: &str, program: &Program, search: impl FnOnce() -> R) -> R {
    let result = catch_unwind(AssertUnwindSafe(search));
    result.unwrap_or_else(|_| panic!("{peer} fails, this engine does not:\n{program}"))
}

/// Outcomes, and how many executions gave them.
#[derive(Clone, Default)]
struct Collected(Arc<Mutex<(BTreeSet<String>, usize)>>);

impl Collected {
    fn add(&self, logs: &impl std::fmt::Debug) {
        let mut collected = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        collected.0.insert(format!("{logs:?}"));
        collected.1 += 1;
    }

    fn take(&self) -> (BTreeSet<String>, usize) {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn difference(
    peer: &str,
    nth: u64,
    program: &Program,
    ours: &BTreeSet<String>,
    theirs: &BTreeSet<String>,
) -> String {
    let mut text = format!(
        "program {nth}, ours {} outcomes, {peer} {}:\n{program}",
        ours.len(),
        theirs.len()
    );
    for outcome in ours.difference(theirs).take(SHOWN) {
        let _ = writeln!(text, "only ours: {outcome}");
    }
    for outcome in theirs.difference(ours).take(SHOWN) {
        let _ = writeln!(text, "only {peer}: {outcome}");
    }
    text
}
