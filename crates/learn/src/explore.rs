//! `cargo learn explore`: everything that a program can do, without an exercise.

use std::path::{Path, PathBuf};

use checker::catalog::{Catalog, CatalogError, Exercise, Workspace};
use checker::judge::{Options, explore_file, judge};
use checker::render::{self, Style, duration};
use checker::report::{Report, Verdict, exit_code};
use checker::timed::{Workers, time_file};
use clap::Args;
use model::report::{Budget, End};

use crate::check::{json, shown};
use crate::{Failure, show, wrapped};

/// Explore a program: every output it can print, and a schedule for each
#[derive(Args)]
pub(crate) struct Explore {
    /// A file with a `main`, or an exercise
    #[arg(value_name = "FILE")]
    file: String,
    /// Print one JSON object instead of a text
    #[arg(long)]
    json: bool,
    /// Say how long the program takes, in virtual time: on unlimited cores over all schedules, or with `--cores` on a
    /// machine, with a chart
    #[arg(long)]
    timed: bool,
    /// The cores of the machine
    #[arg(long, value_name = "N", requires = "timed", conflicts_with = "replay",
          value_parser = clap::value_parser!(u16).range(1..=1024))]
    cores: Option<u16>,
    /// The threads share one interpreter with a global lock, as in CPython
    #[arg(long, requires = "cores")]
    gil: bool,
    /// The workers are processes: they take time to start, and to be handed data
    #[arg(long, requires = "cores", conflicts_with = "gil")]
    processes: bool,
    /// Show this schedule step by step instead of searching
    #[arg(long, value_name = "ID")]
    replay: Option<String>,
    /// Number of executions after which to stop
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    budget: Option<u64>,
    /// Plain sentences, without drawings: for screen readers
    #[arg(long, conflicts_with = "json")]
    plain: bool,
}

impl Explore {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let workspace = Workspace::find()?;
        let options = Options {
            budget: self.budget.map(|executions| Budget {
                executions,
                ..Budget::default()
            }),
            replay: self.replay.clone(),
            ..Options::default()
        };
        let named = PathBuf::from(&self.file);
        let exercise = if named.exists() {
            None
        } else {
            self.exercise(&workspace)?
        };
        if let Some((catalog, id)) = &exercise
            && catalog.find(id)?.is_observed
        {
            let bare = id.split_once('/').map_or(id.as_str(), |(_, name)| name);
            return Err(Failure::usage(format!(
                "{id} runs for real, on this machine: there are no schedules to explore; judge it: cargo learn check {bare}"
            )));
        }
        if let (Some((catalog, id)), Some(_)) = (&exercise, &self.replay) {
            // The schedule is one of the hidden test's.
            let exercise = catalog.find(id)?;
            let report = judge(&workspace, exercise, &options);
            self.refuse_what_is_no_schedule(&report, "check")?;
            let mut text = match self.json {
                true => json(&report)?,
                false => shown(catalog, exercise, &report, self.plain),
            };
            self.add_timing(&report, &mut text);
            show(&text);
            return Ok(report.verdict.exit_code());
        }
        let file = match &exercise {
            Some((catalog, id)) => workspace.root.join(catalog.find(id)?.source()),
            None => named,
        };
        let source = read(&workspace, &file)?;
        if let Some(cores) = self.cores {
            return self.on_machine(&workspace, &file, &source, cores.into());
        }
        let report = explore_file(&workspace, &file, &options);
        self.refuse_what_is_no_schedule(&report, "explore")?;
        show(&self.text(&report, &source)?);
        Ok(report.verdict.exit_code())
    }

    /// One run on a machine of so many cores.
    fn on_machine(
        &self,
        workspace: &Workspace,
        file: &Path,
        source: &str,
        cores: usize,
    ) -> Result<u8, Failure> {
        let workers = match (self.gil, self.processes) {
            (true, _) => Workers::ThreadsOfOneInterpreter,
            (_, true) => Workers::Processes,
            _ => Workers::Threads,
        };
        let timed = match time_file(workspace, file, workers, cores) {
            Ok(timed) => timed,
            Err(report) => {
                show(&self.text(&report, source)?);
                return Ok(report.verdict.exit_code());
            }
        };
        show(&match (self.json, self.plain) {
            (true, _) => json(&timed)?,
            (_, true) => render::timed_plain(&timed),
            _ => render::timed(&timed, &Style::for_stdout()),
        });
        Ok(match timed.run.end {
            End::Ok => exit_code::PASS,
            _ => exit_code::FALLS_SHORT,
        })
    }

    /// The exercise that is meant, where it is not a file that is.
    fn exercise(&self, workspace: &Workspace) -> Result<Option<(Catalog, String)>, Failure> {
        // What ends in `.rs` is a file that is not there.
        if self.file.ends_with(".rs") {
            return Ok(None);
        }
        let catalog = Catalog::read(workspace)?;
        let found = catalog.find(&self.file).map(Exercise::id);
        match found {
            Ok(id) => Ok(Some((catalog, id))),
            Err(error @ CatalogError::Unknown { .. }) => {
                let unknown = Failure::from(error);
                Err(Failure::usage(format!(
                    "there is no file {}, and {}",
                    self.file, unknown.message
                )))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// An id that cannot be read is a slip of the pen, and no run came of it. `source` is the command that shows ids.
    fn refuse_what_is_no_schedule(&self, report: &Report, source: &str) -> Result<(), Failure> {
        let (Some(asked), Verdict::Inconclusive) = (&self.replay, report.verdict) else {
            return Ok(());
        };
        if !report.outcomes.is_empty() {
            return Ok(());
        }
        let why = report
            .incomplete
            .as_ref()
            .map(|why| format!(" ({why})"))
            .unwrap_or_default();
        Err(Failure::usage(format!(
            "`{asked}` is not the id of a schedule{why}; `cargo learn {source} {}` shows some",
            self.file
        )))
    }

    fn text(&self, report: &Report, source: &str) -> Result<String, Failure> {
        if self.json {
            return json(report);
        }
        let style = Style::for_stdout();
        let mut text = match self.plain {
            true => render::plain(report, source, &style),
            false => render::terminal(report, source, &style),
        };
        self.add_timing(report, &mut text);
        Ok(text)
    }

    fn add_timing(&self, report: &Report, text: &mut String) {
        if self.timed && !self.json {
            text.push_str(&format!("\n{}", wrapped(&timing(report), "")));
        }
    }
}

/// The text of a file that is to be explored or judged.
///
/// # Errors
/// It is missing, unreadable, or no text.
pub(crate) fn read(workspace: &Workspace, file: &Path) -> Result<String, Failure> {
    let name = workspace.display(file);
    if file.is_dir() {
        return Err(Failure::usage(format!(
            "{name} is a folder: name a file with a `main`"
        )));
    }
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::usage(match error.kind() {
            std::io::ErrorKind::NotFound => format!("there is no file {name}"),
            _ => format!("failed to read {name}: {error}"),
        })
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        Failure::usage(format!(
            "{name}:{line}: this is not UTF-8 text, so it is no Rust program"
        ))
    })
}

/// How long it takes on unlimited cores: what `--timed` adds to the text.
fn timing(report: &Report) -> String {
    let Some(makespan) = &report.makespan else {
        return "No run came to an end, so there is no time to give.".to_owned();
    };
    let (min, max) = (duration(makespan.min), duration(makespan.max));
    if makespan.min == makespan.max {
        return format!("On unlimited cores it takes {max} of virtual time.");
    }
    format!(
        "On unlimited cores it takes between {min} (schedule {}) and {max} (schedule {}) of virtual time.",
        makespan.min_schedule, makespan.max_schedule
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_text_is_refused_with_its_line() {
        let file = std::env::temp_dir().join(format!("not-text-{}.rs", std::process::id()));
        std::fs::write(&file, b"fn main() {\n    \xff\n}\n").expect("a temporary file");
        let workspace = Workspace::at(Path::new(env!("CARGO_MANIFEST_DIR")));
        let failure = read(&workspace, &file).expect_err("no text");
        std::fs::remove_file(&file).expect("it was written");
        assert!(
            failure.message.contains(".rs:2: this is not UTF-8"),
            "{}",
            failure.message
        );
        assert_eq!(failure.code, checker::report::exit_code::USAGE);
    }
}
