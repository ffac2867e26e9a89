//! Hidden test of `07_parallel_map`: the work on the items is done by several processes at the same time, every item has
//! its result or `None`, and no worker is left over.
//!
//! The workers are this program again: they run the learner's `serve` with a `work` from here. An item's text says what
//! becomes of it. Each call of `work` is written down in files, so what is known of the workers does not come from the
//! program that is judged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use witness::{Check, as_role, check, mistake, role};

use super::{parallel_map, serve};

/// Only a program in which something never happens waits that long for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Each call of `work`: a line with the worker's number and the item.
const LOG: &str = "worked";
/// Has a file for each worker that has come to the meeting.
const MEETING: &str = "meeting";
/// Is there if one that was at the meeting is through.
const READY: &str = "ready";
/// Is there if somebody waited in vain for others.
const ALONE: &str = "alone";
/// Is there when who holds on may go on.
const GO_ON: &str = "go-on";

pub fn checks() -> Vec<Check> {
    let stuck = ["pipe-not-drained", "not-flushed", "stdin-left-open"];
    vec![
        role("worker", |_| {
            serve(work);
            ExitCode::SUCCESS
        }),
        role("parent", |_| {
            parallel_map(&["hold a", "b"], 2, || as_role("worker", &["worker"]));
            ExitCode::SUCCESS
        }),
        check("where there are no items, there are no results", || {
            assert_eq!(map(&[], 3).results, []);
        })
        .if_stuck(&["stdin-left-open"]),
        check("each item has its result, as it is", || {
            let items = ["ant", "two words", "", "  around  ", "tab\there", "größe", "7"];
            for n_workers in [1, 2, 10] {
                map(&items, n_workers).expect_all();
            }
        })
        .if_stuck(&stuck),
        check(
            "the workers work at the same time, and the order stays",
            || {
                fs::create_dir_all(MEETING).unwrap();
                let items = ["last a", "meet b", "meet c", "meet d", "meet e", "meet f"];
                let run = map(&items, 3);
                if fs::exists(ALONE).unwrap() {
                    mistake!(
                        NotConcurrent,
                        "one-at-a-time",
                        "there were to be 3 workers at the same time; while one worked, the others did not"
                    );
                }
                run.expect_all();
            },
        )
        .if_stuck(&stuck),
        check("no more workers are started than needed", || {
            let items = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
            let run = map(&items, 3);
            run.expect_all();
            if run.n_started > 3 {
                mistake!(
                    Inefficient,
                    "worker-per-item",
                    "3 workers were to do {} items, and {} were started: that costs more than the work",
                    items.len(),
                    run.n_started
                );
            }
        })
        .if_stuck(&stuck),
        check("only an item of which a worker dies has no result", || {
            for n_workers in [2, 1] {
                crash(&["a", "b", "abort", "c", "d", "panic", "e", "f"], n_workers);
            }
        })
        .if_stuck(&stuck),
        check("when all workers have died, others go on", || {
            crash(&["abort 1", "abort 2", "panic 3", "a", "b", "c"], 2);
            crash(&["panic", "abort"], 2);
        })
        .if_stuck(&stuck),
        check("long items with long results get through", || {
            let long = "x".repeat(1000);
            let items: Vec<String> = (0..300).map(|item| format!("{item}{long}")).collect();
            let items: Vec<&str> = items.iter().map(String::as_str).collect();
            map(&items, 1).expect_all();
        })
        .if_stuck(&stuck),
        check("workers end when their parent is killed", parent_killed),
    ]
}

/// What the workers do.
fn work(item: &str) -> String {
    let own = std::process::id();
    let mut log = OpenOptions::new()
        .append(true)
        .create(true)
        .open(LOG)
        .unwrap();
    // In one piece, or the lines of two workers would mix.
    log.write_all(format!("{own} {item}\n").as_bytes()).unwrap();
    match item.split(' ').next() {
        Some("abort") => std::process::abort(),
        Some("panic") => panic!("a worker that was to die of its item"),
        Some(manner @ ("meet" | "last")) => {
            fs::write(format!("{MEETING}/{own}"), "").unwrap();
            wait_for(|| fs::read_dir(MEETING).unwrap().count() >= 3);
            if manner == "last" {
                wait_for(|| fs::exists(READY).unwrap());
                // Another worker has its result, and sends it now.
                thread::sleep(Duration::from_millis(30));
            }
            fs::write(READY, "").unwrap();
        }
        Some("hold") => {
            fs::write(format!("holding-{own}"), "").unwrap();
            let start = Instant::now();
            while !fs::exists(GO_ON).unwrap() && start.elapsed() < 12 * PATIENCE {
                thread::sleep(Duration::from_millis(1));
            }
        }
        _ => {}
    }
    result_of(item)
}

/// What it makes of an item that it survives.
fn result_of(item: &str) -> String {
    let backwards: String = item.chars().rev().collect();
    format!("{backwards}|{item}")
}

/// Waits until the others are there too; if they don't come, nobody waits again.
fn wait_for(mut is_there: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_there() && !fs::exists(ALONE).unwrap() {
        if start.elapsed() > PATIENCE {
            fs::write(ALONE, "").unwrap();
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn kills(item: &str) -> bool {
    matches!(item.split(' ').next(), Some("abort" | "panic"))
}

struct Run {
    items: Vec<String>,
    results: Vec<Option<String>>,
    /// How many workers were asked for.
    n_started: usize,
}

fn map(items: &[&str], n_workers: usize) -> Run {
    // A check may map several times.
    let _ = fs::remove_file(LOG);
    let n_started = AtomicUsize::new(0);
    let results = parallel_map(items, n_workers, || {
        n_started.fetch_add(1, Ordering::SeqCst);
        as_role("worker", &["worker"])
    });
    Run {
        items: items.iter().map(|&item| item.to_owned()).collect(),
        results,
        n_started: n_started.into_inner(),
    }
}

impl Run {
    fn expected(&self) -> Vec<Option<String>> {
        let result = |item: &String| (!kills(item)).then(|| result_of(item));
        self.items.iter().map(result).collect()
    }

    fn expect_all(&self) {
        let expected = self.expected();
        assert!(
            self.results.len() == expected.len(),
            "there are {} items, and {} results",
            expected.len(),
            self.results.len()
        );
        if self.results != expected && sorted(&self.results) == sorted(&expected) {
            mistake!(
                "completion-order",
                "the results are there, but in another order than their items: {}",
                short(&format!("{:?}", self.results))
            );
        }
        for ((item, found), expected) in self.items.iter().zip(&self.results).zip(expected) {
            assert!(
                *found == expected,
                "the item {} was to have the result {}, and has {}",
                short(item),
                short(&format!("{expected:?}")),
                short(&format!("{found:?}"))
            );
        }
        assert!(
            !self.items.is_empty() && !workers().is_empty(),
            "no worker has done any work, and there are results"
        );
    }
}

/// The numbers of all that have worked on an item.
fn workers() -> BTreeSet<String> {
    let log = fs::read_to_string(LOG).unwrap_or_default();
    let number = |line: &str| line.split(' ').next().map(str::to_owned);
    log.lines().filter_map(number).collect()
}

/// Whether a process has not ended yet; seen on Linux only.
fn runs(process: &str) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
        let behind_the_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        behind_the_name.split_whitespace().next() != Some("Z")
    })
}

fn sorted(results: &[Option<String>]) -> Vec<&Option<String>> {
    let mut sorted: Vec<_> = results.iter().collect();
    sorted.sort();
    sorted
}

/// Maps items of which some kill their workers.
fn crash(items: &[&str], n_workers: usize) {
    let run = map(items, n_workers);
    if sorted(&run.results) == sorted(&run.expected()) {
        run.expect_all();
    }
    for (item, found) in items.iter().zip(&run.results) {
        if kills(item) {
            assert!(
                found.is_none(),
                "a worker died of the item {item:?}, and the item has the result {found:?}"
            );
        } else if found.is_none() {
            mistake!(
                "item-lost",
                "the item {item:?} has no result. No worker has died of it: one died of another item"
            );
        }
    }
    if run.results.len() < items.len() {
        mistake!(
            "item-lost",
            "workers died of some items. There were {} items, and there are {} results",
            items.len(),
            run.results.len()
        );
    }
    run.expect_all();
    let log = fs::read_to_string(LOG).unwrap_or_default();
    let mut n_times = BTreeMap::new();
    for line in log.lines() {
        let (_, item) = line.split_once(' ').unwrap_or_default();
        *n_times.entry(item).or_insert(0) += 1;
    }
    for (item, n_times) in n_times {
        if n_times > 1 && !kills(item) {
            mistake!(
                Inefficient,
                "worked-twice",
                "no worker has died of the item {item:?}, and it was worked on {n_times} times"
            );
        }
    }
    let n_deaths = items.iter().filter(|item| kills(item)).count();
    if run.n_started > n_workers + n_deaths {
        mistake!(
            Inefficient,
            "worker-per-item",
            "there were to be {n_workers} workers, {n_deaths} of them died and had to be replaced, and {} were started",
            run.n_started
        );
    }
}

/// A parent that is killed can tell its workers nothing. All that have the other end of a pipe are gone when it ends.
fn parent_killed() {
    let _ = fs::remove_file(GO_ON);
    let mut parent: Command = as_role("parent", &[]);
    let mut parent = parent
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this program can be started");
    let mut inherited = parent.stderr.take().expect("it was asked for");
    let (tell, all_gone) = mpsc::channel();
    thread::spawn(move || {
        let _ = inherited.read_to_end(&mut Vec::new());
        let _ = tell.send(());
    });
    let is_held = || {
        let files = fs::read_dir(".").unwrap().flatten();
        files
            .map(|file| file.file_name().to_string_lossy().into_owned())
            .any(|name| name.starts_with("holding-"))
    };
    while !is_held() {
        if parent.try_wait().unwrap().is_some() {
            panic!("the parent ends before any worker has an item");
        }
        thread::sleep(Duration::from_millis(1));
    }
    parent.kill().unwrap();
    parent.wait().unwrap();
    // The workers do what they have begun. Then nobody has more for them.
    fs::write(GO_ON, "").unwrap();
    let begin = Instant::now();
    let mut are_gone = all_gone.recv_timeout(PATIENCE).is_ok();
    // What a process has open is closed a moment before it has ended.
    while are_gone && workers().iter().any(|worker| runs(worker)) {
        are_gone = begin.elapsed() < PATIENCE;
        thread::sleep(Duration::from_millis(1));
    }
    if !are_gone {
        mistake!(
            Leak,
            "orphan",
            "the parent was killed in the middle of its work, and its workers did not end: they wait for items that \
             nobody will send"
        );
    }
}

/// The beginning of a long text.
fn short(text: &str) -> String {
    if text.chars().count() <= 60 {
        return format!("{text:?}");
    }
    let beginning: String = text.chars().take(40).collect();
    format!("{beginning:?}… ({} bytes)", text.len())
}
