//! Hidden test of `09_once`: the value is made once, and nobody gets anything else; the prediction is what the search
//! finds.
//!
//! The mending comes first, because its fault is what the starter is about. A prediction that panics would end the making
//! of this list, so it is asked for once more inside a check, where that is seen.

use std::__judge::{Check, explore, mistake};
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use super::Lazy;

/// So many threads ask at the same time, and main once more afterwards.
fn ask(n_threads: u32) {
    let lazy = Arc::new(Lazy::new());
    let n_made = Arc::new(AtomicU32::new(0));
    let mut threads = Vec::new();
    for _ in 0..n_threads {
        let (lazy, n_made) = (Arc::clone(&lazy), Arc::clone(&n_made));
        threads.push(thread::spawn(move || {
            lazy.get(|| {
                n_made.fetch_add(1, Ordering::SeqCst);
                42
            })
        }));
    }
    let mut found = Vec::new();
    for thread in threads {
        match thread.join() {
            Ok(value) => found.push(value),
            Err(_) => panic!("a thread that called `get` panicked"),
        }
    }
    found.push(lazy.get(|| {
        n_made.fetch_add(1, Ordering::SeqCst);
        42
    }));
    let n_made = n_made.load(Ordering::SeqCst);
    if n_made > 1 && n_threads > 1 {
        mistake!(
            "double-init",
            "{n_threads} threads asked at the same time, and `make` was called {n_made} times"
        );
    }
    assert!(n_made == 1, "`make` was called {n_made} times");
    if found.contains(&0) && found.contains(&42) {
        mistake!(
            "used-before-ready",
            "`make` gives 42, but one of those who asked got something else: {found:?}"
        );
    }
    assert!(
        found.iter().all(|value| *value == 42),
        "`make` gives 42, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    let written = || super::prediction().into_iter().map(str::to_owned).collect();
    let prediction: Vec<String> = panic::catch_unwind(written).unwrap_or_default();
    vec![
        explore("one thread asks, and main afterwards", || ask(1)),
        explore("two threads ask at the same time", || ask(2)),
        explore("three values are made for three owners", || {
            let found = [1, 2, 3].map(|value| Lazy::new().get(|| value));
            assert!(
                found == [1, 2, 3],
                "three `Lazy` of their own, made as 1, 2 and 3: found {found:?}"
            );
        }),
        explore("a prediction is written down", || {
            super::prediction();
        }),
        explore(
            "the prediction is what the program can print",
            super::program,
        )
        .predicted(prediction),
        explore("the program is the one that was given", super::program).outcomes_match_snapshot(),
    ]
}
