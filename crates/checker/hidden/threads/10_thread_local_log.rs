//! Hidden test of `10_thread_local_log`: one log per thread, and all of them merged after the threads are done.
//!
//! `main` logs a line of its own first: who reads main's copy for the workers' finds just that line.

use std::__judge::{Check, explore, mistake};
use std::thread;

use super::{log, run, take_log};

fn expect(what: &str, found: &[String], expected: &[&str]) {
    assert!(
        found == expected,
        "{what}: expected {expected:?}, found {found:?}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("every thread has a log of its own", || {
            log("main: hello".to_owned());
            let workers = thread::spawn(|| {
                log("worker: hello".to_owned());
                take_log()
            })
            .join()
            .unwrap();
            if workers.iter().any(|line| line.starts_with("main")) {
                mistake!(
                    "one-shared-log",
                    "the worker's log has main's line in it: {workers:?}"
                );
            }
            expect("the worker's log", &workers, &["worker: hello"]);
            expect("main's log", &take_log(), &["main: hello"]);
            expect(
                "main's log, after everything was taken out",
                &take_log(),
                &[],
            );
        }),
        explore("all lines are there, in the order of the names", || {
            log("main: hello".to_owned());
            let found = run(&["ann", "bob"]);
            if found == ["main: hello"] {
                mistake!(
                    "thread-local-is-not-shared",
                    "these are main's own lines, not the workers': {found:?}"
                );
            }
            expect(
                "what `run` returns",
                &found,
                &["ann: begin", "ann: end", "bob: begin", "bob: end"],
            );
            expect("main's own log, afterwards", &take_log(), &["main: hello"]);
        })
        .spawns_at_least(2)
        .overlaps_at_least(2)
        .joins_all(),
    ]
}
