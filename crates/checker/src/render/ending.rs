//! What an interleaving or an outcome led to.

use super::{sentence, words};
use crate::naming::end_of_channel;
use crate::report::{Counterexample, End, NOT_MODELLED, Outcome, Report, Verdict};

/// The outcome that the trace leads to.
pub(super) fn outcome_of<'a>(report: &'a Report, trace: &Counterexample) -> Option<&'a Outcome> {
    let same = report
        .outcomes
        .iter()
        .find(|outcome| outcome.schedule == trace.schedule);
    same.or_else(|| report.outcomes.iter().find(|outcome| outcome.fails))
}

/// Whether those who wait in the end are told of.
pub(super) fn is_deadlock(report: &Report, trace: &Counterexample) -> bool {
    // What ran for real has no outcomes to look it up in, and only who does not end is seen waiting.
    if report.memory_model == NOT_MODELLED {
        return !trace.blocked.is_empty();
    }
    outcome_of(report, trace).map_or(report.verdict == Verdict::Deadlock, |outcome| {
        outcome.end == End::Deadlock
    })
}

/// What the interleaving led to: who waits for whom, what was expected and found.
pub(super) fn result(report: &Report, trace: &Counterexample) -> Vec<String> {
    let mut lines = Vec::new();
    let Some(outcome) = outcome_of(report, trace) else {
        return lines;
    };
    if outcome.end == End::Deadlock {
        // The sentence above has told of those who wait for each other.
        let told = sentence(report);
        let is_told = |waiting: &Waiting<'_>| {
            let at = waiting
                .line
                .map(|line| format!("line {line}"))
                .unwrap_or_default();
            told.contains(waiting.thread) && told.contains(&at)
        };
        lines.extend(
            waiting(trace)
                .into_iter()
                .filter(|waiting| !is_told(waiting))
                .map(|waiting| waiting.sentence),
        );
    }
    let Some(outcome) = outcome_of(report, trace) else {
        return lines;
    };
    match outcome.end {
        End::Ok | End::Deadlock => {}
        _ => {
            let message = outcome.message.as_deref().unwrap_or_default();
            lines.extend(message.lines().map(|line| line.trim().to_owned()));
        }
    }
    // The sentence above may have told it already.
    // In a sentence of its own it has a capital letter.
    let told = report.message.as_deref().unwrap_or_default().to_lowercase();
    lines.retain(|line| {
        let line = line.trim().trim_end_matches('.').to_lowercase();
        !line.is_empty() && !told.contains(&line)
    });
    lines
}

/// A thread that waits for ever.
struct Waiting<'a> {
    thread: &'a str,
    line: Option<u32>,
    sentence: String,
}

/// Who waits for whom, thread by thread: "worker-1 holds `a` (taken at line 9) and waits for `b` at line 10."
fn waiting(trace: &Counterexample) -> Vec<Waiting<'_>> {
    let name = |thread: u32| {
        trace
            .threads
            .get(thread as usize)
            .map_or("a thread", String::as_str)
    };
    let mut lines = Vec::new();
    for blocked in &trace.blocked {
        let at = blocked
            .place
            .as_ref()
            .map(|place| format!(" at line {}", place.line))
            .unwrap_or_default();
        let is_own = blocked.waits_for.contains(&blocked.thread);
        // What others wait for is what this one holds.
        let held: Vec<String> = trace
            .blocked
            .iter()
            .filter(|other| matches!(other.op.as_str(), "lock" | "read" | "write"))
            .filter(|other| {
                other.thread != blocked.thread && other.waits_for.contains(&blocked.thread)
            })
            .filter_map(|other| {
                let taken = other
                    .taken
                    .as_ref()
                    .map(|place| format!(" (taken at line {})", place.line))
                    .unwrap_or_default();
                Some(format!("`{}`{taken}", other.object.as_deref()?))
            })
            .collect();
        let mut held: Vec<&str> = held.iter().map(String::as_str).collect();
        held.sort_unstable();
        held.dedup();
        let is_lock = matches!(blocked.op.as_str(), "lock" | "read" | "write");
        let line = match &blocked.object {
            Some(object) if is_lock && !held.is_empty() && !is_own => format!(
                "{} holds {} and waits for `{}`{at}.",
                name(blocked.thread),
                words::list(&held),
                end_of_channel(object, &blocked.op),
            ),
            _ => {
                let holders: Vec<&str> = blocked
                    .waits_for
                    .iter()
                    .map(|holder| name(*holder))
                    .collect();
                let waits = words::waits(&words::Waits {
                    thread: name(blocked.thread),
                    op: &blocked.op,
                    object: blocked.object.as_deref(),
                    holders: &holders,
                    line: blocked.place.as_ref().map(|place| place.line),
                    taken: blocked.taken.as_ref().map(|place| place.line),
                });
                format!("{waits}.")
            }
        };
        lines.push(Waiting {
            thread: name(blocked.thread),
            line: blocked.place.as_ref().map(|place| place.line),
            sentence: line,
        });
    }
    lines
}

/// How an outcome ended, in a few words.
pub(super) fn ending(outcome: &Outcome) -> String {
    let first_line = outcome
        .message
        .as_deref()
        .and_then(|message| message.lines().next())
        .unwrap_or_default();
    let at = outcome
        .place
        .as_ref()
        .map(|place| format!(" at line {}", place.line))
        .unwrap_or_default();
    match outcome.end {
        End::Ok if outcome.stdout.is_empty() => "prints nothing".to_owned(),
        End::Ok => "prints".to_owned(),
        End::Exit => format!("ends with exit code {}", outcome.code.unwrap_or_default()),
        End::Panic => format!("panics{at}: {first_line}"),
        End::Deadlock => "deadlock".to_owned(),
        End::Livelock => "livelock".to_owned(),
        End::Crash => format!("aborts{at}: {first_line}"),
        End::Timeout => "does not end".to_owned(),
    }
}

pub(super) fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes: Vec<String> = outcome
        .thread_panics
        .iter()
        .map(|panic| {
            format!(
                "{} panicked: {}",
                panic.thread,
                panic.message.lines().next().unwrap_or_default()
            )
        })
        .collect();
    if outcome.only_untrusted_time {
        notes.push("only where sleeps and time-outs take another time than written".to_owned());
    }
    if outcome.only_spurious {
        notes.push("only where a wait ends although nobody notified".to_owned());
    }
    notes
}
