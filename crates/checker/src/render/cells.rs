//! One step of a trace in a few signs, and what a reader should notice about it.

use super::words;
use crate::naming::end_of_channel;
use crate::report::{Blocked, Counterexample, Step};

/// A step in a few signs: `load counter → 0`.
pub(super) fn cell(trace: &Counterexample, step: &Step) -> String {
    let target = step
        .target
        .map(|target| thread_name(trace, target))
        .or(step.object.as_deref())
        .unwrap_or_default();
    let object = step
        .object
        .as_deref()
        .map_or("", |object| end_of_channel(object, &step.op));
    let value = step.value.as_deref();
    match step.op.as_str() {
        "park" if words::is_parker(step.object.as_deref(), thread_name(trace, step.thread)) => {
            match value {
                Some(how) => format!("park {object}: {how}"),
                None => format!("park {object}"),
            }
        }
        op @ ("spawn" | "join" | "unpark" | "is_finished") => {
            match value.filter(|_| op == "is_finished") {
                Some(value) => format!("{op} {target} → {value}"),
                None => format!("{op} {target}"),
            }
        }
        op @ ("print" | "eprint") => {
            format!("{op} {}", words::quoted(value.unwrap_or_default()))
        }
        // The message stands below the picture.
        "panic" if step.thread == 0 && step.line.is_none() => "fails".to_owned(),
        "panic" => "panic".to_owned(),
        "notify_one" | "notify_all" if step.target.is_none() => format!("{} {object}", step.op),
        // Whom it wakes says more than whom it is for.
        "notify_one" if step.target.is_some() => format!("notify_one → {target}"),
        "park" => value.map_or("park".to_owned(), |how| format!("park: {how}")),
        "end" if step.thread == 0 => "end of the program".to_owned(),
        // A process and another one.
        "starts" if step.failed => "cannot start a program".to_owned(),
        op @ ("starts" | "signals" | "has waited for") => match value {
            Some(how) => format!("{op} {target}: {how}"),
            None => format!("{op} {target}"),
        },
        op => {
            let mut text = if object.is_empty() {
                op.to_owned()
            } else {
                format!("{op} {object}")
            };
            match (value, step.wrote.as_deref()) {
                (Some(how), _) if step.failed => text.push_str(&format!(": {how}")),
                (None, _) if step.failed => text.push_str(" fails"),
                (Some(read), Some(wrote)) => text.push_str(&format!(": {read} → {wrote}")),
                (None, Some(wrote)) => text.push_str(&format!(" ← {wrote}")),
                (Some(read), None) if is_read(op) => text.push_str(&format!(" → {read}")),
                (Some(how), None) => text.push_str(&format!(": {how}")),
                (None, None) => {}
            }
            text
        }
    }
}

fn is_read(op: &str) -> bool {
    op == "load" || op.contains("recv") || matches!(op, "now" | "len")
}

pub(super) fn blocked_cell(trace: &Counterexample, blocked: &Blocked) -> String {
    let what = match (blocked.op.as_str(), &blocked.object) {
        ("join", _) => {
            let names: Vec<&str> = blocked
                .waits_for
                .iter()
                .map(|thread| thread_name(trace, *thread))
                .collect();
            format!("join {}", names.join(", "))
        }
        ("park", Some(parker))
            if words::is_parker(Some(parker), thread_name(trace, blocked.thread)) =>
        {
            format!("park {parker}")
        }
        ("park", _) => "park".to_owned(),
        ("select" | "ready", None) => "any channel".to_owned(),
        (op, Some(object)) => format!("{op} {}", end_of_channel(object, op)),
        (op, None) => op.to_owned(),
    };
    format!("waits: {}", what.trim_end())
}

/// What a reader should notice about a step.
pub(super) fn note(trace: &Counterexample, step: &Step) -> Option<String> {
    if let Some(value) = &step.value {
        if matches!(value.as_str(), "nobody waits" | "0 waiting") {
            return Some("nobody waits".to_owned());
        }
        if value.contains("spurious") && step.op != "compare_exchange_weak" {
            return Some("nobody woke it".to_owned());
        }
    }
    if step.wrote.is_none() || step.failed || step.value.is_some() {
        return None;
    }
    let before = || {
        trace
            .steps
            .iter()
            .filter(|other| other.n < step.n && other.object == step.object)
    };
    let last_write = before().rfind(|other| other.wrote.is_some() && !other.failed)?;
    let last_read = before().rfind(|other| other.thread == step.thread && other.op == "load")?;
    (last_write.thread != step.thread && last_read.n < last_write.n)
        .then(|| format!("overwrites step {}", last_write.n))
}

pub(super) fn thread_name(trace: &Counterexample, thread: u32) -> &str {
    trace
        .threads
        .get(thread as usize)
        .map_or("a thread", String::as_str)
}
