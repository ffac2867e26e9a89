//! `cargo learn explore`: everything that a program can do, without an exercise.

use std::path::{Path, PathBuf};

use checker::catalog::{Catalog, Workspace};
use checker::judge::{Options, explore_file, judge};
use checker::render::{self, Style, duration};
use checker::report::{Report, Verdict};
use clap::Args;
use model::report::Budget;
use serde::Serialize;

use crate::check::{json, shown};
use crate::{Failure, show};

/// Explore a program: every output it can print, and a schedule for each
#[derive(Args)]
pub(crate) struct Explore {
    /// A file with a `main`, or an exercise
    #[arg(value_name = "FILE")]
    file: String,
    /// Print one JSON object instead of a text
    #[arg(long)]
    json: bool,
    /// Say how long each outcome's schedule takes on unlimited cores, in virtual time
    #[arg(long)]
    timed: bool,
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

/// The report, and what `--timed` adds to it.
#[derive(Serialize)]
struct Explored<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    makespans: Option<&'a [Makespan]>,
}

/// How long one schedule takes.
#[derive(Serialize)]
struct Makespan {
    schedule: String,
    nanos: u64,
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
            self.exercise(&workspace)
        };
        if let (Some((catalog, id)), Some(_)) = (&exercise, &self.replay) {
            // The schedule is one of the hidden test's.
            let exercise = catalog.find(id)?;
            let report = judge(&workspace, exercise, &options);
            self.compare_schedule(&report)?;
            let text = match self.json {
                true => json(&report)?,
                false => shown(catalog, exercise, &report, self.plain),
            };
            show(&text);
            return Ok(report.verdict.exit_code());
        }
        let file = match &exercise {
            Some((catalog, id)) => workspace.root.join(catalog.find(id)?.source()),
            None => named,
        };
        let source = read(&file)?;
        let report = explore_file(&workspace, &file, &options);
        self.compare_schedule(&report)?;
        let makespans = if self.timed {
            makespans(&workspace, &file, &options, &report)
        } else {
            Vec::new()
        };
        show(&self.text(&report, &source, &makespans)?);
        Ok(report.verdict.exit_code())
    }

    /// The exercise that is meant, if one is.
    fn exercise(&self, workspace: &Workspace) -> Option<(Catalog, String)> {
        // What ends in `.rs` is a file that is not there, unless it is an exercise's own.
        let catalog = Catalog::read(workspace).ok()?;
        let id = catalog.find(&self.file).ok()?.id();
        (!self.file.ends_with(".rs")).then_some((catalog, id))
    }

    /// Says so where the schedule that was asked for is not the one that was run.
    fn compare_schedule(&self, report: &Report) -> Result<(), Failure> {
        let Some(asked) = &self.replay else {
            return Ok(());
        };
        let bare = asked
            .split_once(':')
            .filter(|(check, _)| check.parse::<usize>().is_ok());
        let bare = bare.map_or(asked.as_str(), |(_, schedule)| schedule);
        match &report.counterexample {
            Some(trace) if trace.schedule != bare => {
                eprintln!(
                    "note: schedule {asked} does not fit this program; {} is what it led to",
                    trace.schedule
                );
                Ok(())
            }
            Some(_) => Ok(()),
            None if report.verdict == Verdict::Inconclusive => Err(Failure::usage(format!(
                "`{asked}` is no schedule of this program"
            ))),
            None => Ok(()),
        }
    }

    fn text(
        &self,
        report: &Report,
        source: &str,
        makespans: &[Makespan],
    ) -> Result<String, Failure> {
        if self.json {
            return json(&Explored {
                report,
                makespans: self.timed.then_some(makespans),
            });
        }
        let style = Style::for_stdout();
        let mut text = match self.plain {
            true => render::plain(report, source, &style),
            false => render::terminal(report, source, &style),
        };
        if self.timed {
            text.push('\n');
            for Makespan { schedule, nanos } in makespans {
                let time = duration(*nanos);
                text.push_str(&format!(
                    "On unlimited cores, schedule {schedule} takes {time} of virtual time.\n"
                ));
            }
        }
        Ok(text)
    }
}

/// The text of a file that is to be explored.
fn read(file: &Path) -> Result<String, Failure> {
    let name = file.display();
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

/// The virtual time at the end of each outcome's schedule; of the replay's alone, where one was asked for.
fn makespans(
    workspace: &Workspace,
    file: &Path,
    options: &Options,
    report: &Report,
) -> Vec<Makespan> {
    let replayed = |report: &Report| {
        let trace = report.counterexample.as_ref()?;
        Some(Makespan {
            schedule: trace.schedule.clone(),
            nanos: trace.steps.last()?.time,
        })
    };
    if options.replay.is_some() {
        return replayed(report).into_iter().collect();
    }
    let schedules = report
        .outcomes
        .iter()
        .map(|outcome| outcome.schedule.clone());
    schedules
        .filter_map(|schedule| {
            let options = Options {
                replay: Some(schedule),
                ..options.clone()
            };
            replayed(&explore_file(workspace, file, &options))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_text_is_refused_with_its_line() {
        let file = std::env::temp_dir().join(format!("not-text-{}.rs", std::process::id()));
        std::fs::write(&file, b"fn main() {\n    \xff\n}\n").expect("a temporary file");
        let failure = read(&file).expect_err("no text");
        std::fs::remove_file(&file).expect("it was written");
        assert!(
            failure.message.contains(".rs:2: this is not UTF-8"),
            "{}",
            failure.message
        );
        assert_eq!(failure.code, checker::report::exit_code::USAGE);
    }
}
