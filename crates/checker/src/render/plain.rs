//! The report in plain sentences, one a line: for screen readers, logs and everybody who prefers to read.

use super::canvas::duration;
use super::selection::{Row, select};
use super::{
    Style, WEAK_ORDERINGS, commands, ending, first_step, is_replay, notes, reservation, result,
    search, sentence, source, summary_of_pass, trace_of, words,
};
use crate::report::{Report, Step, Verdict};

/// The report in sentences, without drawing, colours or arrows; ends with a line end.
pub fn plain(report: &Report, source: &str, style: &Style) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut say = |line: String| lines.push(line);
    match &report.exercise {
        Some(exercise) => say(format!("Exercise {exercise}.")),
        None => say(format!("Program {}.", report.file)),
    }
    if let Some(reservation) = reservation(report) {
        say(reservation);
    }
    if report.verdict.is_pass() {
        let text = summary_of_pass(report).0;
        say(full_stop(text.trim_start_matches("✓ ")));
    } else {
        if report.verdict.is_not_judged() {
            say("Not judged: not your mistake.".to_owned());
        }
        say(full_stop(&sentence(report)));
        let diagnosis = report
            .diagnosis
            .as_ref()
            .map(|name| format!(", {}", name.replace('-', " ")));
        say(format!(
            "Verdict: {}{}.",
            report.verdict,
            diagnosis.unwrap_or_default()
        ));
        if let Some(step) = first_step(report) {
            say(step);
        }
    }
    let search = search(report);
    if !search.is_empty() {
        say(format!("Explored: {search}."));
    }
    if let Some(compiler) = report
        .compiler
        .as_deref()
        .filter(|_| report.verdict != Verdict::Pass)
    {
        say(compiler.trim_end().to_owned());
    }
    let selection = trace_of(report).map(|trace| select(report, trace, style));
    if let Some(selection) = &selection {
        say("Step by step:".to_owned());
        for row in &selection.rows {
            match row {
                Row::Gap(1) => say("One step is left out.".to_owned()),
                Row::Gap(n) => say(format!("{n} steps are left out.")),
                Row::Step(step) => say(step_sentence(step, &selection.trace.threads)),
            }
        }
        for line in result(report, selection.trace) {
            say(full_stop(&format!("In the end: {line}")));
        }
    }
    if !report.verdict.is_pass() && report.compiler.is_none() {
        let text: Vec<&str> = source.lines().collect();
        for number in source::lines_of(report, selection.as_ref()) {
            if let Some(line) = (number as usize)
                .checked_sub(1)
                .and_then(|idx| text.get(idx))
            {
                say(format!("Line {number}: {}", line.trim()));
            }
        }
    }
    if report.exercise.is_none() {
        for (idx, outcome) in report.outcomes.iter().enumerate() {
            let count = super::schedules(outcome.count);
            say(match is_replay(report) {
                true => format!("Outcome: {}.", ending(outcome)),
                false => format!(
                    "Outcome {}, of {count}, such as {}: {}.",
                    idx + 1,
                    outcome.schedule,
                    ending(outcome)
                ),
            });
            for note in notes(outcome) {
                say(full_stop(&note));
            }
            for line in outcome.stdout.lines() {
                say(format!("Output: {line}"));
            }
        }
    } else {
        for check in &report.checks {
            let verdict = if check.verdict.is_pass() {
                "passes"
            } else {
                check.verdict.as_str()
            };
            say(format!("Check \"{}\": {verdict}.", check.name));
        }
    }
    if report.weak_orderings {
        say(WEAK_ORDERINGS.to_owned());
    }
    match report.verdict {
        Verdict::Pass if is_replay(report) => {}
        Verdict::Pass => style
            .question
            .iter()
            .for_each(|question| say(format!("To think about: {}", question.trim()))),
        _ => style
            .hint
            .iter()
            .for_each(|hint| say(format!("Hint: {}", hint.trim()))),
    }
    for command in commands(report, style) {
        say(format!("To go on, type: {command}"));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn step_sentence(step: &Step, threads: &[String]) -> String {
    if step.op == "time passes" {
        return format!(
            "Step {}: time passes, until {}.",
            step.n,
            duration(step.time)
        );
    }
    let name = |thread: u32| {
        threads
            .get(thread as usize)
            .map_or("a thread", String::as_str)
    };
    let deed = words::deed(&words::Deed {
        thread: name(step.thread),
        op: &step.op,
        object: step.object.as_deref(),
        target: step.target.map(name),
        value: step.value.as_deref(),
        wrote: step.wrote.as_deref(),
        failed: step.failed,
    });
    let line = step
        .line
        .map(|line| format!(", line {line}"))
        .unwrap_or_default();
    format!("Step {}: {} {deed}{line}.", step.n, name(step.thread))
}

fn full_stop(text: &str) -> String {
    let text = text.trim_end();
    if text.ends_with(['.', '!', '?', ':']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
