//! `cargo xtask gil-experiment`: the same work under CPython and Rust, measured; with `--store`, for the course.
//!
//! The package `experiment` measures and draws. Learners run it by `cargo learn experiment gil`.

use anyhow::Result;
use checker::catalog::Workspace;
use clap::Args;

use crate::step::{Cargo, step};

/// Measure threads and processes in CPython and in Rust, and store the result for the course
#[derive(Args)]
pub(crate) struct GilExperiment {
    /// Write `experiments/gil/result.json` and `chart.svg`, in place of those that are there
    #[arg(long, conflicts_with = "quick")]
    store: bool,
    /// Only see whether everything runs: the figures mean nothing
    #[arg(long)]
    quick: bool,
    /// The Python to measure [default: python3, or else python]
    #[arg(long, value_name = "PROGRAM")]
    python: Option<String>,
    /// How often everything is measured [default: 5]
    #[arg(long, value_name = "N", conflicts_with = "quick",
          value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: Option<u32>,
}

impl GilExperiment {
    /// Measures, and prints the table.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<()> {
        let arguments = "run --release --locked --quiet -p experiment --";
        let mut arguments: Vec<&str> = arguments.split_whitespace().collect();
        let rounds = self.rounds.map(|rounds| rounds.to_string());
        if self.store {
            arguments.push("--store");
        }
        if self.quick {
            arguments.push("--quick");
        }
        if let Some(python) = &self.python {
            arguments.extend(["--python", python]);
        }
        if let Some(rounds) = &rounds {
            arguments.extend(["--rounds", rounds]);
        }
        step("threads and processes in CPython and in Rust", || {
            Cargo::new(&workspace.root, &arguments).run()
        })
    }
}
