//! Hidden test of `12_fair_readers_writers`: a writer is alone, readers are not, and nobody who sleeps is passed by more
//! than the bound.
//!
//! Passing is told by happens-before, so no clock is needed: B had gone to sleep before A called, and A got in before B.
//! A thread learns that another one sleeps from the lock itself, when it leaves: only then its next call comes after
//! that. So those who pass are threads that call twice. Notes are returned by the threads, and seen by no scheduler.

use std::__judge::{Check, Moment, explore, first_wait_since, mistake, shortcoming};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::ReadersWriters;

/// So many of the other kind may pass somebody who waits.
const MAX_PASSED: usize = 1;

/// How long slow work takes.
const SLOW: Duration = Duration::from_millis(100);

/// One call of `read` or `write`.
struct Visit {
    is_writer: bool,
    /// When it was called.
    called: Moment,
    /// When the caller went to sleep, if it did.
    slept: Option<Moment>,
    /// When it was let in.
    entered: Moment,
}

impl Visit {
    fn is_passed_by(&self, other: &Visit) -> bool {
        let Some(slept) = self.slept else {
            return false;
        };
        self.is_writer != other.is_writer
            && slept.happens_before(&other.called)
            && other.entered.happens_before(&self.entered)
    }
}

/// Calls `read` or `write`. What is done inside is `work`.
fn visit(lock: &ReadersWriters, is_writer: bool, work: impl FnOnce()) -> Visit {
    let called = Moment::now();
    let inside = || {
        let notes = (first_wait_since(&called), Moment::now());
        work();
        notes
    };
    let (slept, entered) = if is_writer {
        lock.write(inside)
    } else {
        lock.read(inside)
    };
    Visit {
        is_writer,
        called,
        slept,
        entered,
    }
}

/// A thread that calls so many times.
fn visitor(lock: &Arc<ReadersWriters>, is_writer: bool, n_times: u32) -> JoinHandle<Vec<Visit>> {
    let lock = Arc::clone(lock);
    thread::spawn(move || {
        let mut visits = Vec::new();
        for _ in 0..n_times {
            visits.push(visit(&lock, is_writer, || {}));
        }
        visits
    })
}

/// Main and another thread come twice each. When main is inside for the first time, somebody of the other kind comes,
/// once, who must not be passed by too many.
fn two_take_turns(are_writers: bool) {
    let lock = Arc::new(ReadersWriters::new());
    let mut others = Vec::new();
    let mut visits = vec![visit(&lock, are_writers, || {
        others.push(visitor(&lock, !are_writers, 1));
        // Where sleeps are exact, that one is asleep by the end of this. It keeps the schedules few; the bound does not
        // rest on it, and is checked where sleeps are short too.
        thread::sleep(SLOW);
        others.push(visitor(&lock, are_writers, 2));
    })];
    visits.push(visit(&lock, are_writers, || {}));
    for other in others {
        match other.join() {
            Ok(more) => visits.extend(more),
            Err(_) => panic!("a thread that used the lock panicked"),
        }
    }
    for waiting in &visits {
        let n_passed = visits
            .iter()
            .filter(|other| waiting.is_passed_by(other))
            .count();
        let (one, many) = if waiting.is_writer {
            ("writer", "readers")
        } else {
            ("reader", "writers")
        };
        if n_passed > MAX_PASSED {
            shortcoming!(
                "starvation",
                "a {one} was asleep, and {n_passed} {many} that called later got in before it; at most {MAX_PASSED} may"
            );
        }
    }
}

/// Who is inside: readers count one each, a writer a hundred.
struct Inside(AtomicU32);

impl Inside {
    const WRITER: u32 = 100;

    /// Comes in, looks round, and goes out; says who should not have been there.
    fn enter(&self, is_writer: bool) -> Option<String> {
        let weight = if is_writer { Self::WRITER } else { 1 };
        let others = self.0.fetch_add(weight, Ordering::SeqCst);
        self.0.fetch_sub(weight, Ordering::SeqCst);
        let (n_writers, n_readers) = (others / Self::WRITER, others % Self::WRITER);
        let who = if is_writer { "a writer" } else { "a reader" };
        (n_writers > 0 || (is_writer && n_readers > 0)).then(|| {
            format!(
                "{who} was let in while {n_writers} writer(s) and {n_readers} reader(s) were inside"
            )
        })
    }
}

/// One thread for each, all at the same time: is it a writer?
fn meet(are_writers: &[bool]) {
    let lock = Arc::new(ReadersWriters::new());
    let inside = Arc::new(Inside(AtomicU32::new(0)));
    let mut threads = Vec::new();
    for &is_writer in are_writers {
        let (lock, inside) = (Arc::clone(&lock), Arc::clone(&inside));
        threads.push(thread::spawn(move || {
            if is_writer {
                lock.write(|| inside.enter(true))
            } else {
                lock.read(|| inside.enter(false))
            }
        }));
    }
    for thread in threads {
        match thread.join() {
            Ok(None) => {}
            Ok(Some(story)) => mistake!("not-alone", "{story}"),
            Err(_) => panic!("a thread that used the lock panicked"),
        }
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("the work is done, and its result comes back", || {
            let lock = ReadersWriters::new();
            let found = [
                lock.read(|| 1),
                lock.write(|| 2),
                lock.write(|| 3),
                lock.read(|| 4),
            ];
            assert!(
                found == [1, 2, 3, 4],
                "work that gives 1, 2, 3 and 4: found {found:?}"
            );
        }),
        explore("a reader and a writer are not inside together", || {
            meet(&[false, true])
        })
        .no_busy_wait(),
        explore("two writers are not inside together", || {
            meet(&[true, true])
        })
        .no_busy_wait(),
        explore("two readers and a writer all get their turn", || {
            meet(&[false, true, false])
        })
        .no_busy_wait(),
        explore("a reader and two writers all get their turn", || {
            meet(&[true, false, true])
        }),
        explore("two readers read at the same time", || {
            let lock = Arc::new(ReadersWriters::new());
            let readers = [(); 2].map(|()| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || lock.read(|| thread::sleep(SLOW)))
            });
            for reader in readers {
                reader.join().unwrap();
            }
        })
        .makespan_at_most(SLOW * 3 / 2),
        explore("a writer that waits is passed by few readers", || {
            two_take_turns(false)
        }),
        explore("a reader that waits is passed by few writers", || {
            two_take_turns(true)
        }),
    ]
}
