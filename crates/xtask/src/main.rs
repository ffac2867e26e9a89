//! `cargo xtask`: the maintainers' commands.
//!
//! Each subcommand has a file of its own. None of them judges by itself: verdicts come from `checker`, everything else
//! from the tools that are called. Exit codes: 0 all is well; 1 something is not; 2 wrong usage.

use std::process::ExitCode;

use checker::catalog::Workspace;
use clap::{Parser, Subcommand};

mod bench;
mod bless;
mod checkout;
mod ci;
mod course;
mod edit_to_verdict;
mod figures;
mod gil_experiment;
mod memory;
mod new_exercise;
mod reference_algorithms;
mod soak;
mod step;
mod virtual_machine;

/// Keep the course in order: check it, soak it, measure it, extend it
#[derive(Parser)]
#[command(
    name = "xtask",
    bin_name = "cargo xtask",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Ci(ci::Ci),
    Soak(soak::Soak),
    Bench(bench::Bench),
    GilExperiment(gil_experiment::GilExperiment),
    Bless(bless::Bless),
    NewExercise(new_exercise::NewExercise),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result =
        Workspace::find()
            .map_err(anyhow::Error::from)
            .and_then(|workspace| match arguments.command {
                Command::Ci(ci) => ci.run(&workspace),
                Command::Soak(soak) => soak.run(&workspace),
                Command::Bench(bench) => bench.run(&workspace),
                Command::GilExperiment(experiment) => experiment.run(&workspace),
                Command::Bless(bless) => bless.run(&workspace),
                Command::NewExercise(new) => new.run(&workspace),
            });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
