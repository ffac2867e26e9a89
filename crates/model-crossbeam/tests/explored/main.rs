//! Programs written against the look-alike, explored: does each behave in every schedule as `crossbeam` says it may, and
//! is every behaviour found that it may show?

mod cells;
mod channels;
mod queues;
mod scopes;
mod selecting;
mod timers;
mod waiting;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use model::report::{End, Exploration, Request};

/// Explores a program with the default budget.
fn explored(body: impl Fn() + 'static) -> Exploration {
    /// The arena serves one exploration at a time.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let request: Request = serde_json::from_str("{}").expect("a request");
    model::explore("main", &body, &request)
}

/// What `model::check::outcome` was told in the executions, each once; texts without their quotes.
fn found(exploration: &Exploration) -> BTreeSet<&str> {
    exploration
        .outcomes
        .iter()
        .filter_map(|outcome| outcome.returned.as_deref())
        .map(|text| text.trim_matches('"'))
        .collect()
}

/// Requires that every schedule ends well, that all were tried, and that these outcomes were seen, no others.
#[track_caller]
fn check_outcomes(body: impl Fn() + 'static, expected: &[&str]) -> Exploration {
    let exploration = check_passes(body);
    assert_eq!(
        found(&exploration),
        expected.iter().copied().collect(),
        "{exploration:#?}"
    );
    exploration
}

/// As [`check_outcomes`], for a program that waits by looking again: such a search is never called exhaustive.
#[track_caller]
fn check_polled_outcomes(body: impl Fn() + 'static, expected: &[&str]) -> Exploration {
    let exploration = explored(body);
    check_ends_well(&exploration);
    assert_eq!(
        found(&exploration),
        expected.iter().copied().collect(),
        "{exploration:#?}"
    );
    exploration
}

/// Requires that every schedule ends well, and that all were tried.
#[track_caller]
fn check_passes(body: impl Fn() + 'static) -> Exploration {
    let exploration = explored(body);
    check_ends_well(&exploration);
    assert!(exploration.exhaustive, "{exploration:#?}");
    exploration
}

#[track_caller]
fn check_ends_well(exploration: &Exploration) {
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
}

/// Requires that some schedule ends like this, and that there is a counterexample.
#[track_caller]
fn check_fails(body: impl Fn() + 'static, end: End) -> Exploration {
    let exploration = explored(body);
    assert!(
        exploration.outcomes.iter().any(|o| o.end == end),
        "{exploration:#?}"
    );
    assert!(exploration.counterexample.is_some(), "{exploration:#?}");
    exploration
}
