//! The experiment on the command line. Called by `cargo learn experiment gil` and `cargo xtask gil-experiment`.
//!
//! Exit codes, as `cargo learn` has them: 0 measured, or shown what is stored; 2 wrong usage; 4 a run failed or got something
//! wrong; 130 stopped.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Args, Parser, Subcommand};
use experiment::child::RunError;
use experiment::measure::Experiment;
use experiment::python::{Python, Unusable};
use experiment::record::{Record, Way};
use experiment::subject::{self, Jobs};
use experiment::{chart, table};

/// No figures: a run failed, or got something wrong.
const FAILED: u8 = 4;
/// What the shell says of a program that Ctrl-C has ended.
const STOPPED: u8 = 130;

/// Run the same work under CPython and Rust: one job after another, with threads, with processes
#[derive(Parser)]
#[command(
    name = "experiment",
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    experiment: Options,
}

#[derive(Args)]
struct Options {
    /// The Python to measure [default: python3, or else python]
    #[arg(long, value_name = "PROGRAM")]
    python: Option<String>,
    /// How often everything is measured
    #[arg(long, value_name = "N", default_value_t = 5, conflicts_with = "quick",
          value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: u32,
    /// Only see whether everything runs: one round of work that is too small for its figures to mean anything
    #[arg(long)]
    quick: bool,
    /// Show the stored result, and measure nothing
    #[arg(long, conflicts_with_all = ["quick", "rounds", "store", "python"])]
    stored: bool,
    /// Store the result and the chart in the course, in place of those that are there
    #[arg(long, conflicts_with = "quick")]
    store: bool,
    /// Write the chart to this file
    #[arg(long, value_name = "FILE.svg")]
    chart: Option<PathBuf>,
    /// Print one JSON object instead of a text
    #[arg(long)]
    json: bool,
    /// The longest time for a single run
    #[arg(long, value_name = "SECONDS", default_value_t = 120,
          value_parser = clap::value_parser!(u64).range(1..=86_400))]
    deadline: u64,
    /// Where the scripts and the stored result are
    #[arg(long, value_name = "FOLDER", default_value_os_t = course_folder(), hide = true)]
    folder: PathBuf,
}

/// What this program does when the experiment starts it.
#[derive(Subcommand)]
enum Part {
    /// Do the jobs in one way, and print how long it took
    #[command(hide = true)]
    Subject {
        #[arg(value_enum)]
        way: Way,
        #[command(flatten)]
        jobs: Jobs,
    },
    /// Do the share of one worker, and print its answer
    #[command(hide = true)]
    Worker {
        #[command(flatten)]
        jobs: Jobs,
        worker: u64,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.part {
        None => arguments.experiment.run(),
        Some(Part::Subject { way, jobs }) => subject::run(way, &jobs).and_then(|run| {
            show(&format!("{}\n", serde_json::to_string(&run)?));
            Ok(ExitCode::SUCCESS)
        }),
        Some(Part::Worker { jobs, worker }) => subject::worker(&jobs, worker).map(|answer| {
            show(&format!("{answer}\n"));
            ExitCode::SUCCESS
        }),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(FAILED)
    })
}

/// Where the scripts are: in the course that this program was built from.
fn course_folder() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let course = package.ancestors().nth(2).unwrap_or(package);
    course.join("experiments").join("gil")
}

impl Options {
    fn run(self) -> Result<ExitCode> {
        if self.stored {
            return self.show_stored();
        }
        let stop = stop_on_request().context("failed to listen for Ctrl-C")?;
        let deadline = Duration::from_secs(self.deadline);
        let found = Python::find(self.python.as_deref(), &self.folder, deadline, &stop);
        let (python, about) = match found {
            Ok(found) => found,
            Err(Unusable::Broken {
                error: RunError::Stopped,
                ..
            }) => return Ok(stopped()),
            Err(unusable) if self.store => return Err(unusable.into()),
            Err(unusable) => {
                eprintln!("note: {unusable}");
                eprintln!(
                    "note: so nothing is measured; this is the result that came with the course"
                );
                return self.show_stored();
            }
        };
        let rust = std::env::current_exe().context("failed to find this program")?;
        let experiment = Experiment {
            rust: &rust,
            python: &python,
            about,
            folder: &self.folder,
            quick: self.quick,
            n_rounds: if self.quick { 1 } else { self.rounds },
            deadline,
            stop: &stop,
        };
        eprintln!(
            "measuring {} and {}; let the machine do nothing else meanwhile",
            experiment.about.title(),
            env!("EXPERIMENT_COMPILER"),
        );
        match experiment.run(|next| eprintln!("  {next}")) {
            Ok(record) => self.finish(&record),
            Err(error) if error.is_stop() => Ok(stopped()),
            Err(error) => Err(error.into()),
        }
    }

    fn show_stored(&self) -> Result<ExitCode> {
        let path = self.folder.join("result.json");
        let text = fs::read_to_string(&path)
            .with_context(|| format!("failed to read {}", path.display()))?;
        let record =
            Record::read(&text).with_context(|| format!("failed to use {}", path.display()))?;
        if !self.json {
            show(&format!(
                "This was measured on {}, on another machine perhaps.\n\n",
                record.date
            ));
        }
        self.finish(&record)
    }

    /// Shows a record, and writes the files that were asked for.
    fn finish(&self, record: &Record) -> Result<ExitCode> {
        show(&match self.json {
            true => record.text(),
            false => table::text(record),
        });
        let mut files = Vec::new();
        if let Some(chart) = &self.chart {
            files.push((chart.clone(), chart::svg(record)));
        }
        if self.store {
            files.push((self.folder.join("result.json"), record.text()));
            files.push((self.folder.join("chart.svg"), chart::svg(record)));
        }
        for (path, text) in files {
            fs::write(&path, text)
                .with_context(|| format!("failed to write {}", path.display()))?;
            eprintln!("wrote {}", path.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn stopped() -> ExitCode {
    eprintln!("stopped; nothing is left running");
    ExitCode::from(STOPPED)
}

/// A flag that Ctrl-C, and a polite end from outside, set.
#[cfg(unix)]
fn stop_on_request() -> std::io::Result<Arc<AtomicBool>> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop))?;
    }
    Ok(stop)
}

/// Elsewhere Ctrl-C reaches the runs by itself.
#[cfg(not(unix))]
fn stop_on_request() -> std::io::Result<Arc<AtomicBool>> {
    Ok(Arc::new(AtomicBool::new(false)))
}

/// Writes to standard output; a reader that has gone away (`| head`) is not a failure.
fn show(text: &str) {
    let mut stdout = std::io::stdout().lock();
    // Nobody is left to be told.
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}
