//! Hidden test of `08_supervisor`: a worker that fails is started anew, with growing waits, and not for ever.
//!
//! Nothing here takes time: `sleep` writes down for how long it was to wait.

use std::cell::{Cell, RefCell};
use std::process::Command;
use std::time::Duration;

use witness::{Check, check, mistake, prop};

use super::Failure::{Exited, Killed, NotStarted};
use super::{Failure, delay, supervise};

pub fn checks() -> Vec<Check> {
    vec![
        check("a worker that does its work is started once", || {
            let run = run(&[&["say", "done"]], 3);
            assert_eq!(run.result, Ok(1), "the worker exits with code 0");
            run.expect(&[Start(1)]);
        }),
        check("a worker that fails is started anew", || {
            let run = run(&[&["exit", "3"], &["die"], &["say", "done"]], 5);
            if let Ok(attempt @ 1..=2) = run.result {
                mistake!(
                    "ignored-exit-status",
                    "the worker failed in attempt {attempt}, and was taken for done"
                );
            }
            assert_eq!(
                run.result,
                Ok(3),
                "the worker exits with code 0 in attempt 3"
            );
            run.expect(&[
                Start(1),
                Sleep(delay(1)),
                Start(2),
                Sleep(delay(2)),
                Start(3),
            ]);
        }),
        check("the last attempt counts like any other", || {
            let run = run(&[&["exit", "1"], &["say", "done"]], 2);
            assert_eq!(run.result, Ok(2), "of two attempts, the second one is good");
        }),
        check("in the end it gives up, and says why", || {
            for most_attempts in [1, 4] {
                let plan: [&[&str]; 4] = [&["exit", "3"], &["die"], &["exit", "1"], &["exit", "7"]];
                let run = run(&plan, most_attempts);
                let failures = [Exited(3), Killed, Exited(1), Exited(7)];
                let failures = &failures[..most_attempts as usize];
                match &run.result {
                    Err(found) if found == failures => {}
                    Err(found) => mistake!(
                        "failure-lost",
                        "the attempts failed with {failures:?}; what came back is {found:?}"
                    ),
                    Ok(attempt) => mistake!(
                        "ignored-exit-status",
                        "all attempts failed, and attempt {attempt} was taken for a good one"
                    ),
                }
                let mut expected = vec![Start(1)];
                for attempt in 2..=most_attempts {
                    expected.extend([Sleep(delay(attempt - 1)), Start(attempt)]);
                }
                if matches!(run.events.as_slice(), [head @ .., Sleep(_)] if *head == expected) {
                    mistake!(
                        "waits-for-nothing",
                        "it waits after the last attempt, although no other one follows"
                    );
                }
                run.expect(&expected);
            }
        }),
        check(
            "a worker that cannot be started is a failed attempt",
            || {
                let run = run(&[&[], &["exit", "2"], &[]], 3);
                let expected: Result<u32, Vec<Failure>> =
                    Err(vec![NotStarted, Exited(2), NotStarted]);
                assert_eq!(
                    run.result, expected,
                    "in attempts 1 and 3 the worker's program is not there"
                );
                let late = self::run(&[&[], &["say", "done"]], 3);
                assert_eq!(
                    late.result,
                    Ok(2),
                    "in attempt 1 the worker's program is not there"
                );
            },
        ),
        check("each wait is twice as long as the one before", || {
            let mut expected = Duration::from_millis(100);
            for attempt in 1..=7 {
                let found = delay(attempt);
                if attempt > 1 && found < expected {
                    mistake!(
                        "delay-does-not-grow",
                        "after attempt {attempt} the wait is to be {expected:?}, and is {found:?}"
                    );
                }
                assert!(
                    found == expected,
                    "after attempt {attempt} the wait is to be {expected:?}, and is {found:?}"
                );
                expected *= 2;
            }
        }),
        check("no wait is longer than ten seconds", || {
            for attempt in [8, 9, 30, 33, 64, 65, 70, 1000] {
                let found = delay(attempt);
                if found > Duration::from_secs(10) {
                    mistake!(
                        "delay-without-limit",
                        "after attempt {attempt} the wait is {found:?}, and 10 s are the most"
                    );
                }
                assert!(
                    found == Duration::from_secs(10),
                    "after attempt {attempt} the wait is to be 10 s, and is {found:?}"
                );
            }
        }),
    ]
}

/// What the supervisor does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    /// It asks for the command of this attempt.
    Start(u32),
    /// It waits.
    Sleep(Duration),
}
use Event::{Sleep, Start};

struct Run {
    result: Result<u32, Vec<Failure>>,
    events: Vec<Event>,
}

impl Run {
    fn expect(&self, expected: &[Event]) {
        assert!(
            self.events == expected,
            "these starts and waits were to be, in this order: {expected:?}; found {:?}",
            self.events
        );
    }
}

/// Supervises a worker that plays these parts of the prop, one in each attempt; without a part, it is not there.
fn run(plan: &[&[&str]], most_attempts: u32) -> Run {
    let events = RefCell::new(Vec::new());
    let n_starts = Cell::new(0);
    let worker = |attempt: u32| {
        n_starts.set(n_starts.get() + 1);
        let n_starts = n_starts.get();
        if n_starts > most_attempts {
            mistake!(
                "never-gives-up",
                "{most_attempts} attempts were allowed, all of them failed, and the worker is started once more"
            );
        }
        events.borrow_mut().push(Start(attempt));
        match plan.get(n_starts as usize - 1) {
            Some([]) => Command::new("there-is-no-such-program"),
            Some(part) => {
                let mut command = Command::new(prop());
                command.args(*part);
                command
            }
            None => panic!("the worker has done its work, and is started once more"),
        }
    };
    let result = supervise(worker, most_attempts, |time| {
        events.borrow_mut().push(Sleep(time));
    });
    Run {
        result,
        events: events.into_inner(),
    }
}
