//! The exercises of one concept as tests: what `cargo test -p exercises-<concept>` runs.
//!
//! One trial per exercise, through `libtest-mimic`, so that filters, `--exact`, `--list` and `cargo nextest` work as
//! for any other test. A trial that fails prints the report as a learner would see it.

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use crate::catalog::{Catalog, Exercise, Workspace};
use crate::judge::{Options, judge};
use crate::render::{self, Style};
use crate::report::{Verdict, exit_code};

/// Runs the tests of a concept as the command line asks.
pub fn main(concept: &str) -> ExitCode {
    let mut arguments = Arguments::from_args();
    // Each judgement compiles twice at the same time; more at once only wait for each other.
    arguments.test_threads = Some(arguments.test_threads.unwrap_or(2).min(2));
    let catalog = Workspace::find().and_then(|workspace| Catalog::read(&workspace));
    let catalog = match catalog {
        Ok(catalog) => catalog,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(exit_code::JUDGE_FAILED);
        }
    };
    let Some(found) = catalog.concept(concept) else {
        eprintln!("error: there is no catalog exercises/{concept}/exercises.toml");
        return ExitCode::from(exit_code::JUDGE_FAILED);
    };
    let trials = found
        .exercises
        .iter()
        .map(|exercise| {
            let (workspace, exercise) = (catalog.workspace.clone(), exercise.clone());
            let not_here = exercise.not_here();
            if let Some(why) = not_here {
                eprintln!("{} is left out: {why}.", exercise.name);
            }
            Trial::test(exercise.name.clone(), move || trial(&workspace, &exercise))
                .with_ignored_flag(not_here.is_some())
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trial(workspace: &Workspace, exercise: &Exercise) -> Result<(), Failed> {
    let report = judge(workspace, exercise, &Options::default());
    if report.verdict == Verdict::Pass {
        return Ok(());
    }
    let source =
        std::fs::read_to_string(workspace.root.join(exercise.source())).unwrap_or_default();
    let style = Style {
        hint: report
            .diagnosis
            .as_deref()
            .and_then(|diagnosis| exercise.hint_for(diagnosis))
            .map(str::to_owned),
        handle: Some(exercise.name.clone()),
        ..Style::for_stdout()
    };
    Err(Failed::from(render::terminal(&report, &source, &style)))
}
