//! Hidden test of `04_pool_of_children`: neither too many children at a time nor too few, results in the order of the
//! jobs, nobody left.
//!
//! Who is there is seen from the children: each makes a file when it begins, and waits until the check lets it go. That
//! too few come, only time can tell; the time is so long that a right program needs a small part of it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, panic, thread};

use witness::{Check, check, mistake, n_children, prop};

use super::run_all;

/// How long the check waits for children that are to come.
const LONG: Duration = Duration::from_secs(4);

/// Who may come to a room.
const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

pub fn checks() -> Vec<Check> {
    vec![
        check("what each child prints comes back", || {
            let jobs = vec![job(&["say", "small"]), job(&["say", "smaller", "smallest"])];
            let found = run_all(jobs, 2);
            expect_in_order(&found, &[printed("small"), printed("smaller\nsmallest")]);
        }),
        check("as many children as allowed work at the same time", || {
            let jobs = ["a", "b", "c", "d", "e"].map(|name| attending("room", name, name));
            let mut have_come = 0;
            let found = run_and_watch(jobs.into(), 3, |is_over| {
                wait_until(is_over, || present("room") >= 3);
                have_come = present("room");
                let_go("room");
            });
            if have_come < 3 {
                mistake!(
                    NotConcurrent,
                    "one-at-a-time",
                    "there were 5 jobs, and 3 children were allowed at a time; only {have_come} came before \
                     the first one ended"
                );
            }
            expect_in_order(&found, &["a", "b", "c", "d", "e"].map(printed));
        }),
        check("there are never more children than allowed", || {
            for allowed in [2, 1] {
                let room = format!("room-{allowed}");
                let jobs = NAMES.map(|name| attending(&room, name, name));
                let mut have_come = 0;
                let found = run_and_watch(jobs.into(), allowed, |is_over| {
                    wait_until(is_over, || present(&room) > 0);
                    // Time enough for the others to come, also on a machine that is busy: children of the check's own
                    // are started, and each runs to its end.
                    for _ in 0..20 {
                        job(&["exit", "0"]).status().expect("the prop runs");
                    }
                    have_come = present(&room);
                    let_go(&room);
                });
                if have_come > allowed {
                    mistake!(
                        Limit,
                        "too-many-children",
                        "there were 6 jobs, and {allowed} allowed at a time; {have_come} children were there at the same time"
                    );
                }
                expect_in_order(&found, &NAMES.map(printed));
            }
        }),
        check(
            "when a child has ended, the next one starts, and the results stay in order",
            || {
                let jobs = vec![
                    attending("slow", "e", "zero"),
                    attending("quick", "a", "one"),
                    attending("quick", "b", "two"),
                    attending("quick", "c", "three"),
                    attending("quick", "d", "four"),
                ];
                fs::create_dir_all("quick").unwrap();
                let_go("quick");
                let mut have_come = 0;
                let found = run_and_watch(jobs, 2, |is_over| {
                    wait_until(is_over, || present("quick") == 4);
                    have_come = present("quick");
                    let_go("slow");
                });
                if have_come < 4 {
                    mistake!(
                        Inefficient,
                        "free-place-unused",
                        "two children were allowed at a time, and there were five jobs, of which one took long. While its child \
                         worked, only {have_come} of the four others came"
                    );
                }
                let expected = ["zero", "one", "two", "three", "four"].map(printed);
                expect_in_order(&found, &expected);
            },
        ),
        check(
            "a child that fails has no result, and the others have theirs",
            || {
                let jobs = vec![
                    job(&["say", "zero"]),
                    job(&["half", "3", "not all of it"]),
                    job(&["say", "two"]),
                    job(&["die"]),
                    job(&["say", "four"]),
                ];
                let found = run_all(jobs, 2);
                for failed in [1, 3] {
                    if let Some(Some(text)) = found.get(failed) {
                        if n_children() > 0 {
                            mistake!(
                                Leak,
                                "zombie",
                                "the child of job {failed} failed, and `run_all` can't know it: it has not waited for it"
                            );
                        }
                        mistake!(
                            "ignored-exit-status",
                            "the child of job {failed} failed, and its result is said to be {text:?}"
                        );
                    }
                }
                let expected = [printed("zero"), None, printed("two"), None, printed("four")];
                expect_in_order(&found, &expected);
            },
        ),
        check(
            "a job that cannot be started has no result, and the others have theirs",
            || {
                let nothing = || Command::new("./there-is-no-such-program");
                let jobs = vec![
                    nothing(),
                    nothing(),
                    nothing(),
                    job(&["say", "three"]),
                    nothing(),
                    job(&["say", "five"]),
                ];
                let found = run_all(jobs, 2);
                let expected = [None, None, None, printed("three"), None, printed("five")];
                expect_in_order(&found, &expected);
            },
        )
        .if_stuck(&["place-not-given-back"]),
        check("much output is no trouble", || {
            let jobs = (0..4).map(|_| job(&["flood", "150000"])).collect();
            let found = run_all(jobs, 2);
            for (number, found) in found.iter().enumerate() {
                let n_bytes = found.as_ref().map(String::len);
                assert!(
                    n_bytes == Some(150_000),
                    "each child printed 150000 bytes; of job {number} came back {}",
                    n_bytes.map_or("no result".to_owned(), |n| format!("{n} bytes"))
                );
            }
            assert_eq!(found.len(), 4, "there were four jobs");
        })
        .if_stuck(&["pipe-not-drained"]),
        check("more places than jobs, and no jobs", || {
            assert_eq!(run_all(vec![job(&["say", "one"])], 8), [printed("one")]);
            assert_eq!(run_all(Vec::new(), 3), []);
        }),
    ]
}

/// A child that plays this part. What the judge has on its standard input is not the child's.
fn job(part: &[&str]) -> Command {
    let mut job = Command::new(prop());
    job.args(part).stdin(Stdio::null());
    job
}

/// A child that comes to a room, waits until it is let go, and prints a line.
fn attending(room: &str, name: &str, line: &str) -> Command {
    fs::create_dir_all(room).unwrap();
    job(&["attend", room, name, "say", line])
}

fn let_go(room: &str) {
    fs::write(format!("{room}.go"), "").unwrap();
}

/// How many have come to a room. Until they are let go, all of them are still there. It is asked name by name: to list the
/// folder again and again would be seen among what the program did.
fn present(room: &str) -> usize {
    let has_come = |name: &&&str| Path::new(room).join(name).exists();
    NAMES.iter().filter(has_come).count()
}

fn printed(lines: &str) -> Option<String> {
    Some(format!("{lines}\n"))
}

fn expect_in_order(found: &[Option<String>], expected: &[Option<String>]) {
    let sorted = |results: &[Option<String>]| {
        let mut sorted = results.to_vec();
        sorted.sort();
        sorted
    };
    if found != expected && sorted(found) == sorted(expected) {
        mistake!(
            "completion-order",
            "all results are there, but not in the order of the jobs: expected {expected:?}, found {found:?}"
        );
    }
    assert!(
        found == expected,
        "these results were to come back: {expected:?}; found {found:?}"
    );
}

/// Runs the jobs on another thread, and watches meanwhile. `watch` lets the children go, whatever it has seen.
fn run_and_watch(
    jobs: Vec<Command>,
    most_at_once: usize,
    watch: impl FnOnce(&dyn Fn() -> bool),
) -> Vec<Option<String>> {
    let pool = thread::spawn(move || run_all(jobs, most_at_once));
    watch(&|| pool.is_finished());
    // A panic of the submission stays its own.
    pool.join()
        .unwrap_or_else(|payload| panic::resume_unwind(payload))
}

/// Until it is so, or it can't be any more, or a long time has passed.
fn wait_until(is_over: &dyn Fn() -> bool, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() && !is_over() && start.elapsed() < LONG {
        thread::sleep(Duration::from_millis(1));
    }
}
