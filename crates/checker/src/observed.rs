//! Judges a submission by running it for real, once for each check, each time in a process and a folder of its own.
//!
//! A check's verdict rests on two witnesses: the hidden test, which ran inside and wrote down what it found, and the
//! supervisor, which saw from outside how the program ended. Where the two disagree, the one outside is believed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use witness::{Blame, Finding};

use crate::compile::observed::Observable;
use crate::report::{CheckReport, Place, Verdict};
use crate::source;
use crate::supervise::{Ended, Finished, Limits, Supervised};
use crate::toolchain::Toolchain;
use crate::verdict::{Ruling, Submitted, capital, ended, is_todo, not_started, plain};

/// How long one check may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// More checks than any hidden test has: a submission that lies about their number must end too.
const MOST_CHECKS: usize = 100;

/// One check, run.
#[derive(Debug)]
pub(crate) struct Observed {
    /// A sentence about the right program; empty where the check did not get so far.
    pub name: String,
    /// What came of it.
    pub ruling: Ruling,
}

/// Runs all checks.
pub(crate) fn run(
    toolchain: &Toolchain,
    program: &Observable,
    submitted: Submitted<'_>,
) -> Vec<Observed> {
    let mut all = Vec::new();
    let mut n_checks = 1;
    while all.len() < n_checks.min(MOST_CHECKS) {
        let number = all.len();
        let folder = program.work.path().join(format!("check-{number}"));
        let finding = program.work.path().join(format!("finding-{number}"));
        // A submission may be judged again and again; what an earlier run left must not be seen.
        let _ = fs::remove_dir_all(&folder);
        let _ = fs::remove_file(&finding);
        let finished = fs::create_dir_all(&folder)
            .and_then(|()| run_one(toolchain, program, number, &folder, &finding));
        let finding = fs::read(&finding)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Finding>(&bytes).ok());
        if let Some(finding) = &finding {
            n_checks = finding.n_checks;
            if number >= n_checks {
                break;
            }
        }
        let ruling = match finished {
            Ok(finished) => rule(&finished, finding.as_ref(), submitted),
            Err(error) => Ruling::new(
                Verdict::JudgeError,
                format!("failed to run the submission: {error}"),
            ),
        };
        all.push(Observed {
            name: finding.map(|finding| finding.name).unwrap_or_default(),
            ruling,
        });
    }
    all
}

fn run_one(
    toolchain: &Toolchain,
    program: &Observable,
    number: usize,
    folder: &Path,
    finding: &Path,
) -> std::io::Result<Finished> {
    let mut run = Supervised::new(&program.binary)
        .directory(folder)
        .env(witness::CHECK, number.to_string())
        .env(witness::FINDING, finding)
        .env(witness::PROP, &toolchain.program)
        .limits(Limits {
            deadline: DEADLINE,
            output: 1 << 20,
            ..Limits::default()
        });
    // Programs that the exercises start by their names are found by it.
    if let Some(path) = std::env::var_os("PATH") {
        run = run.env("PATH", path);
    }
    run.run()
}

fn rule(finished: &Finished, finding: Option<&Finding>, submitted: Submitted<'_>) -> Ruling {
    match (finished.ended, finding) {
        (Ended::Deadline, _) => Ruling::new(
            Verdict::Timeout,
            format!("The program had not ended after {DEADLINE:?}."),
        ),
        (Ended::OutputLimit, _) => Ruling::new(
            Verdict::Limit,
            "The program prints more than 1 MiB.".to_owned(),
        ),
        (Ended::MemoryLimit, _) => Ruling::new(
            Verdict::Limit,
            "The program needs more than 1 GiB of memory.".to_owned(),
        ),
        (Ended::Signalled(signal), _) => Ruling::new(
            Verdict::Crash,
            format!("The program was killed by signal {signal}."),
        ),
        (Ended::Exited(_), Some(finding))
            if finding.is_done || finding.panic.is_some() || finding.mistake.is_some() =>
        {
            on_finding(finding, submitted)
        }
        (Ended::Exited(code), _) => Ruling::new(
            Verdict::WrongAnswer,
            format!("The program exits with code {code} before the check is through."),
        ),
    }
}

fn on_finding(finding: &Finding, submitted: Submitted<'_>) -> Ruling {
    let place = finding.panic.as_ref().map(|panic| Place {
        file: panic.file.clone(),
        line: panic.line,
        column: panic.column,
    });
    let own = place.filter(|place| place.file == submitted.file);
    if let Some(mistake) = &finding.mistake {
        let verdict = match mistake.blame {
            Blame::WrongAnswer => Verdict::WrongAnswer,
            Blame::NotConcurrent => Verdict::NotConcurrent,
            Blame::Inefficient => Verdict::Inefficient,
            Blame::Leak => Verdict::Leak,
        };
        let mut ruling = Ruling::new(verdict, sentence(&mistake.message));
        ruling.diagnosis = Some(mistake.diagnosis.clone());
        ruling.place = own;
        return ruling;
    }
    let Some(panic) = &finding.panic else {
        return Ruling::new(Verdict::Pass, None);
    };
    let message = plain(&panic.message);
    let ruling = if is_todo(&panic.message) && own.is_some() {
        let line = own.as_ref().map(|place| place.line);
        let line = line.or_else(|| source::todo_line(submitted.source));
        Ruling::new(Verdict::Unstarted, not_started(line))
    } else if own.is_some() {
        Ruling::new(
            Verdict::Panic,
            format!("The program panics: {}", ended(&message)),
        )
    } else {
        Ruling::new(Verdict::WrongAnswer, sentence(&message))
    };
    Ruling {
        place: own,
        ..ruling
    }
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    ended(&capital(text.trim()))
}

/// The check as a report lists it.
pub(crate) fn check_report(number: usize, observed: &Observed) -> CheckReport {
    let name = if observed.name.is_empty() {
        format!("check {}", number + 1)
    } else {
        observed.name.clone()
    };
    CheckReport {
        name,
        verdict: observed.ruling.verdict,
        diagnosis: observed.ruling.diagnosis.clone(),
        message: observed.ruling.message.clone(),
        exhaustive: false,
        schedules: 0,
        redundant: 0,
        preemption_bound: None,
        n_outcomes: 0,
    }
}
