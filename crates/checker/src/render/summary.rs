//! What a report says in a sentence: how much was explored, and what came of it.

use super::canvas::{Tone, thousands};
use crate::report::{CheckReport, NOT_MODELLED, Report, Verdict};

/// How much was explored: `4 schedules, all explored; 2 go wrong`.
pub(super) fn search(report: &Report) -> String {
    if report.memory_model == NOT_MODELLED && report.verdict != Verdict::Unstarted {
        return match report.checks.len() {
            0 => String::new(),
            1 => "1 check, run for real".to_owned(),
            n => format!("{n} checks, run for real"),
        };
    }
    // An untouched starter has nothing to search.
    if report.schedules == 0 || report.verdict == Verdict::Unstarted {
        return String::new();
    }
    if is_replay(report) {
        let id = report
            .counterexample
            .as_ref()
            .map(|trace| format!(" {}", trace.schedule))
            .unwrap_or_default();
        return format!("schedule{id}, replayed");
    }
    let n = report.schedules;
    let n_failing = report.n_failing_schedules();
    let wrong = match (n_failing, n) {
        (0, _) => None,
        (all, n) if all >= n => Some("all go wrong".to_owned()),
        (1, _) => Some("1 goes wrong".to_owned()),
        (some, _) => Some(format!("{} go wrong", thousands(some))),
    };
    let extent = if report.exhaustive {
        match (report.verdict, n) {
            (Verdict::Pass, 1) => "its only schedule, sequentially consistent".to_owned(),
            (Verdict::Pass, 2) => "both schedules, sequentially consistent".to_owned(),
            (Verdict::Pass, _) => format!("all {}, sequentially consistent", schedules(n)),
            (_, 1) if wrong.is_some() => return "wrong in its only schedule".to_owned(),
            (_, 1) => "its only schedule".to_owned(),
            _ => format!("{}, all explored", schedules(n)),
        }
    } else {
        let bound = match report.preemption_bound {
            Some(0) => ", all those without a preemption".to_owned(),
            Some(1) => ", all those with up to 1 preemption".to_owned(),
            Some(bound) => format!(", all those with up to {bound} preemptions"),
            None => ", not all".to_owned(),
        };
        // A failure is proof enough of itself.
        let proves_nothing = report.verdict.is_pass() || report.verdict.is_not_judged();
        let proof = if proves_nothing { "; no proof" } else { "" };
        format!("{}{bound}{proof}", schedules(n))
    };
    match wrong {
        Some(wrong) => format!("{extent}; {wrong}"),
        None => extent,
    }
}

/// What has to be said before the answer: a replay went another way, or a good answer is no proof.
pub(super) fn reservation(report: &Report) -> Option<String> {
    if report.left_schedule.is_some() {
        return report.left_schedule.clone();
    }
    // A failure needs no proof that there is no other.
    let claims_nothing = !report.verdict.is_pass() || report.schedules == 0;
    if is_replay(report) || report.exhaustive || claims_nothing {
        return None;
    }
    let why = report
        .incomplete
        .as_deref()
        .unwrap_or("not every schedule was tried");
    Some(format!(
        "This is no proof: {why}. Schedules that were not tried may end in another way."
    ))
}

/// One schedule was asked for, instead of a search.
pub(super) fn is_replay(report: &Report) -> bool {
    report
        .searches
        .iter()
        .any(|search| search.strategy == "replay")
}

/// As [`search`], for one check that passes.
pub(super) fn search_of_check(check: &CheckReport) -> String {
    match (check.schedules, check.exhaustive) {
        (0, _) => String::new(),
        (1, true) => "its only schedule".to_owned(),
        (2, true) => "both schedules".to_owned(),
        (n, true) => format!("all {}", schedules(n)),
        (n, false) => schedules(n),
    }
}

pub(super) fn schedules(n: u64) -> String {
    if n == 1 {
        "1 schedule".to_owned()
    } else {
        format!("{} schedules", thousands(n))
    }
}

pub(super) fn summary_of_pass(report: &Report) -> (String, Tone) {
    if is_replay(report) {
        return ("In this schedule all goes well.".to_owned(), Tone::Strong);
    }
    if report.exercise.is_some() {
        let text = match (report.schedules, report.exhaustive) {
            (0, _) => "✓ Right.",
            (_, true) => "✓ Right in every schedule.",
            (_, false) => "✓ Right in every schedule that was tried.",
        };
        return (text.to_owned(), Tone::Good);
    }
    let text = match report.outcomes.len() {
        0 => "Nothing was explored.".to_owned(),
        1 if report.exhaustive => "1 output: every schedule prints the same".to_owned(),
        1 => "1 output: every schedule that was tried prints the same".to_owned(),
        n => format!("{n} different outputs, nothing to compare them with"),
    };
    (text, Tone::Strong)
}

/// What went wrong, in a sentence.
pub(super) fn sentence(report: &Report) -> String {
    if let Some(message) = report
        .message
        .as_deref()
        .filter(|message| !message.trim().is_empty())
    {
        return message.trim().to_owned();
    }
    let at = report
        .place
        .as_ref()
        .map(|place| format!(" (line {})", place.line))
        .unwrap_or_default();
    match report.verdict {
        Verdict::Pass => "Right.".to_owned(),
        Verdict::Unstarted => format!("Not started yet: a `todo!()` is still there{at}."),
        Verdict::CompileError => "The compiler does not accept the file.".to_owned(),
        Verdict::NotAllowed => format!("The file uses something that this exercise withholds{at}."),
        Verdict::WrongAnswer => "The result is wrong in every schedule.".to_owned(),
        Verdict::Panic => format!("The program panics in every schedule{at}."),
        Verdict::Race => "The result depends on the schedule: some schedules go wrong.".to_owned(),
        Verdict::TimingDependent => {
            "It works only while sleeps and time-outs happen to be long enough.".to_owned()
        }
        Verdict::Deadlock => "All threads that are left wait, and none can go on.".to_owned(),
        Verdict::Livelock => "The threads keep going for ever without getting anywhere.".to_owned(),
        Verdict::Leak => "Something is left behind at the end.".to_owned(),
        Verdict::NotConcurrent => "The work is not done at the same time.".to_owned(),
        Verdict::Inefficient => "It works, but takes more than it needs.".to_owned(),
        Verdict::Limit => "It takes more memory or prints more than is allowed.".to_owned(),
        Verdict::Timeout => format!("It did not come to an end{at}."),
        Verdict::Crash => "The program was ended abnormally.".to_owned(),
        Verdict::Inconclusive => {
            "The search ran out of its budget before anything could be said.".to_owned()
        }
        Verdict::JudgeError => "The judge failed.".to_owned(),
    }
}
