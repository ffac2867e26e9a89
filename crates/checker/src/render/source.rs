//! The learner's lines that a trace is about, with their numbers.

use std::collections::BTreeSet;

use super::Style;
use super::canvas::{Line, Tone, cut};
use super::selection::{Row, Selection};
use crate::report::Report;

/// More lines than this are a listing, not an extract.
const N_LINES: usize = 10;

/// The numbers of the lines to show: those that the sentence names and those of the steps that the failure is about, else
/// of all that are shown.
pub(super) fn lines_of(report: &Report, selection: Option<&Selection<'_>>) -> Vec<u32> {
    let mut lines: BTreeSet<u32> = report.place.iter().map(|place| place.line).collect();
    lines.extend(named_lines(report.message.as_deref().unwrap_or_default()));
    if let Some(selection) = selection {
        let steps: Vec<_> = selection
            .rows
            .iter()
            .filter_map(|row| match row {
                Row::Step(step) => Some(*step),
                Row::Gap(_) => None,
            })
            .collect();
        let blocked = selection
            .blocked
            .iter()
            .filter(|blocked| blocked.op != "join");
        for blocked in blocked {
            lines.extend(
                blocked
                    .place
                    .iter()
                    .chain(&blocked.taken)
                    .map(|place| place.line),
            );
        }
        // Main looks at the result in the end; what the workers did explains it. In a deadlock anybody may be the cause.
        let is_deadlock = !selection.blocked.is_empty();
        let explains = steps.iter().filter(|step| {
            let is_involved = step
                .object
                .as_deref()
                .is_some_and(|object| selection.objects.contains(object));
            is_involved && step.op != "unlock" && (step.thread != 0 || is_deadlock)
        });
        lines.extend(explains.filter_map(|step| step.line));
        if lines.is_empty() {
            lines.extend(steps.iter().filter_map(|step| step.line));
        }
    }
    lines.into_iter().take(N_LINES).collect()
}

/// The lines that a sentence speaks of: "at line 9".
fn named_lines(sentence: &str) -> impl Iterator<Item = u32> {
    sentence.split(" line ").skip(1).filter_map(|after| {
        let n_digits = after.find(|c: char| !c.is_ascii_digit());
        after[..n_digits.unwrap_or(after.len())].parse().ok()
    })
}

/// The extract; stretches that are not shown are marked.
pub(super) fn extract(source: &str, numbers: &[u32], style: &Style) -> Vec<Line> {
    let text: Vec<&str> = source.lines().collect();
    let chosen: Vec<(u32, &str)> = numbers
        .iter()
        .filter_map(|number| Some((*number, *text.get((*number as usize).checked_sub(1)?)?)))
        .collect();
    let n_digits = chosen
        .last()
        .map_or(1, |(number, _)| number.to_string().len())
        .max(2);
    let indent = chosen
        .iter()
        .map(|(_, line)| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let mut lines = Vec::new();
    let mut previous = None;
    for (number, line) in chosen {
        if previous.is_some_and(|previous| previous + 1 < number) {
            lines.push(Line::of(format!("  {:>n_digits$} │", "⋮"), Tone::Dim));
        }
        previous = Some(number);
        let mut shown = Line::of(format!("  {number:>n_digits$} │ "), Tone::Dim);
        let width = style.width.saturating_sub(shown.width());
        shown.push(
            cut(&line[indent..].replace('\t', "    "), width),
            Tone::Plain,
        );
        lines.push(shown);
    }
    lines
}
