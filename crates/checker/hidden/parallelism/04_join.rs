//! Hidden test of `04_join`: each measurement is counted once, in pieces that are neither too large nor too many, by all
//! threads of the pool at the same time.
//!
//! What is counted is the learner's to hand out, and `count` is the test's: it writes down which pieces it gets, and on which
//! threads. That threads count at the same time is proved by a meeting: each waits in its piece until all have come.

use std::collections::HashSet;
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};
use witness::{Check, check, mistake};

use super::how_often;

/// How long somebody waits for the others. A right program needs a small part of it.
const LONG: Duration = Duration::from_secs(4);
/// Threads of the pool.
const N_THREADS: usize = 4;

pub fn checks() -> Vec<Check> {
    vec![
        check("each measurement is counted once", || {
            for n_measured in [1024, 1000, 999, 257, 10] {
                let counted = counted(n_measured, 100);
                counted.expect_each_once();
                assert_eq!(
                    counted.found,
                    even(n_measured),
                    "the counts of the pieces are right; together they are to be {}",
                    even(n_measured)
                );
            }
        }),
        check("no piece is larger than the cut-off", || {
            for (n_measured, cut_off) in [(1000, 100), (1024, 256), (30, 1), (100, 100)] {
                let counted = counted(n_measured, cut_off);
                counted.expect_each_once();
                let largest = counted.pieces.iter().map(Vec::len).max().unwrap_or(0);
                if counted.pieces.len() > 1 && largest > cut_off {
                    mistake!(
                        "cut-off-ignored",
                        "the cut-off is {cut_off}, and `count` was given a piece of {largest} measurements"
                    );
                }
            }
        }),
        check("there are no more pieces than needed", || {
            for (n_measured, cut_off) in [(4096, 256), (1000, 100), (64, 64)] {
                let counted = counted(n_measured, cut_off);
                // Halves of what is just too large are a little larger than half of the cut-off; as much again is allowed.
                let most = 4 * (n_measured / cut_off);
                let n_pieces = counted.pieces.len();
                if n_pieces > most {
                    mistake!(
                        Inefficient,
                        "too-many-tasks",
                        "{n_measured} measurements with a cut-off of {cut_off}: that can be done with {} pieces, and `count` was \
                         called for {n_pieces}",
                        n_measured.div_ceil(cut_off).next_power_of_two()
                    );
                }
            }
        }),
        check("all threads of the pool count at the same time", || {
            let pool = pool();
            let meeting = Meeting::of(N_THREADS);
            let in_pool: HashSet<ThreadId> = pool
                .broadcast(|_| thread::current().id())
                .into_iter()
                .collect();
            let measured = measured(1600);
            pool.install(|| {
                how_often(&measured, 100, &|piece: &[i16]| {
                    meeting.attend();
                    piece.len()
                })
            });
            let seen = meeting.seen();
            if seen.most_at_once < N_THREADS {
                let most = seen.most_at_once;
                let pieces = format!(
                    "the pool has {N_THREADS} threads, and there are 16 pieces; never more than {most} of them"
                );
                if most <= 1 {
                    mistake!(
                        NotConcurrent,
                        "one-at-a-time",
                        "{pieces} was counted at a time"
                    );
                }
                mistake!(
                    NotConcurrent,
                    "few-at-a-time",
                    "{pieces} were counted at a time"
                );
            }
            if !seen.threads.is_subset(&in_pool) {
                mistake!(
                    Inefficient,
                    "too-many-threads",
                    "it is called on a pool with {N_THREADS} threads, and the pieces were counted on {} threads, not all of them \
                     of the pool",
                    seen.threads.len()
                );
            }
        }),
        check("few measurements, and none", || {
            // Halves that overlap have no end where a piece is a single one: that is found before.
            counted(1000, 100).expect_each_once();
            for n_measured in [2, 1, 0] {
                let counted = counted(n_measured, 1);
                counted.expect_each_once();
                assert_eq!(counted.found, even(n_measured), "the sum of the counts");
            }
            counted(5, 100).expect_each_once();
        }),
    ]
}

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(N_THREADS)
        .build()
        .expect("a pool of threads")
}

/// Measurements that can be told from one another.
fn measured(n_measured: usize) -> Vec<i16> {
    (0..n_measured)
        .map(|number| i16::try_from(number).expect("not so many"))
        .collect()
}

/// What is counted: how many of the first numbers are even.
fn even(n_measured: usize) -> usize {
    n_measured.div_ceil(2)
}

/// What came of a call.
struct Counted {
    n_measured: usize,
    found: usize,
    /// What `count` was called with.
    pieces: Vec<Vec<i16>>,
}

fn counted(n_measured: usize, cut_off: usize) -> Counted {
    let measured = measured(n_measured);
    let pieces = Mutex::new(Vec::new());
    let found = pool().install(|| {
        how_often(&measured, cut_off, &|piece: &[i16]| {
            pieces.lock().unwrap().push(piece.to_vec());
            piece.iter().filter(|number| *number % 2 == 0).count()
        })
    });
    Counted {
        n_measured,
        found,
        pieces: pieces.into_inner().unwrap(),
    }
}

impl Counted {
    fn expect_each_once(&self) {
        let mut times = vec![0; self.n_measured];
        for number in self.pieces.iter().flatten() {
            times[usize::try_from(*number).expect("a measurement")] += 1;
        }
        let n_measured = self.n_measured;
        if let Some(number) = times.iter().position(|times| *times > 1) {
            mistake!(
                "overlapping-halves",
                "of {n_measured} measurements, number {number} (from 0) was counted {} times: it is in more than one piece",
                times[number]
            );
        }
        if let Some(number) = times.iter().position(|times| *times == 0) {
            mistake!(
                "lost-remainder",
                "of {n_measured} measurements, number {number} (from 0) was never counted: it is in no piece"
            );
        }
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
        let (mut seen, _) = waited.unwrap();
        seen.is_over = true;
        seen.n_present -= 1;
        self.changed.notify_all();
    }

    fn seen(&self) -> Seen {
        self.state.lock().unwrap().clone()
    }
}
