//! The tests of the tests: every wrong solution is refused for the reason it names, every reference solution passes,
//! every starter gets the verdict its catalog declares.
//!
//! Each file is judged once, as a learner's would be. Patience is `cargo xtask soak`'s business.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use checker::catalog::{Catalog, Exercise};
use checker::judge::{self, Options};
use checker::render::{self, Style};
use checker::report::{Report, Verdict};

use crate::course::{self, Expectation};

/// Judged runs have deadlines of their own, and a machine that is too busy makes them miss them.
const N_EXPLORED_AT_ONCE: usize = 2;
/// What runs for real mostly waits.
const N_OBSERVED_AT_ONCE: usize = 4;

/// Held while a list is judged: the harness runs tests at the same time, and each would bring its own workers.
static ONE_LIST_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A file, the exercise it is handed in for, and what must come of it.
struct Submission<'a> {
    exercise: &'a Exercise,
    /// Absolute.
    path: PathBuf,
    expected: Expectation,
}

#[test]
fn wrong_solutions_are_refused_for_the_right_reason() {
    let catalog = course::catalog();
    let mut submissions = Vec::new();
    for exercise in catalog.exercises() {
        for wrong in course::wrong_solutions(&catalog.workspace.root, exercise).unwrap() {
            submissions.push(Submission {
                exercise,
                path: wrong.path,
                expected: wrong.expected,
            });
        }
    }
    judge_all(&catalog, submissions);
}

#[test]
fn reference_solutions_pass() {
    let catalog = course::catalog();
    let submissions = catalog
        .exercises()
        .map(|exercise| Submission {
            exercise,
            path: catalog.workspace.root.join(exercise.solution()),
            expected: Expectation {
                verdict: Verdict::Pass,
                diagnosis: None,
            },
        })
        .collect();
    judge_all(&catalog, submissions);
}

/// A learner's checkout has no untouched starters any more, but then this is not their test to run.
#[test]
fn starters_get_their_declared_verdict() {
    let catalog = course::catalog();
    let submissions = catalog
        .exercises()
        .map(|exercise| Submission {
            exercise,
            path: catalog.workspace.root.join(exercise.source()),
            expected: Expectation {
                verdict: exercise.starter,
                diagnosis: None,
            },
        })
        .collect();
    judge_all(&catalog, submissions);
}

/// Judges all submissions, a few at once, and fails with the rendered report of each that surprises.
fn judge_all(catalog: &Catalog, submissions: Vec<Submission<'_>>) {
    assert!(!submissions.is_empty(), "there is nothing to judge");
    let _turn = ONE_LIST_AT_A_TIME
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let n_submissions = submissions.len();
    let (observed, explored): (VecDeque<_>, VecDeque<_>) = submissions
        .into_iter()
        .partition(|submission| submission.exercise.is_observed);
    let surprises = Mutex::new(Vec::new());
    for (submissions, n_at_once) in [
        (explored, N_EXPLORED_AT_ONCE),
        (observed, N_OBSERVED_AT_ONCE),
    ] {
        let queue = Mutex::new(submissions);
        thread::scope(|scope| {
            for _ in 0..n_at_once {
                scope.spawn(|| {
                    loop {
                        // A statement of its own: the lock must not be held while judging.
                        let next = queue.lock().unwrap().pop_front();
                        let Some(submission) = next else { return };
                        if let Some(surprise) = judge_one(catalog, &submission) {
                            surprises.lock().unwrap().push(surprise);
                        }
                    }
                });
            }
        });
    }
    let mut surprises = surprises.into_inner().unwrap();
    // By file: the order of completion would differ from run to run.
    surprises.sort();
    assert!(
        surprises.is_empty(),
        "{} of {n_submissions} submissions surprise:\n\n{}",
        surprises.len(),
        surprises.join("\n\n")
    );
}

/// What is surprising about the verdict, with the whole report; nothing if it is as expected.
fn judge_one(catalog: &Catalog, submission: &Submission<'_>) -> Option<String> {
    let file = catalog.workspace.display(&submission.path);
    let report = judge(catalog, submission.exercise, &submission.path);
    let found = Expectation {
        verdict: report.verdict,
        diagnosis: report.diagnosis.clone(),
    };
    // A starter declares only a verdict: which of its faults is named first is not a promise.
    let is_starter = submission
        .path
        .starts_with(catalog.workspace.root.join("exercises"));
    let as_expected = if is_starter {
        found.verdict == submission.expected.verdict
    } else {
        found == submission.expected
    };
    (!as_expected).then(|| {
        format!(
            "{file}\n  expected: {}\n  found:    {found}\n{}",
            submission.expected,
            render(&report, &submission.path)
        )
    })
}

/// The one place that knows the judge's way of being called.
fn judge(catalog: &Catalog, exercise: &Exercise, path: &Path) -> Report {
    let options = Options {
        file: Some(path.to_owned()),
        ..Options::default()
    };
    judge::judge(&catalog.workspace, exercise, &options)
}

/// The report as a learner sees it, without colours.
fn render(report: &Report, path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap_or_default();
    render::terminal(report, &source, &Style::text(120))
}
