//! `cargo learn experiment`: the course's claims, measured on the learner's own machine.
//!
//! The measuring is a program of its own, with libraries that nothing else here needs: it is built when it is first asked for.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use checker::catalog::Workspace;
use checker::report::exit_code;
use clap::{Args, ValueEnum};

use crate::Failure;

/// Measure what threads and processes are good for, in CPython and in Rust, on this machine
///
/// The same work is done one job after another, with threads and with processes: jobs that compute, and jobs that wait. It
/// takes one to two minutes. Without a Python, the result that came with the course is shown.
#[derive(Args)]
pub(crate) struct Experiment {
    /// Which one
    #[arg(value_enum)]
    name: Name,
    /// The Python to measure [default: python3, or else python]
    #[arg(long, value_name = "PROGRAM")]
    python: Option<OsString>,
    /// How often everything is measured [default: 5]
    #[arg(long, value_name = "N", conflicts_with = "quick",
          value_parser = clap::value_parser!(u32).range(1..=100))]
    rounds: Option<u32>,
    /// Only see whether everything runs: the figures mean nothing
    #[arg(long)]
    quick: bool,
    /// Show the result that came with the course, and measure nothing
    #[arg(long, conflicts_with_all = ["quick", "rounds", "python"])]
    stored: bool,
    /// Write the chart to this file
    #[arg(long, value_name = "FILE.svg")]
    chart: Option<PathBuf>,
    /// Print one JSON object instead of a text
    #[arg(long)]
    json: bool,
}

/// The experiments that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Threads and processes, with and without a global interpreter lock
    Gil,
}

impl Experiment {
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let workspace = Workspace::find()?;
        let Name::Gil = self.name;
        if !self.stored {
            eprintln!("{}", self.plan());
        }
        let cargo = |subcommand: &str| {
            let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
            let mut command = Command::new(program);
            command.arg(subcommand);
            command.args(["--release", "--locked", "--package", "experiment"]);
            command.arg("--manifest-path");
            command.arg(workspace.root.join("Cargo.toml"));
            // Set by the Cargo that runs this program, for this program; a build that sees them is another build.
            for (variable, _) in std::env::vars_os() {
                let name = variable.to_string_lossy();
                if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                    command.env_remove(&variable);
                }
            }
            command
        };
        // Seen, as the first time takes a while.
        let built = cargo("build").status();
        if !built.map_err(failed_to_start)?.success() {
            return Err(Failure {
                message: "the experiment could not be built; what Cargo says is above".to_owned(),
                code: exit_code::JUDGE_FAILED,
            });
        }
        let mut command = cargo("run");
        command.args(["--quiet", "--"]).args(self.options());
        hand_over(command)
    }

    /// What is about to happen.
    fn plan(&self) -> &'static str {
        if self.quick {
            "Building the experiment (half a minute, the first time), then running it with work that is too small to measure."
        } else {
            "Building the experiment (half a minute, the first time), then running it: one to two minutes, with all cores busy."
        }
    }

    /// The same options, for the program.
    fn options(&self) -> Vec<OsString> {
        let mut options = Vec::new();
        for (is_set, option) in [
            (self.quick, "--quick"),
            (self.stored, "--stored"),
            (self.json, "--json"),
        ] {
            if is_set {
                options.push(option.into());
            }
        }
        let rounds = self.rounds.map(|rounds| rounds.to_string().into());
        let chart = self.chart.clone().map(OsString::from);
        for (option, value) in [
            ("--python", self.python.clone()),
            ("--rounds", rounds),
            ("--chart", chart),
        ] {
            if let Some(value) = value {
                options.extend([option.into(), value]);
            }
        }
        options
    }
}

/// Becomes the other program, so that Ctrl-C is its affair: it ends what it has started.
#[cfg(unix)]
fn hand_over(mut command: Command) -> Result<u8, Failure> {
    use std::os::unix::process::CommandExt;
    Err(failed_to_start(command.exec()))
}

/// Runs the other program to its end. Its exit codes are this program's.
#[cfg(not(unix))]
fn hand_over(mut command: Command) -> Result<u8, Failure> {
    let status = command.status().map_err(failed_to_start)?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(exit_code::JUDGE_FAILED))
}

fn failed_to_start(error: std::io::Error) -> Failure {
    Failure {
        message: format!("failed to start Cargo: {error}"),
        code: exit_code::JUDGE_FAILED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_passed_on() {
        let mut experiment = Experiment {
            name: Name::Gil,
            python: Some("python3.12".into()),
            rounds: Some(3),
            quick: false,
            stored: false,
            chart: Some("a chart.svg".into()),
            json: true,
        };
        let expected = "--json|--python|python3.12|--rounds|3|--chart|a chart.svg";
        assert_eq!(
            experiment.options(),
            expected.split('|').collect::<Vec<_>>()
        );
        experiment = Experiment {
            name: Name::Gil,
            python: None,
            rounds: None,
            quick: true,
            stored: false,
            chart: None,
            json: false,
        };
        assert_eq!(experiment.options(), ["--quick"]);
    }
}
