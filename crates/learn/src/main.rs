//! `cargo learn`: the course on the command line.
//!
//! Each subcommand has a file of its own. What is right or wrong is decided by `checker`; this crate finds the exercise
//! that is meant, shows the report, and exits with the code that stands for the verdict.

use std::io::Write;
use std::process::ExitCode;

use checker::catalog::{Catalog, CatalogError, Exercise, Workspace};
use checker::render::Style;
use checker::report::exit_code;
use clap::{Parser, Subcommand};

mod check;
mod experiment;
mod explore;
mod hint;
mod home;
mod list;

/// Learn concurrency in Rust: write plain `std` code, and have every schedule of it explored.
///
/// Exit codes: 0 the program is right; 1 it falls short; 2 wrong usage; 3 not decided within the budget; 4 the judge
/// failed.
#[derive(Parser)]
#[command(
    name = "learn",
    bin_name = "cargo learn",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    List(list::List),
    Check(check::Check),
    Hint(hint::Hint),
    Explore(explore::Explore),
    Experiment(experiment::Experiment),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        None => home::run(),
        Some(Command::List(list)) => list.run(),
        Some(Command::Check(check)) => check.run(),
        Some(Command::Hint(hint)) => hint.run(),
        Some(Command::Explore(explore)) => explore.run(),
        Some(Command::Experiment(experiment)) => experiment.run(),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            eprintln!("error: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// The command was not used as it should be.
    fn usage(message: impl Into<String>) -> Failure {
        Failure {
            message: message.into(),
            code: exit_code::USAGE,
        }
    }
}

impl From<CatalogError> for Failure {
    fn from(error: CatalogError) -> Failure {
        let code = match error {
            CatalogError::Unreadable { .. } | CatalogError::Invalid { .. } => {
                exit_code::JUDGE_FAILED
            }
            CatalogError::NoWorkspace
            | CatalogError::Unknown { .. }
            | CatalogError::Ambiguous { .. } => exit_code::USAGE,
        };
        let message = match error {
            CatalogError::Unknown { .. } => {
                format!("{error} (`cargo learn list` shows all of them)")
            }
            CatalogError::Ambiguous { .. } => {
                format!("{error}; write the concept too, as they are written here")
            }
            other => other.to_string(),
        };
        Failure { message, code }
    }
}

fn catalog() -> Result<Catalog, Failure> {
    Ok(Catalog::read(&Workspace::find()?)?)
}

/// The shortest name by which the course finds an exercise.
fn handle(catalog: &Catalog, exercise: &Exercise) -> String {
    let (number, bare) = exercise
        .name
        .split_once('_')
        .unwrap_or(("", &exercise.name));
    let numbered = format!("{}/{}", exercise.concept, number.trim_start_matches('0'));
    [bare.to_owned(), exercise.name.clone(), numbered]
        .into_iter()
        .find(|name| {
            catalog
                .find(name)
                .is_ok_and(|found| found.id() == exercise.id())
        })
        .unwrap_or_else(|| exercise.id())
}

/// Writes to standard output; a reader that has gone away (`| head`) is not a failure.
fn show(text: &str) {
    let mut stdout = std::io::stdout().lock();
    // Nobody is left to be told.
    let _ = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
}

/// Breaks a text at blanks, to the width of the terminal.
fn wrapped(text: &str, indent: &str) -> String {
    checker::render::wrapped(text, Style::for_stdout().width, indent)
}
