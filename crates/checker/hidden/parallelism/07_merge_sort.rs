//! Hidden test of `07_merge_sort`: sorted, stable, in the right row, by all threads of the pool, in not too many pieces, and
//! without copies between the levels.
//!
//! `key` and `merge` are the test's, and nothing else can compare records. `merge` writes down which records it found where:
//! a record that is not where the last merge has put it was copied.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};
use witness::{Check, check, mistake};

use super::sort;

/// How long somebody waits for the others. A right program needs a small part of it.
const LONG: Duration = Duration::from_secs(4);
/// Threads of the pool.
const N_THREADS: usize = 4;

pub fn checks() -> Vec<Check> {
    vec![
        check(
            "the records are sorted, and equal ones stay in their order",
            || {
                // One halving, then two, then many; halves of the same length and of different ones.
                for (n_records, cut_off) in
                    [(1000, 600), (1000, 300), (999, 300), (1024, 64), (777, 10)]
                {
                    sorted(n_records, cut_off).expect_sorted();
                }
            },
        ),
        check("short rows are sorted too", || {
            for n_records in 0..=9 {
                for cut_off in [1, 2, 9] {
                    sorted(n_records, cut_off).expect_sorted();
                }
            }
        }),
        check("there are no more pieces than needed", || {
            for (n_records, cut_off) in [(4096, 64), (1000, 100), (50, 50)] {
                let n_merges = sorted(n_records, cut_off).log.n_merges;
                // Halves of what is just too large are a little larger than half of the cut-off. And a merge may be shared
                // out too, in pieces of this size.
                let most = if n_records <= cut_off {
                    0
                } else {
                    8 * n_records / cut_off
                };
                if n_merges > most {
                    mistake!(
                        Inefficient,
                        "too-many-tasks",
                        "{n_records} records with a cut-off of {cut_off}: that can be done with {} merges, and `merge` was called \
                         {n_merges} times",
                        n_records.div_ceil(cut_off).next_power_of_two() - 1
                    );
                }
            }
        }),
        check(
            "one buffer is enough, and nothing is copied between the levels",
            || {
                let n_records = 4096;
                let log = sorted(n_records, 64).log;
                // Once, all may be copied: at the bottom, or because somebody wants a buffer of their own.
                let n_copied = log.moved + log.outside.len();
                if n_copied > n_records {
                    let how = if log.outside.len() > log.moved {
                        format!(
                            "besides `records` and `buffer`, `merge` was called with other rows, with room for {} records together",
                            log.outside.len()
                        )
                    } else {
                        format!(
                            "{} times, `merge` was given a record that an earlier `merge` had put to another place",
                            log.moved
                        )
                    };
                    mistake!(
                        Inefficient,
                        "copied-at-every-level",
                        "{n_records} records were sorted; {how}"
                    );
                }
            },
        ),
        check(
            "all threads of the pool sort, and merge, at the same time",
            || {
                const CUT_OFF: usize = 256;
                let n_records = 64 * CUT_OFF;
                let records = records(n_records);
                let mut buffer = records.clone();
                let mut result = records;
                let sorting = Meeting::of(N_THREADS);
                let merging = Meeting::of(N_THREADS);
                let n_merges = AtomicUsize::new(0);
                let pool = pool();
                pool.install(|| {
                    sort(
                        &mut result,
                        &mut buffer,
                        CUT_OFF,
                        &|record: &Record| {
                            sorting.attend();
                            record.key
                        },
                        &|left: &[Record], right: &[Record], merged: &mut [Record]| {
                            n_merges.fetch_add(1, Ordering::Relaxed);
                            // Once somebody has waited in vain, it is decided.
                            if !sorting.seen().was_in_vain {
                                merging.attend();
                            }
                            merge(left, right, merged);
                        },
                    )
                });
                expect_all_at_once(&sorting.seen(), &pool, "sorting pieces");
                expect_all_at_once(&merging.seen(), &pool, "merging");
                let n_merges = n_merges.into_inner();
                assert!(
                    n_merges == 0 || n_merges >= n_records / CUT_OFF - 1,
                    "{n_records} records with a cut-off of {CUT_OFF} are {} pieces at least, and `merge` was called only {n_merges} \
                 times: some pieces were larger",
                    n_records / CUT_OFF
                );
            },
        ),
    ]
}

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(N_THREADS)
        .build()
        .expect("a pool of threads")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Record {
    key: u32,
    /// Its place before it is sorted.
    place: u32,
}

/// Many keys are there several times.
fn records(n_records: usize) -> Vec<Record> {
    let n_keys = (n_records / 7).max(2);
    let n_keys = u32::try_from(n_keys).expect("not so many");
    let n_records = u32::try_from(n_records).expect("not so many");
    (0..n_records)
        .map(|place| Record {
            key: (place.wrapping_mul(2_654_435_761) >> 7) % n_keys,
            place,
        })
        .collect()
}

fn merge(left: &[Record], right: &[Record], merged: &mut [Record]) {
    assert!(
        left.len() + right.len() == merged.len(),
        "`merge` was given two pieces of {} and {} records, and room for {}",
        left.len(),
        right.len(),
        merged.len()
    );
    let (mut left, mut right) = (left.iter(), right.iter());
    for place in merged {
        let takes_left = match (left.as_slice().first(), right.as_slice().first()) {
            (Some(left), Some(right)) => left.key <= right.key,
            (left, _) => left.is_some(),
        };
        let next = if takes_left {
            left.next()
        } else {
            right.next()
        };
        *place = *next.expect("as many records as places");
    }
}

/// What the merges of one call have seen.
#[derive(Default)]
struct Log {
    n_merges: usize,
    /// Where the last merge has put each record.
    put_at: HashMap<u32, usize>,
    /// How often a record was somewhere else when it came to the next merge.
    moved: usize,
    /// Places that are neither in `records` nor in `buffer`.
    outside: HashSet<usize>,
}

impl Log {
    fn note_input(&mut self, piece: &[Record]) {
        for record in piece {
            let put_at = self.put_at.get(&record.place);
            self.moved += usize::from(put_at.is_some_and(|at| *at != address(record)));
        }
    }

    fn note_output(&mut self, merged: &[Record]) {
        for record in merged {
            self.put_at.insert(record.place, address(record));
        }
    }

    fn note_places(&mut self, piece: &[Record], rows: &[[usize; 2]; 2]) {
        let is_outside = |at: &usize| !rows.iter().any(|[start, end]| (start..end).contains(&at));
        self.outside
            .extend(piece.iter().map(address).filter(is_outside));
    }
}

fn address(record: &Record) -> usize {
    std::ptr::from_ref(record).addr()
}

/// What came of a call.
struct Sorted {
    expected: Vec<Record>,
    records: Vec<Record>,
    buffer: Vec<Record>,
    log: Log,
}

fn sorted(n_records: usize, cut_off: usize) -> Sorted {
    let mut records = records(n_records);
    let mut expected = records.clone();
    expected.sort_by_key(|record| record.key);
    let nothing = Record {
        key: u32::MAX,
        place: u32::MAX,
    };
    let mut buffer = vec![nothing; n_records];
    let rows = [&records, &buffer].map(|row| {
        let range = row.as_ptr_range();
        [range.start.addr(), range.end.addr()]
    });
    let log = Mutex::new(Log::default());
    pool().install(|| {
        sort(
            &mut records,
            &mut buffer,
            cut_off,
            &|record: &Record| record.key,
            &|left: &[Record], right: &[Record], merged: &mut [Record]| {
                let mut log = log.lock().unwrap();
                log.n_merges += 1;
                log.note_input(left);
                log.note_input(right);
                merge(left, right, merged);
                log.note_output(merged);
                for piece in [left, right, merged] {
                    log.note_places(piece, &rows);
                }
            },
        )
    });
    Sorted {
        expected,
        records,
        buffer,
        log: log.into_inner().unwrap(),
    }
}

impl Sorted {
    fn expect_sorted(&self) {
        let (records, expected) = (&self.records, &self.expected);
        if records == expected {
            return;
        }
        let n_records = expected.len();
        if self.buffer == *expected {
            mistake!(
                "left-in-the-buffer",
                "{n_records} records are sorted, but the result is in `buffer` and not in `records`"
            );
        }
        let places: HashSet<u32> = records.iter().map(|record| record.place).collect();
        let lost = expected
            .iter()
            .find(|record| !places.contains(&record.place));
        if let Some(lost) = lost {
            panic!(
                "of {n_records} records, number {} (from 0) is not in `records` any more",
                lost.place
            );
        }
        let mut pairs = records.windows(2);
        if let Some(pair) = pairs.clone().find(|pair| pair[0].key > pair[1].key) {
            panic!(
                "{n_records} records are not sorted: the key {} comes before the key {}",
                pair[0].key, pair[1].key
            );
        }
        let swapped =
            pairs.find(|pair| pair[0].key == pair[1].key && pair[0].place > pair[1].place);
        if let Some(pair) = swapped {
            mistake!(
                "not-stable",
                "{n_records} records are sorted by key; but of those with the key {}, number {} was before number {}, and comes \
                 after it now",
                pair[0].key,
                pair[1].place,
                pair[0].place
            );
        }
        panic!("{n_records} records: some are there twice");
    }
}

fn expect_all_at_once(seen: &Seen, pool: &ThreadPool, what: &str) {
    let most = seen.most_at_once;
    let in_pool: HashSet<ThreadId> = pool
        .broadcast(|_| thread::current().id())
        .into_iter()
        .collect();
    // Who has no pieces that need sorting, or no use for `merge`, is seen elsewhere.
    if most == 0 {
        return;
    }
    if most < N_THREADS {
        let message = format!(
            "the pool has {N_THREADS} threads, and there are 64 pieces; never more than {most} of the threads {} {what} at a time",
            if most == 1 { "was" } else { "were" }
        );
        if most <= 1 {
            mistake!(NotConcurrent, "one-at-a-time", "{message}");
        }
        mistake!(NotConcurrent, "few-at-a-time", "{message}");
    }
    if !seen.threads.is_subset(&in_pool) {
        mistake!(
            Inefficient,
            "too-many-threads",
            "it is called on a pool with {N_THREADS} threads, and {} threads were {what}, not all of them of the pool",
            seen.threads.len()
        );
    }
}

/// Threads that wait for one another in the middle of their jobs.
struct Meeting {
    n_wanted: usize,
    state: Mutex<Seen>,
    changed: Condvar,
}

/// Who came to a meeting.
#[derive(Clone, Default)]
struct Seen {
    n_present: usize,
    most_at_once: usize,
    threads: HashSet<ThreadId>,
    /// All are there, or somebody has waited in vain: nobody waits any more.
    is_over: bool,
    /// Somebody has.
    was_in_vain: bool,
}

impl Meeting {
    fn of(n_wanted: usize) -> Meeting {
        Meeting {
            n_wanted,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Comes, and waits until as many are there as are wanted.
    fn attend(&self) {
        let mut seen = self.state.lock().unwrap();
        seen.threads.insert(thread::current().id());
        seen.n_present += 1;
        seen.most_at_once = seen.most_at_once.max(seen.n_present);
        seen.is_over |= seen.n_present >= self.n_wanted;
        self.changed.notify_all();
        let waited = self
            .changed
            .wait_timeout_while(seen, LONG, |seen| !seen.is_over);
        let (mut seen, waited) = waited.unwrap();
        seen.was_in_vain |= waited.timed_out() && !seen.is_over;
        seen.is_over = true;
        seen.n_present -= 1;
        self.changed.notify_all();
    }

    fn seen(&self) -> Seen {
        self.state.lock().unwrap().clone()
    }
}
