//! Runs every way of doing the work, round by round, and refuses the runs that get it wrong.
//!
//! A round runs all ways once, so that a machine that slows down for a while slows down all of them. Each run is a process of
//! its own, measures itself, and has the same parameters in both languages.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::child::{self, RunError};
use crate::machine::{self, Machine};
use crate::python::{Python, script};
use crate::record::{
    FORMAT, Language, LostUpdates, Parameters, Record, RecordError, Row, Run, Way, Work,
};
use crate::server::{self, Server};
use crate::subject::Jobs;

/// What is run, and with what.
pub struct Experiment<'a> {
    /// This program, which does Rust's side when it is asked to.
    pub rust: &'a Path,
    /// The program that runs the scripts.
    pub python: &'a str,
    /// What that Python is.
    pub about: Python,
    /// Where the scripts are.
    pub folder: &'a Path,
    /// Small work, too small to say anything about speed.
    pub quick: bool,
    /// How often everything is run.
    pub n_rounds: u32,
    /// How long a single run may take.
    pub deadline: Duration,
    /// Set from outside to end it all.
    pub stop: &'a AtomicBool,
}

/// Why there is no record.
#[derive(Debug, Error)]
pub enum MeasureError {
    /// The slow server could not be started.
    #[error("failed to start the server that the waiting jobs ask: {0}")]
    Server(std::io::Error),
    /// A run did not end well.
    #[error("failed to run {what}: {error}")]
    Run {
        /// Which one.
        what: String,
        /// Why.
        error: RunError,
    },
    /// A run printed something else than its result.
    #[error("{what} printed {printed:?}, which is not a result")]
    Unreadable {
        /// Which one.
        what: String,
        /// All of it.
        printed: String,
    },
    /// A run got another answer than it should have.
    #[error(
        "{what} got the answer {got}, but {expected} is right: the figures would compare different work"
    )]
    WrongAnswer {
        /// Which one.
        what: String,
        /// Its answer.
        got: u64,
        /// The right one.
        expected: u64,
    },
    /// A run did not ask the server as often as it should have.
    #[error("{what} asked the server {got} times, not {expected} times")]
    WrongRequests {
        /// Which one.
        what: String,
        /// How often it asked.
        got: u64,
        /// How many jobs there were.
        expected: u64,
    },
    /// The counted additions cannot be.
    #[error("{what} printed a result that cannot be: {error}")]
    Impossible {
        /// Which script.
        what: String,
        /// Why.
        error: RecordError,
    },
}

impl MeasureError {
    /// Whether it was ended from outside.
    pub fn is_stop(&self) -> bool {
        matches!(
            self,
            MeasureError::Run {
                error: RunError::Stopped,
                ..
            }
        )
    }
}

impl Parameters {
    /// For this machine. Computing is shared by as many workers as there are cores; waiting needs no core, so each waiting job
    /// has a worker of its own.
    pub fn for_machine(n_cores: u64, quick: bool) -> Parameters {
        // Divides evenly among the usual numbers of cores.
        const N_COMPUTE_JOBS: u64 = 24;
        const N_WAIT_JOBS: u64 = 8;
        Parameters {
            n_compute_jobs: N_COMPUTE_JOBS,
            // With one core there still have to be two workers, or there would be nothing to compare.
            n_compute_workers: n_cores.clamp(2, N_COMPUTE_JOBS / 3),
            numbers_per_job: if quick { 20 } else { 30_000 },
            n_wait_jobs: N_WAIT_JOBS,
            n_wait_workers: N_WAIT_JOBS,
            milliseconds_per_answer: if quick { 2 } else { 100 },
            n_additions: if quick { 2_000 } else { 300_000 },
        }
    }
}

impl Experiment<'_> {
    /// Measures; `tell` is called with what comes next.
    ///
    /// # Errors
    /// At the first run that fails, or that gets something wrong.
    pub fn run(&self, mut tell: impl FnMut(&str)) -> Result<Record, MeasureError> {
        let machine = Machine::here();
        let parameters = Parameters::for_machine(machine.n_cores, self.quick);
        let delay = Duration::from_millis(parameters.milliseconds_per_answer);
        let server = Server::start(delay).map_err(MeasureError::Server)?;
        let mut rows = empty_rows();
        let mut lost_updates = Vec::new();
        for round in 1..=self.n_rounds {
            for row in &mut rows {
                let n_rounds = self.n_rounds;
                tell(&format!(
                    "round {round} of {n_rounds}: {}, {}",
                    row.work.title(),
                    row.title()
                ));
                let run = self.run_row(row, &parameters, &server)?;
                row.seconds.push(run.seconds);
                row.answer = run.answer;
            }
            tell(&format!("round {round} of {}: lost updates", self.n_rounds));
            lost_updates.push(self.lost_updates(parameters.n_additions)?);
        }
        check_answers(&rows, &parameters)?;
        Ok(Record {
            format: FORMAT,
            date: machine::today(),
            quick: self.quick,
            machine,
            python: self.about.clone(),
            rustc: env!("EXPERIMENT_COMPILER").to_owned(),
            parameters,
            rows,
            lost_updates,
        })
    }

    /// One run of one way.
    fn run_row(
        &self,
        row: &Row,
        parameters: &Parameters,
        server: &Server,
    ) -> Result<Run, MeasureError> {
        let jobs = match row.work {
            Work::Compute => Jobs {
                work: row.work,
                n_jobs: parameters.n_compute_jobs,
                n_workers: parameters.n_compute_workers,
                detail: parameters.numbers_per_job,
            },
            Work::Wait => Jobs {
                work: row.work,
                n_jobs: parameters.n_wait_jobs,
                n_workers: parameters.n_wait_workers,
                detail: server.port().into(),
            },
        };
        let mut command = match row.language {
            Language::Python => script(self.python, self.folder, &format!("{}.py", row.way.name())),
            Language::Rust => {
                let mut command = Command::new(self.rust);
                command.args(["subject", row.way.name()]);
                command
            }
        };
        let what = format!("{}, {}", row.work.title(), row.title());
        let n_before = server.n_answered();
        let run: Run = self.result_of(&what, command.args(jobs.arguments()))?;
        if row.work == Work::Wait {
            let (got, expected) = (server.n_answered() - n_before, jobs.n_jobs);
            if got != expected {
                return Err(MeasureError::WrongRequests {
                    what,
                    got,
                    expected,
                });
            }
        }
        // The rounds before had the same work.
        if !row.seconds.is_empty() && run.answer != row.answer {
            return Err(MeasureError::WrongAnswer {
                what,
                got: run.answer,
                expected: row.answer,
            });
        }
        Ok(run)
    }

    fn lost_updates(&self, n_additions: u64) -> Result<LostUpdates, MeasureError> {
        let name = "lost_update.py";
        let mut command = script(self.python, self.folder, name);
        let lost: LostUpdates = self.result_of(name, command.arg(n_additions.to_string()))?;
        match lost.check() {
            Ok(()) => Ok(lost),
            Err(error) => Err(MeasureError::Impossible {
                what: name.to_owned(),
                error,
            }),
        }
    }

    fn result_of<T: DeserializeOwned>(
        &self,
        what: &str,
        command: &mut Command,
    ) -> Result<T, MeasureError> {
        let printed = child::run(command, self.deadline, self.stop);
        let printed = printed.map_err(|error| MeasureError::Run {
            what: what.to_owned(),
            error,
        })?;
        serde_json::from_str(printed.trim()).map_err(|_| MeasureError::Unreadable {
            what: what.to_owned(),
            printed,
        })
    }
}

/// All ways, not yet run.
fn empty_rows() -> Vec<Row> {
    let rows = Work::ALL.into_iter().flat_map(|work| {
        [Language::Python, Language::Rust]
            .into_iter()
            .flat_map(move |language| {
                language.ways().iter().map(move |way| Row {
                    language,
                    way: *way,
                    work,
                    seconds: Vec::new(),
                    answer: 0,
                })
            })
    });
    rows.collect()
}

/// All ways of a work must have the same answer. That of waiting is known; that of computing is what Rust gets one job after
/// another.
fn check_answers(rows: &[Row], parameters: &Parameters) -> Result<(), MeasureError> {
    for row in rows {
        let expected = match row.work {
            Work::Wait => (0..parameters.n_wait_jobs).map(server::answer).sum(),
            Work::Compute => rows
                .iter()
                .find(|other| {
                    (other.language, other.way, other.work)
                        == (Language::Rust, Way::Sequential, Work::Compute)
                })
                .map_or(row.answer, |reference| reference.answer),
        };
        if row.answer != expected {
            return Err(MeasureError::WrongAnswer {
                what: format!("{}, {}", row.work.title(), row.title()),
                got: row.answer,
                expected,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_measured_and_has_a_baseline_first() {
        let rows = empty_rows();
        assert_eq!(rows.len(), 14);
        for work in Work::ALL {
            for language in [Language::Python, Language::Rust] {
                let first = rows
                    .iter()
                    .find(|row| row.work == work && row.language == language);
                assert_eq!(first.map(|row| row.way), Some(Way::Sequential));
            }
        }
    }

    #[test]
    fn workers_follow_the_cores() {
        let workers = |n_cores| Parameters::for_machine(n_cores, false).n_compute_workers;
        assert_eq!([1, 2, 3, 4, 8, 64].map(workers), [2, 2, 3, 4, 8, 8]);
    }

    #[test]
    fn other_answers_are_refused() {
        let parameters = Parameters::for_machine(2, true);
        let rows = |wrong: Option<usize>| {
            let mut rows = empty_rows();
            for row in &mut rows {
                row.answer = match row.work {
                    Work::Compute => 5,
                    Work::Wait => (0..8).map(|job| job * job + 1).sum(),
                };
            }
            if let Some(wrong) = wrong {
                rows[wrong].answer += 1;
            }
            rows
        };
        assert!(check_answers(&rows(None), &parameters).is_ok());
        for wrong in 0..rows(None).len() {
            let error = check_answers(&rows(Some(wrong)), &parameters);
            assert!(matches!(error, Err(MeasureError::WrongAnswer { .. })));
        }
    }
}
