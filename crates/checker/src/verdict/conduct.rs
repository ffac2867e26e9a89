//! How a submission went about its work, where every outcome is right: rules over facts, predictions, stored sets.

use std::collections::BTreeSet;
use std::time::Duration;

use model::report::{End, Exploration, Facts, Outcome, Rule};

use super::{Ruling, Stored, is_plain};
use crate::report::Verdict;

/// The first rule that is broken. Rules about threads come before bounds: a bound that is exceeded because nothing
/// runs at the same time is the smaller news.
pub(super) fn rules(exploration: &Exploration) -> Option<Ruling> {
    let mut broken: Vec<Ruling> = exploration
        .rules
        .iter()
        .filter_map(|rule| broken(rule, &exploration.facts))
        .collect();
    broken.sort_by_key(|ruling| match ruling.verdict {
        Verdict::NotConcurrent => 0,
        Verdict::Leak => 1,
        _ => 2,
    });
    broken.into_iter().next()
}

fn broken(rule: &Rule, facts: &Facts) -> Option<Ruling> {
    let ruling = |verdict, diagnosis: &str, message: String, schedule: &str| {
        let mut ruling = Ruling::new(verdict, message);
        if !diagnosis.is_empty() {
            ruling = ruling.diagnosed(diagnosis);
        }
        ruling.schedule = (!schedule.is_empty()).then(|| schedule.to_owned());
        Some(ruling)
    };
    match *rule {
        Rule::SpawnsAtLeast(n) if facts.spawned.min < n => {
            let found = facts.spawned.min;
            let message = if found == 0 {
                "No thread is spawned: everything runs on the main thread.".to_owned()
            } else {
                format!("{} spawned, but at least {n} are needed.", threads(found))
            };
            let diagnosis = if found == 0 { "no-thread" } else { "" };
            ruling(
                Verdict::NotConcurrent,
                diagnosis,
                message,
                &facts.spawned.min_schedule,
            )
        }
        Rule::OverlapsAtLeast(n) if facts.overlap.min < n => {
            let (diagnosis, message) = if facts.spawned.min >= n {
                (
                    "joined-in-the-spawn-loop",
                    "The threads never run at the same time: each one is waited for before the next one starts.".to_owned(),
                )
            } else if facts.spawned.max == 0 {
                (
                    "no-thread",
                    "No thread is spawned: everything runs on the main thread.".to_owned(),
                )
            } else {
                let found = facts.overlap.min;
                (
                    "one-at-a-time",
                    format!(
                        "At most {found} of the spawned threads can run at the same time; {n} should."
                    ),
                )
            };
            ruling(
                Verdict::NotConcurrent,
                diagnosis,
                message,
                &facts.overlap.min_schedule,
            )
        }
        Rule::JoinsAll if facts.unjoined.max > 0 => {
            let message = format!("{} left without a join.", threads(facts.unjoined.max));
            ruling(
                Verdict::Leak,
                "not-joined",
                message,
                &facts.unjoined.max_schedule,
            )
        }
        Rule::SpawnsAtMost(n) if facts.spawned.max > n => {
            let message = format!(
                "{} spawned, but at most {n} are allowed.",
                threads(facts.spawned.max)
            );
            ruling(
                Verdict::Inefficient,
                "too-many-threads",
                message,
                &facts.spawned.max_schedule,
            )
        }
        Rule::NoBusyWait if facts.idle_polls.max > 0 => {
            let message = "A thread asks again and again whether something has changed, instead of sleeping until it has.";
            ruling(
                Verdict::Inefficient,
                "busy-wait",
                message.to_owned(),
                &facts.idle_polls.max_schedule,
            )
        }
        Rule::MakespanAtMost(limit) if facts.makespan.max > limit => {
            let found = duration(facts.makespan.max);
            let limit = duration(limit);
            if facts.slept_holding_lock.max > 0 {
                let message = format!(
                    "A thread keeps its lock while it waits, so the others wait too: {found} in all, {limit} are enough."
                );
                let schedule = &facts.makespan.max_schedule;
                // The trace may tell how it comes that the lock is held.
                return ruling(Verdict::NotConcurrent, "", message, schedule).map(|ruling| {
                    Ruling {
                        suspected: Some("lock-held-across-sleep".to_owned()),
                        ..ruling
                    }
                });
            }
            let message = format!(
                "It takes {found} where {limit} are enough: something is waited for that need not be, or one wait \
                 follows another where both could pass at the same time."
            );
            ruling(
                Verdict::Inefficient,
                "",
                message,
                &facts.makespan.max_schedule,
            )
        }
        Rule::QueueAtMost(n) if facts.queue.max > n => {
            let message = format!(
                "A queue grows to {} entries; at most {n} are allowed.",
                facts.queue.max
            );
            ruling(
                Verdict::Inefficient,
                "unbounded-queue",
                message,
                &facts.queue.max_schedule,
            )
        }
        Rule::LockTakenAtMost(n) if facts.lock_taken.max > n => {
            let message = format!(
                "One lock is taken {} times, where {n} are enough: threads wait for each other more often than they have to.",
                facts.lock_taken.max
            );
            ruling(
                Verdict::Inefficient,
                "hot-lock",
                message,
                &facts.lock_taken.max_schedule,
            )
        }
        Rule::ReceivesAll if facts.unreceived.max > 0 => {
            let message = match facts.unreceived.max {
                1 => "A message is sent, and nobody receives it.".to_owned(),
                n => format!("{n} messages are sent, and nobody receives them."),
            };
            let always = facts.unreceived.min > 0;
            ruling(
                if always {
                    Verdict::WrongAnswer
                } else {
                    Verdict::Race
                },
                "lost-at-shutdown",
                message,
                &facts.unreceived.max_schedule,
            )
        }
        _ => None,
    }
}

/// Names the missing join as the cause of a race where the check requires one and no schedule at all has it. (Where
/// only some schedules lack it, the failure may be what kept the main thread from joining.)
pub(super) fn blame_missing_join(exploration: &Exploration, ruling: Ruling) -> Ruling {
    let n = exploration.facts.unjoined.min;
    if n == 0 || !exploration.rules.contains(&Rule::JoinsAll) {
        return ruling;
    }
    let told = ruling.message.as_deref().unwrap_or_default();
    let message = format!(
        "Nobody waits for {}, so the rest can be over before. {told}",
        spawned(n)
    );
    Ruling {
        message: Some(message),
        ..ruling
    }
    .diagnosed("not-joined")
}

fn spawned(n: u64) -> String {
    if n == 1 {
        "a spawned thread".to_owned()
    } else {
        format!("{n} of the spawned threads")
    }
}

fn threads(n: u64) -> String {
    if n == 1 {
        "1 thread is".to_owned()
    } else {
        format!("{n} threads are")
    }
}

fn duration(nanos: u64) -> String {
    format!("{:?}", Duration::from_nanos(nanos))
}

/// Compares what the learner says the program can print with what it can print. The answer names what is wrong with
/// the learner's list, never what belongs there.
pub(super) fn predictions(exploration: &Exploration) -> Option<Ruling> {
    exploration.rules.iter().find_map(|rule| match rule {
        Rule::Predicts(predicted) => prediction(exploration, predicted),
        _ => None,
    })
}

fn prediction(exploration: &Exploration, predicted: &[String]) -> Option<Ruling> {
    let plain = || {
        exploration
            .outcomes
            .iter()
            .filter(|outcome| is_plain(outcome) && outcome.end == End::Ok)
    };
    let possible: BTreeSet<&str> = plain().map(|outcome| outcome.stdout.trim_end()).collect();
    let predicted: BTreeSet<&str> = predicted.iter().map(|output| output.trim_end()).collect();
    let n_missing = possible.difference(&predicted).count();
    let impossible = predicted.difference(&possible).next();
    if let Some(impossible) = impossible {
        if !exploration.exhaustive {
            return Some(Ruling::new(
                Verdict::Inconclusive,
                "Not every schedule could be tried, so nobody can say that an output is impossible.".to_owned(),
            ));
        }
        let message = format!("No schedule prints {impossible:?}.");
        return Some(Ruling::new(Verdict::WrongAnswer, message).diagnosed("impossible-outcome"));
    }
    if n_missing == 0 {
        return None;
    }
    // What one sees nearly every time: nobody is interrupted, and those who were spawned first go first.
    let is_usual =
        |outcome: &Outcome| outcome.preemptions == 0 && in_spawn_order(&outcome.schedule);
    let mut expected = plain().filter(|outcome| predicted.contains(outcome.stdout.trim_end()));
    if predicted.len() == 1 && expected.any(is_usual) {
        let message = "Your list holds one order only, in which those who were spawned first go first. They need not.";
        return Some(
            Ruling::new(Verdict::WrongAnswer, message.to_owned()).diagnosed("spawn-order-belief"),
        );
    }
    let message = match n_missing {
        1 => "The program can print one more output that your list lacks.".to_owned(),
        n => format!("The program can print {n} more outputs that your list lacks."),
    };
    Some(Ruling::new(Verdict::WrongAnswer, message).diagnosed("missing-outcome"))
}

/// Whether a schedule takes the spawned threads in the order of their numbers: `1*2.0.2`, but not `2.1`.
fn in_spawn_order(schedule: &str) -> bool {
    let choices = schedule
        .rsplit_once(':')
        .map_or(schedule, |(_, choices)| choices);
    let threads = choices.split('.').filter_map(|choice| {
        let digits = choice
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(choice.len());
        choice[..digits].parse::<u32>().ok()
    });
    threads.filter(|thread| *thread != 0).is_sorted()
}

/// One outcome in the stored form.
pub(super) fn block(outcome: &Outcome) -> String {
    let mut block = format!("end: {}\n", end(outcome));
    if !outcome.stdout.is_empty() {
        block.push_str(&format!("stdout: {:?}\n", outcome.stdout));
    }
    if let Some(returned) = &outcome.returned {
        block.push_str(&format!("returned: {returned:?}\n"));
    }
    block.push('\n');
    block
}

fn end(outcome: &Outcome) -> String {
    match (outcome.end, outcome.code) {
        (End::Exit, Some(code)) => format!("exit {code}"),
        (End::Exit, None) => "exit".to_owned(),
        (End::Ok, _) => "ok".to_owned(),
        (End::Panic, _) => "panic".to_owned(),
        (End::Deadlock, _) => "deadlock".to_owned(),
        (End::Livelock, _) => "livelock".to_owned(),
        (End::Crash, _) => "crash".to_owned(),
        (End::StepLimit, _) => "step limit".to_owned(),
    }
}

/// Compares the outcomes found with the stored set. What the set holds is never told.
pub(super) fn outcome_set(exploration: &Exploration, stored: Stored<'_>) -> Option<Ruling> {
    let stored = match stored {
        Stored::NotAsked => return None,
        Stored::Missing => {
            let message = format!(
                "The stored outcomes of the check \"{}\" are missing.",
                exploration.name
            );
            return Some(Ruling::new(Verdict::JudgeError, message));
        }
        Stored::Text(stored) => stored,
    };
    let expected: BTreeSet<&str> = stored
        .split("\n\n")
        .map(str::trim)
        .filter(|block| !block.is_empty())
        .collect();
    let blocks: Vec<(usize, String)> = exploration
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, outcome)| outcome.end != End::StepLimit)
        .map(|(idx, outcome)| (idx, block(outcome).trim().to_owned()))
        .collect();
    let is_expected = |text: &str| expected.contains(text);
    let unexpected: Vec<usize> = blocks
        .iter()
        .filter(|(_, text)| !is_expected(text))
        .map(|(idx, _)| *idx)
        .collect();
    let outcomes = &exploration.outcomes;
    if let Some(first) = unexpected
        .iter()
        .copied()
        .min_by_key(|idx| (!is_plain(&outcomes[*idx]), *idx))
    {
        let outcome = &outcomes[first];
        let mut plain = blocks.iter().filter(|(idx, _)| is_plain(&outcomes[*idx]));
        let verdict = if !is_plain(outcome) {
            if outcome.spurious {
                Verdict::Race
            } else {
                Verdict::TimingDependent
            }
        } else if plain.all(|(_, text)| !is_expected(text)) {
            Verdict::WrongAnswer
        } else {
            Verdict::Race
        };
        let what = match &outcome.returned {
            Some(returned) => format!("give {returned}"),
            None => format!("print {:?}", outcome.stdout),
        };
        let mut ruling = Ruling::new(
            verdict,
            format!("The program can {what}, which the right one never does."),
        );
        ruling.outcome = Some(first);
        ruling.failing = unexpected;
        return Some(ruling);
    }
    let found: BTreeSet<&str> = blocks.iter().map(|(_, text)| text.as_str()).collect();
    expected.difference(&found).next()?;
    if !exploration.exhaustive {
        let message = "Not every schedule could be tried, and not every outcome of the right program was seen.";
        return Some(Ruling::new(Verdict::Inconclusive, message.to_owned()));
    }
    if exploration.facts.spawned.max == 0 {
        let message = "No thread is spawned: everything runs on the main thread.".to_owned();
        return Some(Ruling::new(Verdict::NotConcurrent, message).diagnosed("no-thread"));
    }
    let message = "The right program has more possible outcomes than this one: something is in order that need not be.";
    Some(Ruling::new(Verdict::NotConcurrent, message.to_owned()))
}
