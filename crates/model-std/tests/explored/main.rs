//! Programs written against the look-alike, explored: does each behave in every schedule as `std` says it may?

mod ends;
mod hooks;
mod memory;
mod polling;
mod sharing;
mod time;
mod waiting;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use model::report::{End, Exploration, Request};

/// Explores a program with the default budget.
fn explored(body: impl Fn() + 'static) -> Exploration {
    explored_with("{}", body)
}

/// Explores a program as the request (JSON) says.
fn explored_with(request: &str, body: impl Fn() + 'static) -> Exploration {
    /// The arena serves one exploration at a time.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let request: Request = serde_json::from_str(request).expect("a request");
    model::explore("main", &body, &request)
}

/// Everything that the program can print, and how it ends then.
fn outputs(exploration: &Exploration) -> BTreeSet<(String, End)> {
    exploration
        .outcomes
        .iter()
        .map(|outcome| (outcome.stdout.clone(), outcome.end))
        .collect()
}

/// Requires these outputs, each with a normal end.
#[track_caller]
fn check_prints(body: impl Fn() + 'static, expected: &[&str]) -> Exploration {
    let exploration = explored(body);
    let expected: BTreeSet<(String, End)> = expected
        .iter()
        .map(|text| ((*text).to_owned(), End::Ok))
        .collect();
    assert_eq!(outputs(&exploration), expected, "{exploration:#?}");
    exploration
}

/// Requires that every schedule ends well, and that all were tried.
#[track_caller]
fn check_passes(body: impl Fn() + 'static) -> Exploration {
    let exploration = explored(body);
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
    assert!(exploration.exhaustive, "{exploration:#?}");
    exploration
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
