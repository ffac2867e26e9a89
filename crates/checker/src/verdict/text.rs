//! The sentences of verdicts that no diagnosis explains better.

use model::report::{End, Exploration, Outcome};

use crate::report::Verdict;

/// A panic message in one line, without what the assertion macros put around it.
pub fn plain(message: &str) -> String {
    let lines: Vec<&str> = message
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let Some((first, rest)) = lines.split_first() else {
        return String::new();
    };
    let own = first
        .strip_prefix("assertion `left == right` failed: ")
        .or_else(|| first.strip_prefix("assertion `left != right` failed: "))
        .or_else(|| first.strip_prefix("assertion failed: "))
        .unwrap_or(first);
    let mut sides = Vec::new();
    let mut text = own.to_owned();
    for line in rest {
        if line.starts_with("left: ") || line.starts_with("right: ") {
            sides.push(*line);
        } else {
            text.push(' ');
            text.push_str(line);
        }
    }
    if !sides.is_empty() {
        text.push_str(&format!(" ({})", sides.join(", ")));
    }
    text
}

/// Whether a panic is that of a `todo!()`.
pub(crate) fn is_todo(message: &str) -> bool {
    message.starts_with("not yet implemented")
}

/// The sentence on a starter whose `todo!()` was reached, in this line if it is known.
pub(crate) fn not_started(line: Option<u32>) -> String {
    let at = line.map(|line| format!(" in line {line}"));
    format!(
        "Not started yet: the program reaches the `todo!()`{}.",
        at.unwrap_or_default()
    )
}

/// What is wrong, in one or two sentences.
pub(super) fn failure(
    exploration: &Exploration,
    outcome: &Outcome,
    kind: End,
    verdict: Verdict,
    failing: &[usize],
    check: Option<&str>,
) -> String {
    let message = outcome
        .message
        .as_deref()
        .map(plain)
        .filter(|message| !message.is_empty());
    let because = message
        .as_deref()
        .map(|message| format!(": {}", ended(message)))
        .unwrap_or_else(|| ".".to_owned());
    let ends = match kind {
        End::Deadlock => "no thread can go on: each one waits for another.".to_owned(),
        End::Livelock => "the threads run on for ever, but nothing changes any more.".to_owned(),
        End::Crash => format!("the program aborts{because}"),
        End::Exit | End::Ok => match outcome.code {
            Some(code) if check.is_some() => {
                format!("the program exits with code {code} before the check is through.")
            }
            Some(code) => format!("the program exits with code {code}."),
            None => match outcome.thread_panics.first() {
                Some(panic) => ended(&plain(&panic.message)),
                None => "the check fails, although the submission catches the panic that says so."
                    .to_owned(),
            },
        },
        End::Panic | End::StepLimit => match (&message, check) {
            (Some(message), Some(_)) if outcome.end == End::Panic => ended(message),
            (Some(message), None) => format!("`main` panics: {}", ended(message)),
            _ => match outcome.thread_panics.first() {
                Some(panic) => format!(
                    "thread `{}` panics: {}",
                    panic.thread,
                    ended(&plain(&panic.message))
                ),
                None => "the program panics.".to_owned(),
            },
        },
    };
    match verdict {
        Verdict::TimingDependent => {
            format!("This works only while no thread is late. If one of them is slower, {ends}")
        }
        Verdict::Race if outcome.spurious => {
            format!(
                "When a wait ends although nobody woke it, which is allowed, it goes wrong: {ends}"
            )
        }
        Verdict::Race if super::is_replay(exploration) => {
            format!("In this schedule it goes wrong: {ends}")
        }
        Verdict::Race => {
            let bad: u64 = failing
                .iter()
                .map(|idx| exploration.outcomes[*idx].count)
                .sum();
            let all: u64 = exploration
                .outcomes
                .iter()
                .map(|outcome| outcome.count)
                .sum();
            format!(
                "{bad} of {all} schedules {}: {ends}",
                if bad == 1 { "goes wrong" } else { "go wrong" }
            )
        }
        Verdict::WrongAnswer => match check {
            Some(check) => format!(
                "Whatever the schedule, this does not hold: {} {}",
                ended(check),
                capital(&ends)
            ),
            None => capital(&ends),
        },
        Verdict::Panic => format!(
            "In every schedule it panics: {}",
            ends.trim_start_matches("`main` panics: ")
        ),
        _ => capital(&ends),
    }
}

/// What an explored program that ends well does, for the headline.
pub(super) fn program_headline(exploration: &Exploration) -> String {
    let mut outputs: Vec<(&str, i32)> = exploration
        .outcomes
        .iter()
        .map(|outcome| (outcome.stdout.as_str(), outcome.code.unwrap_or(0)))
        .collect();
    outputs.sort_unstable();
    outputs.dedup();
    match outputs.len() {
        0 | 1 => "One output in every schedule, nothing to compare it with.".to_owned(),
        n => format!("{n} different outputs, nothing to compare them with."),
    }
}

/// With a full stop, unless it ends like a sentence already.
pub(crate) fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
