//! Chooses what of a trace is worth a row.
//!
//! Long traces show their tail and the steps on the objects that the failure is about; the rest is counted.

use std::collections::BTreeSet;

use super::Style;
use super::canvas::cut;
use super::cells::{blocked_cell, cell};
use crate::naming::end_of_channel;
use crate::report::{Blocked, Counterexample, NOT_MODELLED, Report, Step};

/// Longest texts of a cell, the widest first that fits the width; printed text is cut to it.
pub(super) const CELLS: [usize; 4] = [36, 30, 24, 18];

/// Traces of up to so many rows are shown whole.
const N_ROWS_WHOLE: usize = 26;
/// Of a longer one, so many steps at the end,
const N_ROWS_TAIL: usize = 8;
/// and so many before them that touch the involved objects.
const N_ROWS_INVOLVED: usize = 12;
/// Where a lock is held too long, what matters is at the beginning: so many steps that touch the lock, the sleeps under it
/// among them,
const N_ROWS_LOCK: usize = 16;
/// and so many at the end.
const N_ROWS_LOCK_TAIL: usize = 2;

/// What is shown of a trace.
#[derive(Clone)]
pub(super) struct Selection<'a> {
    pub(super) trace: &'a Counterexample,
    /// Objects that the failure is about.
    pub(super) objects: BTreeSet<&'a str>,
    pub(super) rows: Vec<Row<'a>>,
    /// Who waits for ever; nobody unless it is a deadlock.
    pub(super) blocked: &'a [Blocked],
    /// It ran for real: the lanes are processes.
    pub(super) is_real: bool,
    pub(super) unicode: bool,
    /// One of [`CELLS`].
    pub(super) cell: usize,
}

/// A row of the picture.
#[derive(Clone)]
pub(super) enum Row<'a> {
    Step(&'a Step),
    /// So many steps are not shown here.
    Gap(usize),
}

/// Chooses the steps to show.
pub(super) fn select<'a>(
    report: &'a Report,
    trace: &'a Counterexample,
    style: &Style,
) -> Selection<'a> {
    // Elsewhere, threads that were about to do something are listed too.
    let blocked = if super::ending::is_deadlock(report, trace) {
        &trace.blocked[..]
    } else {
        &[]
    };
    let course = Course::of(trace);
    let is_real = report.memory_model == NOT_MODELLED;
    let told: Vec<&Step> = trace
        .steps
        .iter()
        // What ran for real has no lines; its story holds only what is worth telling.
        .filter(|step| is_real || course.tells(step))
        .collect();
    let objects = involved_objects(report, blocked, &told);
    let again: Vec<bool> = (0..told.len()).map(|idx| is_again(&told, idx)).collect();
    let n_new = again.iter().filter(|again| !**again).count();
    let keep: Vec<bool> = if n_new <= N_ROWS_WHOLE {
        again.iter().map(|again| !again).collect()
    } else if is_real {
        weightiest(&told)
    } else {
        let is_about_lock = is_about_lock(report);
        let (n_tail, mut n_left) = if is_about_lock {
            (N_ROWS_LOCK_TAIL, N_ROWS_LOCK)
        } else {
            (N_ROWS_TAIL, N_ROWS_INVOLVED)
        };
        let mut keep: Vec<bool> = (0..told.len())
            .map(|idx| idx + n_tail >= told.len())
            .collect();
        let mut order: Vec<usize> = (0..told.len().saturating_sub(n_tail)).collect();
        if !is_about_lock {
            order.reverse();
        }
        for idx in order {
            let is_involved = told[idx]
                .object
                .as_deref()
                .is_some_and(|object| objects.contains(object))
                || (is_about_lock && is_under_lock(&told, idx, &objects));
            if is_involved && !again[idx] && n_left > 0 {
                n_left -= 1;
                keep[idx] = true;
            }
        }
        // Who is awake again, or still asleep, has gone to sleep at some time.
        for idx in 0..told.len() {
            let goes_on =
                || (idx + 1..told.len()).find(|next| told[*next].thread == told[idx].thread);
            keep[idx] =
                keep[idx] || (told[idx].op == "wait" && goes_on().is_none_or(|next| keep[next]));
        }
        // A gap of one row says less than the row.
        for idx in 1..keep.len().saturating_sub(1) {
            keep[idx] = keep[idx] || (keep[idx - 1] && keep[idx + 1]);
        }
        keep
    };
    let mut rows = Vec::new();
    let mut n_gap = 0;
    for (step, keep) in told.into_iter().zip(keep) {
        if !keep {
            n_gap += 1;
            continue;
        }
        if n_gap > 0 {
            rows.push(Row::Gap(std::mem::take(&mut n_gap)));
        }
        rows.push(Row::Step(step));
    }
    Selection {
        trace,
        objects,
        rows,
        blocked,
        is_real,
        unicode: style.unicode,
        cell: CELLS[0],
    }
}

/// Of a long story of processes: what changes something for others, the latest of it, and the end.
fn weightiest(told: &[&Step]) -> Vec<bool> {
    /// The less, the rather shown.
    fn weight(step: &Step) -> u32 {
        match step.op.as_str() {
            _ if step.failed => 0,
            "locks" | "unlocks" | "renames" | "removes" | "signals" | "gets" | "is killed" => 0,
            "starts" | "exits" | "has waited for" | "connects" | "accepts" | "syncs" => 1,
            "reads" if step.value.as_deref() == Some("the end") => 3,
            "opens" | "closes" => 3,
            _ => 2,
        }
    }
    let mut order: Vec<usize> = (0..told.len()).collect();
    order.sort_by_key(|&idx| {
        let is_tail = idx + N_ROWS_TAIL / 2 >= told.len();
        let weight = if is_tail { 0 } else { weight(told[idx]) };
        (weight, std::cmp::Reverse(idx))
    });
    let mut keep = vec![false; told.len()];
    for idx in order.into_iter().take(N_ROWS_WHOLE) {
        keep[idx] = true;
    }
    keep
}

impl Selection<'_> {
    pub(super) fn blocked_cell(&self, blocked: &Blocked) -> String {
        cut(&blocked_cell(self.trace, blocked), self.cell)
    }

    pub(super) fn cell(&self, step: &Step) -> String {
        let text = cut(&cell(self.trace, step), self.cell);
        // Before anything is measured: these take two columns in ASCII.
        if self.unicode {
            text
        } else {
            text.replace('→', "->").replace('←', "<-")
        }
    }
}

/// Whether the report says that a lock is held for too long.
fn is_about_lock(report: &Report) -> bool {
    report.diagnosis.as_deref().is_some_and(|diagnosis| {
        matches!(
            diagnosis,
            "lock-held-across-sleep" | "guard-outlives-statement"
        )
    })
}

/// Whether a step is a sleep of a thread that has one of the locks.
fn is_under_lock(told: &[&Step], idx: usize, locks: &BTreeSet<&str>) -> bool {
    let holds = |lock: &str| {
        told[..idx]
            .iter()
            .rfind(|step| {
                step.thread == told[idx].thread
                    && step.object.as_deref() == Some(lock)
                    && matches!(step.op.as_str(), "lock" | "read" | "write" | "unlock")
            })
            .is_some_and(|step| step.op != "unlock")
    };
    matches!(told[idx].op.as_str(), "sleep" | "compute") && locks.iter().any(|lock| holds(lock))
}

/// Whether a step belongs to a round of a loop that goes round without anything new: neither the first two rounds nor
/// the last. The rounds of a thread that polls say no more than that it polls.
fn is_again(told: &[&Step], idx: usize) -> bool {
    /// Steps of the longest round that is recognised.
    const N_STEPS: usize = 3;

    let is_same = |one: &Step, other: &Step| {
        (one.thread, &one.op, &one.object, &one.value, one.line)
            == (
                other.thread,
                &other.op,
                &other.object,
                &other.value,
                other.line,
            )
    };
    let polls = told[idx].op.starts_with("try_")
        || matches!(
            told[idx].op.as_str(),
            "load" | "spin" | "yield" | "sleep" | "time passes" | "is_finished"
        )
        // A channel that has ended says so at every look.
        || told[idx].failed;
    let is_long = told.len() > N_ROWS_WHOLE;
    is_long
        && polls
        && (1..=N_STEPS).any(|n_round| {
            let at = |idx: Option<usize>| idx.and_then(|idx| told.get(idx));
            let rounds = [
                at(idx.checked_sub(2 * n_round)),
                at(idx.checked_sub(n_round)),
                at(idx.checked_add(n_round)),
            ];
            rounds
                .iter()
                .all(|step| step.is_some_and(|step| is_same(step, told[idx])))
        })
}

/// How a run came to its end, as far as it decides what is told of it.
struct Course {
    /// Number of the step in which main panics.
    panic: Option<u32>,
    /// Main still does something after that. Unwinding may wait for others (a scope does).
    goes_on: bool,
    /// Main's end comes before that of another thread.
    cuts_short: bool,
}

fn is_end(step: &Step) -> bool {
    matches!(step.op.as_str(), "end" | "exit")
}

impl Course {
    fn of(trace: &Counterexample) -> Course {
        let does = |thread: u32, op: &str| {
            let mut steps = trace.steps.iter();
            steps.find(|step| step.thread == thread && step.op == op)
        };
        let panic = does(0, "panic").map(|panic| panic.n);
        let after = |n: u32| move |step: &Step| step.thread == 0 && step.n > n && !is_end(step);
        Course {
            panic,
            goes_on: panic.is_some_and(|n| trace.steps.iter().any(after(n))),
            cuts_short: (1..trace.threads.len() as u32).any(|thread| does(thread, "end").is_none()),
        }
    }

    /// The ends of threads are left out, that of main is told where it cuts others short; so is what a check does of its
    /// own, and what others still do after main has failed.
    fn tells(&self, step: &Step) -> bool {
        if self.panic.is_some_and(|panic| panic < step.n) {
            return self.goes_on && !is_end(step);
        }
        if step.line.is_some() {
            return true;
        }
        if is_end(step) {
            return step.thread == 0 && step.op == "end" && self.cuts_short;
        }
        let is_stream = step
            .object
            .as_deref()
            .is_some_and(|object| matches!(object, "stdout" | "stderr"));
        !is_stream || step.op == "print"
    }
}

fn involved_objects<'a>(
    report: &'a Report,
    blocked: &'a [Blocked],
    told: &[&'a Step],
) -> BTreeSet<&'a str> {
    let blocked: BTreeSet<&str> = blocked
        .iter()
        .filter_map(|blocked| blocked.object.as_deref())
        .collect();
    let message = report.message.as_deref().unwrap_or_default();
    let is_named = |object: &str| {
        ["send", "recv", ""]
            .iter()
            .any(|end| message.contains(&format!("`{}`", end_of_channel(object, end))))
    };
    let all = || told.iter().filter_map(|step| step.object.as_deref());
    let mut involved: BTreeSet<&str> = all().filter(|object| is_named(object)).collect();
    involved.extend(blocked);
    if involved.is_empty() {
        all().rev().take(3).collect()
    } else {
        involved
    }
}
