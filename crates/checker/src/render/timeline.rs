//! The failing interleaving as a picture: a lane for each thread, a row for each step, time downwards.
//!
//! Where the lanes do not fit the width, or are too many, the same steps become a list.

use super::Style;
use super::canvas::{Line, Tone, cut, duration, n_columns};
use super::cells::{note, thread_name};
use super::selection::{CELLS, Row, Selection};
use crate::report::{Blocked, Counterexample, Step};

/// The picture.
pub(super) fn draw(selection: &Selection<'_>, style: &Style) -> Vec<Line> {
    let n_digits = selection
        .trace
        .steps
        .last()
        .map_or(1, |step| step.n.to_string().len())
        .max(2);
    for cell in CELLS {
        let selection = Selection {
            cell,
            ..selection.clone()
        };
        let lanes = lanes(&selection, |_| true);
        if let Some(grid) = Grid::new(&lanes, n_digits, style.width) {
            return grid.draw(&selection, &lanes);
        }
    }
    let all = lanes(selection, |_| true);
    let involved = lanes(selection, |step| concerns(selection, step));
    if involved.len() > 1
        && involved.len() < all.len()
        && let Some(grid) = Grid::new(&involved, n_digits, style.width)
    {
        let mut lines = grid.draw(selection, &involved);
        let left_out: Vec<&str> = all
            .iter()
            .filter(|lane| !involved.iter().any(|other| other.thread == lane.thread))
            .map(|lane| thread_name(selection.trace, lane.thread))
            .collect();
        let note = format!(
            "{} not shown: {}",
            lanes_of(left_out.len(), selection.is_real),
            left_out.join(", ")
        );
        let mut line = Line::new();
        line.pad_to(grid.gutter);
        line.push(
            cut(&note, style.width.saturating_sub(grid.gutter)),
            Tone::Dim,
        );
        lines.push(line);
        return lines;
    }
    list(selection, n_digits, style.width)
}

fn lanes_of(n: usize, is_real: bool) -> String {
    match (n, is_real) {
        (1, false) => "1 thread".to_owned(),
        (1, true) => "1 process".to_owned(),
        (n, false) => format!("{n} threads"),
        (n, true) => format!("{n} processes"),
    }
}

fn concerns(selection: &Selection<'_>, step: &Step) -> bool {
    step.object
        .as_deref()
        .is_some_and(|object| selection.objects.contains(object))
        || step.op == "panic"
}

/// A thread's column.
struct Lane {
    thread: u32,
    width: usize,
}

/// The lanes of the threads that have something to show, each as wide as its widest cell.
fn lanes(selection: &Selection<'_>, counts: impl Fn(&Step) -> bool) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for thread in 0..selection.trace.threads.len() as u32 {
        let steps = selection.rows.iter().filter_map(|row| match row {
            Row::Step(step) if step.thread == thread => Some(*step),
            _ => None,
        });
        let blocked = selection
            .blocked
            .iter()
            .find(|blocked| blocked.thread == thread);
        let shown: Vec<&Step> = steps.collect();
        let is_stuck =
            blocked.is_some_and(|blocked| blocked.op != "join" || counts_joins(selection, &counts));
        if !is_stuck && !shown.iter().any(|step| counts(step)) {
            continue;
        }
        let cells = shown
            .iter()
            .map(|step| cell_width(&selection.cell(step), step.line));
        let last =
            blocked.map(|blocked| cell_width(&selection.blocked_cell(blocked), line_of(blocked)));
        let widest = cells.chain(last).max().unwrap_or(0);
        lanes.push(Lane {
            thread,
            width: widest.max(n_columns(thread_name(selection.trace, thread))),
        });
    }
    lanes
}

/// Whether every step counts (then so does a thread that only waits for others).
fn counts_joins(selection: &Selection<'_>, counts: impl Fn(&Step) -> bool) -> bool {
    selection.trace.steps.iter().all(counts)
}

fn cell_width(text: &str, line: Option<u32>) -> usize {
    n_columns(text) + line.map_or(0, |line| line.to_string().len() + 2)
}

fn line_of(blocked: &Blocked) -> Option<u32> {
    blocked.place.as_ref().map(|place| place.line)
}

/// Columns between two lanes, the guide included.
const GAP: usize = 3;

struct Grid {
    gutter: usize,
    n_digits: usize,
    /// First column of each lane's text.
    starts: Vec<usize>,
    widths: Vec<usize>,
    width: usize,
}

impl Grid {
    /// `None` where the lanes do not fit.
    fn new(lanes: &[Lane], n_digits: usize, width: usize) -> Option<Grid> {
        let gutter = 2 + n_digits + GAP;
        let natural = gutter + lanes.iter().map(|lane| lane.width + GAP).sum::<usize>() - GAP;
        if lanes.is_empty() || natural > width {
            return None;
        }
        // A little air, where there is room for it.
        let n_air = ((width - natural) / lanes.len()).min(4);
        let mut starts = Vec::new();
        let mut at = gutter;
        for lane in lanes {
            starts.push(at);
            at += lane.width + n_air + GAP;
        }
        Some(Grid {
            gutter,
            n_digits,
            starts,
            widths: lanes.iter().map(|lane| lane.width).collect(),
            width,
        })
    }

    fn draw(&self, selection: &Selection<'_>, lanes: &[Lane]) -> Vec<Line> {
        let trace = selection.trace;
        let lane_of = |thread: u32| lanes.iter().position(|lane| lane.thread == thread);
        let mut lines = Vec::new();
        let mut header = Line::new();
        for (idx, lane) in lanes.iter().enumerate() {
            header.pad_to(self.starts[idx]);
            header.push(
                thread_name(trace, lane.thread),
                Tone::ThreadStrong(lane.thread),
            );
        }
        lines.push(header);
        for row in &selection.rows {
            let step = match row {
                Row::Step(step) => step,
                Row::Gap(n) => {
                    lines.push(self.gap(&gap_text(*n)));
                    continue;
                }
            };
            if step.op == "time passes" {
                lines.push(self.gap(&format!("time passes, until {}", duration(step.time))));
                continue;
            }
            let Some(own) = lane_of(step.thread) else {
                continue;
            };
            let mut line = self.number(step.n);
            for (idx, lane) in lanes.iter().enumerate().take(own) {
                self.guide(&mut line, idx, guide(selection, lane.thread, step.n));
            }
            self.cell(
                &mut line,
                own,
                &selection.cell(step),
                step.line,
                Tone::Thread(step.thread),
            );
            let note = note(trace, step);
            let note_fits = note
                .as_ref()
                .is_some_and(|note| line.width() + GAP + n_columns(note) <= self.width);
            match &note {
                // Nothing else happens in this row: the note may run over the lanes to the right.
                Some(note) if note_fits => line.push(format!("   {note}"), Tone::Bad),
                _ => {
                    for (idx, lane) in lanes.iter().enumerate().skip(own + 1) {
                        self.guide(&mut line, idx, guide(selection, lane.thread, step.n));
                    }
                }
            }
            lines.push(line);
            if let Some(note) = note.filter(|_| !note_fits) {
                let mut line = Line::new();
                let start = self.starts[own].min(self.width.saturating_sub(n_columns(&note) + 2));
                line.pad_to(start);
                line.push(format!("↳ {note}"), Tone::Bad);
                lines.push(line);
            }
        }
        if !selection.blocked.is_empty() {
            lines.push(self.stuck(selection, lanes));
        }
        lines
    }

    /// The last row of a deadlock: all that wait, side by side.
    fn stuck(&self, selection: &Selection<'_>, lanes: &[Lane]) -> Line {
        let mut line = Line::new();
        line.push(
            format!("  {:>width$}", "✗", width = self.n_digits),
            Tone::Bad,
        );
        for (idx, lane) in lanes.iter().enumerate() {
            if let Some(blocked) = selection
                .blocked
                .iter()
                .find(|blocked| blocked.thread == lane.thread)
            {
                line.pad_to(self.starts[idx]);
                let text = selection.blocked_cell(blocked);
                self.cell(&mut line, idx, &text, line_of(blocked), Tone::Bad);
            }
        }
        line
    }

    fn number(&self, n: u32) -> Line {
        Line::of(format!("  {n:>width$}", width = self.n_digits), Tone::Dim)
    }

    fn gap(&self, text: &str) -> Line {
        let mut line = Line::of(
            format!("  {:>width$}", "⋮", width = self.n_digits),
            Tone::Dim,
        );
        line.pad_to(self.gutter);
        line.push(text, Tone::Dim);
        line
    }

    fn guide(&self, line: &mut Line, lane: usize, mark: &'static str) {
        line.pad_to(self.starts[lane]);
        line.push(mark, Tone::Dim);
    }

    fn cell(&self, line: &mut Line, lane: usize, text: &str, source: Option<u32>, tone: Tone) {
        let start = self.starts[lane];
        line.pad_to(start);
        line.push(text, tone);
        if let Some(source) = source {
            let source = source.to_string();
            line.pad_to(start + self.widths[lane] - source.len());
            line.push(source, Tone::Dim);
        }
    }
}

fn gap_text(n: usize) -> String {
    if n == 1 {
        "1 step left out".to_owned()
    } else {
        format!("{n} steps left out")
    }
}

/// What stands in another thread's lane while step `n` happens: it could go on, it waits, or it isn't there.
fn guide(selection: &Selection<'_>, thread: u32, n: u32) -> &'static str {
    let steps = || selection.trace.steps.iter();
    let own = || steps().filter(|step| step.thread == thread);
    let birth = steps()
        .find(|step| matches!(step.op.as_str(), "spawn" | "starts") && step.target == Some(thread));
    let is_end = |op: &str| matches!(op, "end" | "exit" | "panic" | "exits" | "is killed");
    let has_ended = own().any(|step| is_end(&step.op) && step.n < n);
    if birth.is_some_and(|birth| birth.n >= n) || has_ended {
        return " ";
    }
    let is_busy = |thread: u32| steps().any(|step| step.thread == thread && step.n >= n);
    // Sleeps are written down when they begin, all else when it is done.
    let sleeps = own()
        .rfind(|step| step.n < n)
        .is_some_and(|latest| latest.op == "sleep");
    let waits = sleeps
        || match own().find(|step| step.n > n) {
            Some(next) => match next.op.as_str() {
                "wake" => true,
                "join" => next.target.is_some_and(is_busy),
                "lock" | "read" | "write" => is_held_by_another(selection.trace, next, n),
                "recv" | "send" | "select" | "ready" | "park" | "initialise" => {
                    next.waited_since.is_some_and(|since| since <= n)
                }
                _ => false,
            },
            None => selection
                .blocked
                .iter()
                .any(|blocked| blocked.thread == thread),
        };
    if waits { "┊" } else { "│" }
}

/// Whether somebody else has, after step `n`, the lock that `next` will take.
fn is_held_by_another(trace: &Counterexample, next: &Step, n: u32) -> bool {
    let mut on_it = trace
        .steps
        .iter()
        .filter(|step| step.n <= n && step.object == next.object && step.thread != next.thread);
    let latest =
        on_it.rfind(|step| matches!(step.op.as_str(), "lock" | "read" | "write" | "unlock"));
    next.waited_since.is_some_and(|since| since <= n)
        && latest.is_some_and(|latest| latest.op != "unlock")
}

/// The same steps, a line each.
fn list(selection: &Selection<'_>, n_digits: usize, width: usize) -> Vec<Line> {
    let trace = selection.trace;
    let shown = || {
        selection.rows.iter().filter_map(|row| match row {
            Row::Step(step) => Some(*step),
            Row::Gap(_) => None,
        })
    };
    let all = shown()
        .map(|step| step.thread)
        .chain(selection.blocked.iter().map(|blocked| blocked.thread));
    let n_name = all
        .map(|thread| n_columns(thread_name(trace, thread)))
        .max()
        .unwrap_or(0);
    let n_line = shown()
        .filter_map(|step| step.line)
        .max()
        .map_or(0, |line| line.to_string().len());
    let names_at = 2 + n_digits + 2;
    let cells_at = names_at + n_name + 2;
    // No lanes beside one another: there is room for longer texts.
    let selection = &Selection {
        cell: width
            .saturating_sub(cells_at + n_line + 2)
            .clamp(CELLS[0], 64),
        ..selection.clone()
    };
    let n_cell = shown()
        .map(|step| n_columns(&selection.cell(step)))
        .chain(
            selection
                .blocked
                .iter()
                .map(|blocked| n_columns(&selection.blocked_cell(blocked))),
        )
        .max()
        .unwrap_or(0);
    let row = |number: &str, thread: u32, text: &str, source: Option<u32>, tone: Tone| {
        let mut line = Line::of(format!("  {number:>n_digits$}"), Tone::Dim);
        line.pad_to(names_at);
        line.push(thread_name(trace, thread), Tone::ThreadStrong(thread));
        line.pad_to(cells_at);
        line.push(
            cut(text, width.saturating_sub(cells_at + n_line + 2).max(8)),
            tone,
        );
        if let Some(source) = source {
            line.pad_to(cells_at + n_cell + 2);
            line.push(format!("{source:>n_line$}"), Tone::Dim);
        }
        line
    };
    let mut lines = Vec::new();
    for entry in &selection.rows {
        match entry {
            Row::Gap(n) => {
                let mut line = Line::of(format!("  {:>n_digits$}", "⋮"), Tone::Dim);
                line.pad_to(names_at);
                line.push(gap_text(*n), Tone::Dim);
                lines.push(line);
            }
            Row::Step(step) if step.op == "time passes" => {
                let mut line = Line::of(format!("  {:>n_digits$}", "⋮"), Tone::Dim);
                line.pad_to(names_at);
                line.push(
                    format!("time passes, until {}", duration(step.time)),
                    Tone::Dim,
                );
                lines.push(line);
            }
            Row::Step(step) => {
                let mut line = row(
                    &step.n.to_string(),
                    step.thread,
                    &selection.cell(step),
                    step.line,
                    Tone::Thread(step.thread),
                );
                if let Some(note) =
                    note(trace, step).filter(|note| line.width() + 3 + n_columns(note) <= width)
                {
                    line.push(format!("   {note}"), Tone::Bad);
                }
                lines.push(line);
            }
        }
    }
    for blocked in selection.blocked {
        lines.push(row(
            "✗",
            blocked.thread,
            &selection.blocked_cell(blocked),
            line_of(blocked),
            Tone::Bad,
        ));
    }
    lines
}
