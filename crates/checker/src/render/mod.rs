//! A report for a person: in a terminal, or in plain sentences.
//!
//! Renders what [`Report`] says and decides nothing. Places outside the learner's file are not in the report, so
//! they can't be shown.

use std::io::IsTerminal;

use crate::report::{CheckReport, Counterexample, Report, Verdict};

mod canvas;
mod cells;
mod ending;
mod gantt;
mod plain;
mod selection;
mod source;
mod summary;
#[cfg(test)]
mod tests;
mod timeline;
pub(crate) mod words;

use canvas::{Line, Tone, n_columns, wrap};
use ending::{ending, notes, result};
use summary::{
    is_replay, reservation, schedules, search, search_of_check, sentence, summary_of_pass,
};

pub use canvas::duration;
pub use gantt::{timed, timed_plain};
pub use plain::plain;

/// How to show a report, and what the caller has to add to it from the catalog.
#[derive(Clone, Debug)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Escape codes for colours.
    pub colour: bool,
    /// Arrows and lines; else their nearest in ASCII.
    pub unicode: bool,
    /// The hint that fits the mistake.
    pub hint: Option<String>,
    /// What to ask oneself after passing.
    pub question: Option<String>,
    /// What the exercise is called in the commands offered; the bare name where not given.
    pub handle: Option<String>,
    /// The exercise to go on with after passing.
    pub next: Option<String>,
}

impl Style {
    /// Without colours, for a file or a pipe.
    pub fn text(width: usize) -> Style {
        Style {
            width,
            colour: false,
            unicode: true,
            hint: None,
            question: None,
            handle: None,
            next: None,
        }
    }

    /// For standard output: colours where it is a terminal and `NO_COLOR` is not set; as wide as `COLUMNS` or the
    /// terminal say, but no wider than is good to read; ASCII in a `C` locale.
    pub fn for_stdout() -> Style {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(variable);
        let is_dumb = variable("TERM").is_some_and(|term| term == "dumb");
        let columns = variable("COLUMNS").and_then(|columns| columns.parse().ok());
        Style {
            colour: std::io::stdout().is_terminal() && variable("NO_COLOR").is_none() && !is_dumb,
            unicode: !locale.is_some_and(|locale| locale == "C" || locale == "POSIX"),
            ..Style::text(columns.or_else(terminal_width).unwrap_or(80).clamp(40, 120))
        }
    }

    /// The text in signs that the terminal has.
    fn legible(&self, text: &str) -> String {
        if self.unicode {
            return text.to_owned();
        }
        text.chars()
            .map(|c| match c {
                '↳' => '^',
                '│' => '|',
                '┊' => ':',
                '⋮' => ':',
                '·' => '-',
                '…' => '~',
                '✓' => '+',
                '✗' => 'x',
                'µ' => 'u',
                c => c,
            })
            .collect()
    }
}

/// Columns of the terminal that standard output is, if it is one.
#[cfg(unix)]
fn terminal_width() -> Option<usize> {
    let mut size = libc::winsize {
        ws_row: 0,
        ws_col: 0,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: TIOCGWINSZ writes one `winsize`, which outlives the call; any descriptor may be asked.
    let answer = unsafe { libc::ioctl(libc::STDOUT_FILENO, libc::TIOCGWINSZ, &raw mut size) };
    (answer == 0 && size.ws_col > 0).then(|| usize::from(size.ws_col))
}

/// Elsewhere only `COLUMNS` tells.
#[cfg(not(unix))]
fn terminal_width() -> Option<usize> {
    None
}

/// The report for a terminal; ends with a line end.
///
/// The sentence that says what happened comes first, the verdict's name second, then the interleaving, the lines it is
/// about, the hint that fits, and commands to go on with. `source` is the learner's file.
pub fn terminal(report: &Report, source: &str, style: &Style) -> String {
    let mut page = Page {
        lines: Vec::new(),
        style,
    };
    page.headline(report);
    // What is not what was asked for has to be known first; that a good answer is no proof qualifies it.
    if report.left_schedule.is_some() {
        page.reservation(report);
        page.sentence(report);
    } else {
        page.sentence(report);
        page.reservation(report);
    }
    if let Some(compiler) = report
        .compiler
        .as_deref()
        .filter(|_| report.verdict != Verdict::Pass)
    {
        for line in compiler.trim_end().lines() {
            page.lines.push(Line::of(line, Tone::Plain));
        }
        page.blank();
    }
    let selection = trace_of(report).map(|trace| selection::select(report, trace, style));
    if let Some(selection) = &selection {
        page.lines.extend(timeline::draw(selection, style));
        page.result(report, selection.trace);
        page.blank();
    }
    if !report.verdict.is_pass() && report.compiler.is_none() {
        let extract = source::extract(source, &source::lines_of(report, selection.as_ref()), style);
        if !extract.is_empty() {
            page.lines.extend(extract);
            page.blank();
        }
    }
    if report.exercise.is_none() && report.verdict != Verdict::Unstarted {
        page.outcomes(report);
    }
    page.checks(report);
    page.weak_orderings(report);
    page.advice(report);
    page.commands(report);
    page.finish()
}

/// A text broken at blanks into lines of at most `width` columns, each after `indent`; ends with a line end.
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    wrap(text, width.saturating_sub(n_columns(indent)).max(20))
        .iter()
        .map(|line| format!("{indent}{line}\n"))
        .collect()
}

/// The lines so far.
struct Page<'a> {
    lines: Vec<Line>,
    style: &'a Style,
}

impl Page<'_> {
    fn blank(&mut self) {
        self.lines.push(Line::new());
    }

    fn wrapped(&mut self, text: &str, indent: usize, tone: Tone) {
        for line in wrap(text, self.style.width.saturating_sub(indent).max(20)) {
            self.lines
                .push(Line::of(format!("{}{line}", " ".repeat(indent)), tone));
        }
    }

    /// What was judged on the left, how thoroughly on the right.
    fn headline(&mut self, report: &Report) {
        let subject = report.exercise.as_deref().unwrap_or(&report.file);
        let mut line = Line::of(subject, Tone::Strong);
        let search = search(report);
        if n_columns(subject) + 2 + n_columns(&search) <= self.style.width {
            line.pad_to(self.style.width - n_columns(&search));
            line.push(search, Tone::Dim);
            self.lines.push(line);
        } else {
            self.lines.push(line);
            if !search.is_empty() {
                self.wrapped(&search, 2, Tone::Dim);
            }
        }
        self.blank();
    }

    fn sentence(&mut self, report: &Report) {
        let verdict = report.verdict;
        if verdict.is_pass() {
            let (text, tone) = summary_of_pass(report);
            self.wrapped(&text, 0, tone);
            self.blank();
            return;
        }
        let mut name = verdict.as_str().to_owned();
        if let Some(diagnosis) = &report.diagnosis {
            name = format!("{name} · {}", diagnosis.replace('-', " "));
        }
        if verdict.is_not_judged() {
            self.lines
                .push(Line::of("not judged: not your mistake", Tone::Strong));
            self.wrapped(&sentence(report), 0, Tone::Plain);
            self.lines.push(Line::of(name, Tone::Dim));
        } else {
            self.wrapped(&sentence(report), 0, Tone::Strong);
            let tone = if verdict == Verdict::Unstarted {
                Tone::Dim
            } else {
                Tone::Bad
            };
            self.lines.push(Line::of(name, tone));
        }
        if let Some(step) = first_step(report) {
            self.blank();
            self.wrapped(&step, 0, Tone::Plain);
        }
        self.blank();
    }

    /// What the interleaving led to.
    fn result(&mut self, report: &Report, trace: &Counterexample) {
        for line in result(report, trace) {
            self.wrapped(&line, 7, Tone::Strong);
        }
    }

    /// Each output of an explored program, with a schedule that gives it.
    fn outcomes(&mut self, report: &Report) {
        const N_SHOWN: usize = 12;
        const N_LINES: usize = 12;

        if report.counterexample.is_some() && report.outcomes.len() > 1 {
            self.lines
                .push(Line::of("Everything that can happen:", Tone::Plain));
        }
        for (idx, outcome) in report.outcomes.iter().take(N_SHOWN).enumerate() {
            let mut line = Line::of(format!("  {:>2}   ", idx + 1), Tone::Dim);
            line.push(
                canvas::cut(&ending(outcome), self.style.width.saturating_sub(7)),
                if outcome.fails {
                    Tone::Bad
                } else {
                    Tone::Strong
                },
            );
            // The only schedule there is has nothing to be told from.
            let detail = match is_replay(report) || outcome.schedule == "-" {
                true => String::new(),
                false => format!("{}, such as {}", schedules(outcome.count), outcome.schedule),
            };
            if detail.is_empty() {
                self.lines.push(line);
            } else if line.width() + 3 + n_columns(&detail) <= self.style.width {
                line.push(format!("   {detail}"), Tone::Dim);
                self.lines.push(line);
            } else {
                self.lines.push(line);
                self.wrapped(&detail, 7, Tone::Dim);
            }
            for note in notes(outcome) {
                self.wrapped(&note, 7, Tone::Plain);
            }
            let n_lines = outcome.stdout.lines().count();
            for text in outcome.stdout.lines().take(N_LINES) {
                let mut line = Line::of("       │ ", Tone::Dim);
                line.push(
                    canvas::cut(text, self.style.width.saturating_sub(9)),
                    Tone::Plain,
                );
                self.lines.push(line);
            }
            if n_lines > N_LINES {
                self.lines.push(Line::of(
                    format!("       ⋮ {} more lines", n_lines - N_LINES),
                    Tone::Dim,
                ));
            }
        }
        if report.outcomes.len() > N_SHOWN {
            let n_more = report.outcomes.len() - N_SHOWN;
            self.lines.push(Line::of(
                format!("   ⋮   {n_more} more; `--json` has them all"),
                Tone::Dim,
            ));
        }
        if !report.outcomes.is_empty() {
            self.blank();
        }
    }

    fn checks(&mut self, report: &Report) {
        // One check that failed has been told already.
        if report.exercise.is_none()
            || report.verdict == Verdict::Unstarted
            || report.checks.is_empty()
            || (report.checks.len() == 1 && !report.verdict.is_pass())
        {
            return;
        }
        let told = deciding_check(report);
        let is_failed =
            |check: &&CheckReport| !check.verdict.is_pass() && !check.verdict.is_not_judged();
        let n_failed = report.checks.iter().filter(is_failed).count();
        for (idx, check) in report.checks.iter().enumerate() {
            let (mark, tone) = match check.verdict {
                Verdict::Pass => ("✓", Tone::Good),
                verdict if verdict.is_not_judged() => ("?", Tone::Dim),
                _ => ("✗", Tone::Bad),
            };
            let mut line = Line::of(format!("  {mark} "), tone);
            line.push(
                canvas::cut(&check.name, self.style.width.saturating_sub(4)),
                Tone::Plain,
            );
            if Some(idx) == told && n_failed > 1 {
                line.push("   (told above)", Tone::Dim);
            }
            let searched = search_of_check(check);
            let fits = line.width() + 3 + n_columns(&searched) <= self.style.width;
            if check.verdict.is_pass() && !searched.is_empty() && fits {
                line.push(format!("   {searched}"), Tone::Dim);
            }
            self.lines.push(line);
        }
        self.blank();
    }

    /// What keeps the answer from being the whole one.
    fn reservation(&mut self, report: &Report) {
        if let Some(reservation) = reservation(report) {
            self.wrapped(&reservation, 0, Tone::Plain);
            self.blank();
        }
    }

    fn weak_orderings(&mut self, report: &Report) {
        if report.weak_orderings {
            self.wrapped(WEAK_ORDERINGS, 0, Tone::Plain);
            self.blank();
        }
    }

    fn advice(&mut self, report: &Report) {
        let advice = match report.verdict {
            // One schedule that goes well is not the exercise done.
            Verdict::Pass if is_replay(report) => None,
            Verdict::Pass => self
                .style
                .question
                .as_deref()
                .map(|question| ("To think about: ", question)),
            _ => self.style.hint.as_deref().map(|hint| ("Hint: ", hint)),
        };
        if let Some((label, text)) = advice {
            self.wrapped(&format!("{label}{}", text.trim()), 0, Tone::Plain);
            self.blank();
        }
    }

    fn commands(&mut self, report: &Report) {
        let commands = commands(report, self.style);
        let n_widest = commands
            .iter()
            .map(|command| n_columns(command))
            .max()
            .unwrap_or(0);
        let is_one_line = 2 + commands.len() * (n_widest + 3) <= self.style.width + 3;
        let mut line = Line::of("  ", Tone::Plain);
        for command in commands {
            line.push(command, Tone::Thread(1));
            if is_one_line {
                line.pad_to(line.width() + 4);
            } else {
                self.lines
                    .push(std::mem::replace(&mut line, Line::of("  ", Tone::Plain)));
            }
        }
        self.lines.push(line);
    }

    fn finish(self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str(&line.display(self.style));
            text.push('\n');
        }
        // Two sections may both have asked for air.
        while text.contains("\n\n\n") {
            text = text.replace("\n\n\n", "\n\n");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }
}

/// Where an untouched starter is to be worked on.
fn first_step(report: &Report) -> Option<String> {
    (report.verdict == Verdict::Unstarted && report.exercise.is_some())
        .then(|| format!("Work on {}, then check again.", report.file))
}

/// The trace to show; that of an untouched starter says nothing.
fn trace_of(report: &Report) -> Option<&Counterexample> {
    report
        .counterexample
        .as_ref()
        .filter(|_| report.verdict != Verdict::Unstarted)
}

const WEAK_ORDERINGS: &str = "Note: this program uses memory orderings weaker than SeqCst. They are not yet judged: it was \
                              explored as if each of them were SeqCst.";

/// The check that the report is about.
fn deciding_check(report: &Report) -> Option<usize> {
    report
        .checks
        .iter()
        .position(|check| check.verdict == report.verdict && check.message == report.message)
}

/// What to type next.
fn commands(report: &Report, style: &Style) -> Vec<String> {
    let Some(exercise) = &report.exercise else {
        let schedule = match report.counterexample {
            // This one has just been shown.
            Some(_) => None,
            // The last one found is the least usual.
            None => report.outcomes.last().map(|outcome| &outcome.schedule),
        };
        return schedule
            .map(|id| format!("cargo learn explore {} --replay {id}", report.file))
            .into_iter()
            .collect();
    };
    let bare = exercise.rsplit('/').next().unwrap_or(exercise);
    let bare = bare.split_once('_').map_or(bare, |(_, name)| name);
    let handle = style.handle.as_deref().unwrap_or(bare);
    if is_replay(report) {
        return vec![
            format!("cargo learn hint {handle}"),
            format!("cargo learn check {handle}"),
        ];
    }
    match report.verdict {
        Verdict::Pass => style
            .next
            .iter()
            .map(|next| format!("cargo learn check {next}"))
            .collect(),
        Verdict::CompileError | Verdict::NotAllowed => vec![format!("cargo learn hint {handle}")],
        Verdict::Unstarted => {
            vec![
                format!("cargo learn hint {handle}"),
                format!("cargo learn check {handle}"),
            ]
        }
        verdict if verdict.is_not_judged() => vec![format!("cargo learn check {handle}")],
        _ => {
            // Where the fitting hint has been shown already, the next one is a step on the way to the solution.
            let hint = match report.diagnosis.as_ref().filter(|_| style.hint.is_none()) {
                Some(diagnosis) => format!("cargo learn hint {handle} --for {diagnosis}"),
                None => format!("cargo learn hint {handle}"),
            };
            // Schedules of the hidden test are numbered by check where there are several.
            let check = deciding_check(report)
                .filter(|idx| *idx > 0)
                .map(|idx| format!("{}:", idx + 1))
                .unwrap_or_default();
            // What ran for real can only be run again.
            let replayed = report.counterexample.as_ref();
            let replay = replayed
                .filter(|trace| !trace.schedule.is_empty())
                .map(|trace| {
                    format!(
                        "cargo learn explore {handle} --replay {check}{}",
                        trace.schedule
                    )
                });
            std::iter::once(hint).chain(replay).collect()
        }
    }
}
