//! Turns observations into the report's shape: names instead of indices, the learner's places only.

use model::report::{End as Ended, Exploration, Outcome as Seen, Place, Range, Rule, Time, Trace};

use crate::explore::Run;
use crate::naming;
use crate::report::{Blocked, Counterexample, End, Makespan, Outcome, Report, Step};
use crate::verdict::{Ruling, Submitted};

/// Fills in what the deciding check's exploration says.
pub(crate) fn describe(
    report: &mut Report,
    exploration: &Exploration,
    ruling: &Ruling,
    submitted: Submitted<'_>,
) {
    report.memory_model.clone_from(&exploration.memory_model);
    report.exhaustive = exploration.exhaustive;
    report.schedules = exploration.schedules;
    report.redundant = exploration.redundant;
    report.preemption_bound = exploration.preemption_bound;
    report.incomplete.clone_from(&exploration.incomplete);
    report.weak_orderings = exploration.weak_orderings;
    report.makespan = makespan(&exploration.facts.makespan);
    report.searches.clone_from(&exploration.searches);
    // The outcomes are the answer that a prediction or a stored set asks for.
    let answer = exploration
        .rules
        .iter()
        .any(|rule| matches!(rule, Rule::Predicts(_)));
    if !answer {
        report.outcomes = exploration
            .outcomes
            .iter()
            .enumerate()
            .map(|(idx, outcome)| described(outcome, ruling.failing.contains(&idx), submitted))
            .collect();
    }
    report.counterexample = exploration
        .counterexample
        .as_ref()
        .map(|trace| counterexample(trace, submitted));
}

/// Makes the counts those of all checks together, for a submission that passes.
pub(crate) fn sum_up(report: &mut Report, runs: &[Run]) {
    let explored = || {
        runs.iter().filter_map(|run| match run {
            Run::Explored(exploration) => Some(exploration),
            Run::Died(_) => None,
        })
    };
    report.schedules = explored().map(|exploration| exploration.schedules).sum();
    report.redundant = explored().map(|exploration| exploration.redundant).sum();
    report.exhaustive = explored().all(|exploration| exploration.exhaustive);
    report.weak_orderings = explored().any(|exploration| exploration.weak_orderings);
    // The weakest of the statements is the one that holds for all.
    report.preemption_bound = explored()
        .filter_map(|exploration| exploration.preemption_bound)
        .min();
    report.incomplete = explored().find_map(|exploration| exploration.incomplete.clone());
    if explored().all(|exploration| {
        exploration
            .searches
            .iter()
            .all(|search| search.strategy != "replay")
    }) {
        report.counterexample = None;
    }
}

/// Says so where a replay did not follow the schedule that was asked for, and calls the run by its own schedule.
pub(crate) fn compare_schedule(report: &mut Report, asked: &str) {
    let Some(outcome) = report.outcomes.first() else {
        return;
    };
    let (run, is_cut_short) = (outcome.schedule.clone(), outcome.end == End::Panic);
    let (wanted, taken) = (choices(asked), choices(&run));
    if let Some(trace) = &mut report.counterexample {
        trace.schedule.clone_from(&run);
    }
    let differs = wanted
        .iter()
        .zip(&taken)
        .position(|(wanted, taken)| wanted != taken);
    // A panic ends a program that has not yet used up its schedule; a schedule that is shorter than the program only
    // says how it begins.
    let is_whole = wanted.len() <= taken.len() || is_cut_short;
    let why = match differs {
        Some(idx) => format!("its choice number {} is not possible there", idx + 1),
        None if is_whole => return,
        None => match (taken.len(), wanted.len()) {
            (0, _) => "the program has no choice to make".to_owned(),
            (1, n) => format!("the program is through after one choice, not {n}"),
            (taken, n) => format!("the program is through after {taken} choices, not {n}"),
        },
    };
    report.left_schedule = Some(format!(
        "Schedule {asked} does not fit this program: {why}. Shown is the run that it led to instead, schedule {run}."
    ));
}

/// The choices of a schedule, one by one: `1*2.0` is `1`, `1`, `0`.
fn choices(schedule: &str) -> Vec<&str> {
    let choices = schedule
        .rsplit_once(':')
        .map_or(schedule, |(_, choices)| choices);
    let mut each = Vec::new();
    for part in choices.split('.').filter(|part| *part != "-") {
        let (choice, times) = part.split_once('*').unwrap_or((part, "1"));
        let times = times.parse().unwrap_or(1_usize).min(1_000_000);
        each.extend(std::iter::repeat_n(choice, times));
    }
    each
}

/// Nothing, where no execution came to an end.
fn makespan(range: &Range) -> Option<Makespan> {
    (!range.max_schedule.is_empty()).then(|| Makespan {
        min: range.min,
        min_schedule: range.min_schedule.clone(),
        max: range.max,
        max_schedule: range.max_schedule.clone(),
    })
}

fn own<'a>(place: Option<&'a Place>, submitted: Submitted<'_>) -> Option<&'a Place> {
    place.filter(|place| place.file == submitted.file)
}

fn described(outcome: &Seen, fails: bool, submitted: Submitted<'_>) -> Outcome {
    Outcome {
        stdout: outcome.stdout.clone(),
        returned: outcome.returned.clone(),
        end: match outcome.end {
            Ended::Ok => End::Ok,
            Ended::Exit => End::Exit,
            Ended::Panic => End::Panic,
            Ended::Deadlock => End::Deadlock,
            Ended::Livelock => End::Livelock,
            Ended::Crash => End::Crash,
            Ended::StepLimit => End::Timeout,
        },
        code: outcome.code,
        message: outcome.message.clone(),
        place: own(outcome.place.as_ref(), submitted).cloned(),
        thread_panics: outcome
            .thread_panics
            .iter()
            .map(|panic| {
                let mut panic = panic.clone();
                panic.place = panic.place.filter(|place| place.file == submitted.file);
                panic
            })
            .collect(),
        count: outcome.count,
        schedule: outcome.schedule.clone(),
        fails,
        only_untrusted_time: outcome.time == Time::Untrusted,
        only_spurious: outcome.spurious,
    }
}

fn counterexample(trace: &Trace, submitted: Submitted<'_>) -> Counterexample {
    let threads = naming::threads(trace);
    let objects = naming::objects(trace, submitted.file, submitted.source);
    let object_name = |object: Option<u32>, op: &str| {
        let name = objects.get(usize::try_from(object?).ok()?)?;
        Some(naming::end_of_channel(name, op).to_owned())
    };
    let thread_name = |thread: Option<u32>| threads.get(usize::try_from(thread?).ok()?).cloned();
    let steps = trace
        .steps
        .iter()
        .map(|step| {
            let place = own(step.place.as_ref(), submitted);
            Step {
                n: step.n,
                thread: step.thread,
                op: step.op.clone(),
                object: thread_name(step.target).or_else(|| object_name(step.object, &step.op)),
                value: step.value.clone(),
                wrote: step.wrote.clone(),
                target: step.target,
                failed: step.failed,
                waited_since: step.waited_since,
                time: step.time,
                preemption: step.preemption,
                file: place.map(|place| place.file.clone()),
                line: place.map(|place| place.line),
                column: place.map(|place| place.column).filter(|column| *column > 0),
            }
        })
        .collect();
    let blocked = trace
        .blocked
        .iter()
        .map(|blocked| Blocked {
            thread: blocked.thread,
            op: blocked.op.clone(),
            object: object_name(blocked.object, &blocked.op),
            waits_for: blocked.waits_for.clone(),
            place: own(blocked.place.as_ref(), submitted).cloned(),
            taken: own(blocked.taken.as_ref(), submitted).cloned(),
        })
        .collect();
    Counterexample {
        schedule: trace.schedule.clone(),
        preemptions: trace.preemptions,
        minimal: trace.minimal,
        threads,
        steps,
        blocked,
    }
}
