//! Hidden test of `04_one_interpreter_each`: each job computes with main's names, nobody waits for another one's
//! interpreter, and main learns what was found.

use std::__judge::{Check, explore, mistake};
use std::time::Duration;

use super::{Interpreter, Names, Op};

/// How long a job computes, and half of it.
const COMPUTES: Duration = Duration::from_millis(100);
const ONE_AND_A_HALF: Duration = Duration::from_millis(150);

/// Main's names, so that each job uses another one.
const MAIN: [(&str, i64); 3] = [("price", 20), ("weight", 700), ("postage", 4000)];

/// So many jobs: the first finds `price + 1`, the second `weight + 2`, and so on.
fn run(n_jobs: usize) {
    let owned = MAIN.map(|(name, value)| (name.to_owned(), value));
    let main = Interpreter::new(Names::from(owned));
    let mut jobs = Vec::new();
    let (mut expected, mut without_names) = (Vec::new(), Vec::new());
    for (idx, (name, value)) in MAIN.into_iter().enumerate().take(n_jobs) {
        let number = idx as i64 + 1;
        jobs.push(vec![
            Op::Load(name.to_owned()),
            Op::Compute(COMPUTES.as_micros() as u64),
            Op::Push(number),
            Op::Add,
        ]);
        expected.push(value + number);
        without_names.push(number);
    }
    let found = super::run_all(&main, jobs);
    if found == without_names {
        mistake!(
            "memory-is-not-shared",
            "expected the results {expected:?}, found {found:?}: in the workers' interpreters main's names are not set"
        );
    }
    let nothing = found.iter().all(|result| *result == 0);
    if found.len() != n_jobs || nothing {
        mistake!(
            "result-missing",
            "expected the results {expected:?}, found {found:?}"
        );
    }
    assert!(
        found == expected,
        "expected the results {expected:?}, found {found:?}"
    );
    let (total, sum) = (main.get("total"), expected.iter().sum::<i64>());
    if total == 0 {
        mistake!(
            "memory-is-not-shared",
            "the results are right, but `total` is not set in main's interpreter"
        );
    }
    assert!(
        total == sum,
        "`total` in main's interpreter: expected {sum}, found {total}"
    );
    for (name, value) in MAIN {
        let found = main.get(name);
        assert!(
            found == value,
            "`{name}` was {value} in main's interpreter, and is {found} afterwards"
        );
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("one job finds what it should", || run(1)),
        explore(
            "three jobs compute at the same time, and main learns what they found",
            || run(3),
        )
        // Not three: who has main do the last job wastes nothing.
        .overlaps_at_least(2)
        .makespan_at_most(ONE_AND_A_HALF),
    ]
}
