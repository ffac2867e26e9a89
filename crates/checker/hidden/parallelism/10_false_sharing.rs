//! Hidden test of `10_false_sharing`: nothing is lost, the progress is right all the time, and no two threads write to
//! one line again and again.
//!
//! Lines are told by addresses: those of the places in `Progress`, and those of the numbers that `add` is given. That
//! the workers are there at the same time is proved by a rendezvous in the first `add` of each; then all of these
//! addresses are in use at once. Time is never asked. How the items are shared out is up to the learner.

use std::collections::{BTreeMap, BTreeSet};
use std::ptr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use witness::{Check, check, mistake};

use super::{Progress, add_all};

/// The shortest line that there is to avoid.
const LINE: usize = 64;
/// Only a program whose workers are not there at the same time ever waits so long.
const DEADLINE: Duration = Duration::from_secs(5);
/// So many items does the first worker do alone, while the others are held in their first one.
const N_ALONE: u64 = 3;

fn line_of<T>(value: &T) -> usize {
    ptr::from_ref(value).addr() / LINE
}

/// What `add` has seen.
#[derive(Default)]
struct Seen {
    /// How many items each thread has begun.
    n_begun: BTreeMap<u64, u64>,
    /// How often each thread was given a number on each line.
    lines: BTreeMap<(u64, usize), u64>,
    /// Who came first.
    first: Option<u64>,
    /// What was in each place when the first one began one of its items.
    snapshots: Vec<Vec<u64>>,
    /// Everybody may go on.
    is_open: bool,
    /// Somebody could not wait for that any longer, so the first one was not alone.
    is_disturbed: bool,
}

/// A number for a thread, in the order in which they come.
fn number(ids: &Mutex<Vec<ThreadId>>) -> u64 {
    let me = thread::current().id();
    let mut ids = ids.lock().unwrap();
    let idx = ids.iter().position(|id| *id == me).unwrap_or_else(|| {
        ids.push(me);
        ids.len() - 1
    });
    idx as u64
}

/// Goes through some items for each worker, all workers at once: none goes on before all are there, and then the first
/// one does some items alone.
fn together(n_workers: usize, n_each: usize) -> Seen {
    let items: Vec<u64> = (1..=(n_workers * n_each) as u64).collect();
    let progress = Progress::new(n_workers);
    let ids = Mutex::new(Vec::new());
    let seen = Mutex::new(Seen::default());
    let changed = Condvar::new();
    let is_late = AtomicBool::new(false);
    let sum = add_all(&items, n_workers, &progress, |sum, item| {
        let me = number(&ids);
        let line = line_of(sum);
        let mut seen_now = seen.lock().unwrap();
        let n_begun = seen_now.n_begun.entry(me).or_default();
        *n_begun += 1;
        let n_begun = *n_begun;
        *seen_now.lines.entry((me, line)).or_default() += 1;
        let first = *seen_now.first.get_or_insert(me);
        if me == first && n_begun <= N_ALONE + 1 {
            let places = (0..n_workers).map(|worker| progress.slot(worker).load(Ordering::SeqCst));
            let places: Vec<u64> = places.collect();
            seen_now.snapshots.push(places);
        }
        if me == first && n_begun == N_ALONE + 1 {
            seen_now.is_open = true;
        }
        changed.notify_all();
        if n_begun == 1 && !is_late.load(Ordering::SeqCst) {
            let is_waiting = |seen: &mut Seen| {
                if me == first {
                    seen.n_begun.len() < n_workers
                } else {
                    !seen.is_open
                }
            };
            let (waited, result) = changed
                .wait_timeout_while(seen_now, DEADLINE, is_waiting)
                .unwrap();
            seen_now = waited;
            if result.timed_out() && me == first {
                is_late.store(true, Ordering::SeqCst);
                seen_now.is_open = true;
                changed.notify_all();
            } else if result.timed_out() {
                // The first one has fewer items, or a slow machine: nobody's mistake.
                seen_now.is_disturbed = true;
            }
        }
        drop(seen_now);
        *sum += item;
    });
    let seen = seen.into_inner().unwrap();
    let n_threads = seen.n_begun.len();
    if is_late.into_inner() {
        mistake!(
            NotConcurrent,
            "one-at-a-time",
            "{n_workers} workers, and no more than {} were at work at the same time: the first one waited {DEADLINE:?} in \
             its first item for the others to begin theirs",
            if n_threads < n_workers { n_threads } else { 1 }
        );
    }
    if n_threads > n_workers {
        mistake!(
            Inefficient,
            "too-many-threads",
            "{n_workers} workers were asked for, and {n_threads} threads were at work"
        );
    }
    let expected: u64 = items.iter().sum();
    assert!(
        sum == expected,
        "{} items for {n_workers} workers: expected the sum {expected}, found {sum}",
        items.len()
    );
    assert!(
        progress.total() == items.len() as u64,
        "all {} items are done, and `total` says {}",
        items.len(),
        progress.total()
    );
    for worker in 0..n_workers {
        if progress.slot(worker).load(Ordering::SeqCst) == 0 {
            mistake!(
                Inefficient,
                "one-place-for-all",
                "{n_workers} threads did some items each, and the place of worker {worker} is still 0: somebody else's was \
                 used instead"
            );
        }
    }
    seen
}

/// What was in the places while one worker did some items alone.
fn one_writes_to_one_place(snapshots: &[Vec<u64>]) {
    let mut own = BTreeSet::new();
    for places in snapshots.windows(2) {
        let (before, after) = (&places[0], &places[1]);
        let changed = (0..before.len()).filter(|&worker| before[worker] != after[worker]);
        let changed: Vec<usize> = changed.collect();
        assert!(
            !changed.is_empty(),
            "a worker did one item, while the others were in the midst of theirs, and the places {before:?} became \
             {after:?}: none of them has changed"
        );
        own.extend(changed);
    }
    if own.len() > 1 {
        mistake!(
            Inefficient,
            "one-place-for-all",
            "one and the same thread wrote to the places of the workers {own:?}: so others write to them too"
        );
    }
}

/// How often which thread was given a number on which line.
fn sums_are_apart(lines: &BTreeMap<(u64, usize), u64>) {
    let mut owners: BTreeMap<usize, u64> = BTreeMap::new();
    for (&(thread, line), &n_times) in lines {
        // Once or twice is no matter: a sum that is handed over, say.
        if n_times > 2 && owners.insert(line, thread).is_some() {
            mistake!(
                Inefficient,
                "false-sharing",
                "two threads add to sums on the same line of {LINE} bytes, once for each of their items"
            );
        }
    }
}

/// Adds up numbers, and compares.
fn sum_of(n_items: u64, n_workers: usize) {
    let items: Vec<u64> = (1..=n_items).collect();
    let progress = Progress::new(n_workers);
    let found = add_all(&items, n_workers, &progress, |sum, item| *sum += item);
    let expected: u64 = items.iter().sum();
    assert!(
        found == expected,
        "the numbers 1 to {n_items}, {n_workers} worker(s): expected the sum {expected}, found {found}"
    );
    let total = progress.total();
    assert!(
        total == n_items,
        "{n_items} items and {n_workers} worker(s): when all is done, `total` says {total}"
    );
}

pub fn checks() -> Vec<Check> {
    vec![
        check("the sum is that of all items", || {
            sum_of(100, 4);
            sum_of(7, 3);
            sum_of(2, 4);
            sum_of(3, 1);
            sum_of(0, 2);
        }),
        check("after each item the progress is one more", || {
            let items = [5; 6];
            let progress = Progress::new(1);
            let n_begun = Mutex::new(0);
            add_all(&items, 1, &progress, |sum, item| {
                let mut n_begun = n_begun.lock().unwrap();
                let total = progress.total();
                if total < *n_begun {
                    mistake!(
                        "progress-too-late",
                        "the only worker has done {n_begun} item(s) and begins the next one, and `total` says {total}"
                    );
                }
                assert!(
                    total == *n_begun,
                    "the only worker has done {n_begun} item(s) and begins the next one, and `total` says {total}"
                );
                *n_begun += 1;
                *sum += item;
            });
        }),
        check("each worker has a place of its own", || {
            let progress = Progress::new(4);
            let mut places = BTreeSet::new();
            for worker in 0..4 {
                let place = ptr::from_ref(progress.slot(worker)).addr();
                if !places.insert(place) {
                    mistake!(
                        Inefficient,
                        "one-place-for-all",
                        "worker {worker} has the same place as another one: not only the line is shared, but the number"
                    );
                }
            }
        }),
        check("no two places lie on the same line", || {
            for n_workers in [2, 4, 16] {
                let progress = Progress::new(n_workers);
                let address = |worker| ptr::from_ref(progress.slot(worker)).addr();
                let mut lines = BTreeMap::new();
                for worker in 0..n_workers {
                    let line = line_of(progress.slot(worker));
                    if let Some(other) = lines.insert(line, worker) {
                        mistake!(
                            Inefficient,
                            "false-sharing",
                            "the places of worker {other} and worker {worker} are on the same line of {LINE} bytes: they begin \
                             {} bytes apart",
                            address(other).abs_diff(address(worker))
                        );
                    }
                }
            }
        }),
        check(
            "workers that are there at the same time don't get in each other's way",
            || {
                let seen = together(4, 8);
                if !seen.is_disturbed {
                    one_writes_to_one_place(&seen.snapshots);
                }
                sums_are_apart(&seen.lines);
            },
        ),
    ]
}
