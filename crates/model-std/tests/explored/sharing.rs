//! Locks, atomics, once-cells.

use model::report::End;
use model_std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use model_std::sync::{Arc, Barrier, Mutex, OnceLock, RwLock};
use model_std::thread;

use crate::{check_fails, check_passes};

#[test]
fn a_lost_update_takes_four_schedules() {
    let exploration = check_fails(
        || {
            let counter = Arc::new(AtomicU32::new(0));
            let workers: Vec<_> = (0..2)
                .map(|_| {
                    let counter = Arc::clone(&counter);
                    thread::spawn(move || {
                        let seen = counter.load(Ordering::SeqCst);
                        counter.store(seen + 1, Ordering::SeqCst);
                    })
                })
                .collect();
            for worker in workers {
                worker.join().unwrap();
            }
            assert_eq!(counter.load(Ordering::SeqCst), 2);
        },
        End::Panic,
    );
    assert_eq!((exploration.schedules, exploration.exhaustive), (4, true));
    let trace = exploration.counterexample.unwrap();
    assert_eq!((trace.preemptions, trace.minimal), (1, true));
}

#[test]
fn a_mutex_counter_of_three_takes_six() {
    let exploration = check_passes(|| {
        let counter = Arc::new(Mutex::new(0));
        let workers: Vec<_> = (0..3)
            .map(|_| {
                let counter = Arc::clone(&counter);
                thread::spawn(move || *counter.lock().unwrap() += 1)
            })
            .collect();
        for worker in workers {
            worker.join().unwrap();
        }
        assert_eq!(*counter.lock().unwrap(), 3);
    });
    assert_eq!(exploration.schedules, 6);
}

#[test]
fn a_mutex_is_poisoned_by_its_holder_alone() {
    check_passes(|| {
        let mutex = Arc::new(Mutex::new(0));
        let held = Arc::clone(&mutex);
        let result = thread::spawn(move || {
            let _guard = held.lock().unwrap();
            panic!("while holding");
        })
        .join();
        assert!(result.is_err());
        assert!(mutex.is_poisoned());
        assert_eq!(*mutex.lock().unwrap_err().into_inner(), 0);
    });
}

#[test]
fn writing_while_reading_deadlocks() {
    let exploration = check_fails(
        || {
            let lock = RwLock::new(0);
            let seen = lock.read().unwrap();
            *lock.write().unwrap() = *seen;
        },
        End::Deadlock,
    );
    let trace = exploration.counterexample.unwrap();
    assert_eq!(trace.blocked[0].waits_for, [0]);
}

#[test]
fn readers_overlap_and_writers_do_not() {
    check_passes(|| {
        let lock = Arc::new(RwLock::new(0));
        let mine = lock.read().unwrap();
        let reader = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.read().unwrap())
        };
        assert_eq!(*mine, reader.join().unwrap());
        drop(mine);
        let writer = {
            let lock = Arc::clone(&lock);
            thread::spawn(move || *lock.write().unwrap() = 1)
        };
        *lock.write().unwrap() = 1;
        writer.join().unwrap();
        assert_eq!(*lock.read().unwrap(), 1);
    });
}

/// `std` leaves open whether a reader has to wait behind a writer that waits. On most systems it does.
#[test]
fn a_writer_that_waits_keeps_later_readers_out() {
    let write_behind = |lock: &Arc<RwLock<u32>>| {
        let lock = Arc::clone(lock);
        thread::spawn(move || *lock.write().unwrap() = 1)
    };
    check_fails(
        move || {
            let lock = Arc::new(RwLock::new(0));
            let writer = write_behind(&lock);
            let first = lock.read().unwrap();
            let second = lock.read().unwrap();
            drop((first, second));
            writer.join().unwrap();
        },
        End::Deadlock,
    );
    // Nor is it enough that the second reader is another thread, where the first one waits for it.
    check_fails(
        move || {
            let lock = Arc::new(RwLock::new(0));
            let writer = write_behind(&lock);
            let mine = lock.read().unwrap();
            let reader = {
                let lock = Arc::clone(&lock);
                thread::spawn(move || *lock.read().unwrap())
            };
            let theirs = reader.join().unwrap();
            assert_eq!(*mine, theirs);
            drop(mine);
            writer.join().unwrap();
        },
        End::Deadlock,
    );
}

#[test]
fn try_lock_fails_only_while_the_lock_is_held() {
    let exploration = crate::explored(|| {
        let mutex = Arc::new(Mutex::new(()));
        let held = Arc::clone(&mutex);
        let worker = thread::spawn(move || drop(held.lock().unwrap()));
        model::check::outcome(mutex.try_lock().is_ok());
        worker.join().unwrap();
        assert!(mutex.try_lock().is_ok());
    });
    let mut seen: Vec<_> = exploration
        .outcomes
        .iter()
        .map(|o| (o.returned.clone().unwrap(), o.end))
        .collect();
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        seen,
        [("false".to_owned(), End::Ok), ("true".to_owned(), End::Ok)]
    );
    assert!(exploration.exhaustive);
}

#[test]
fn a_once_cell_is_initialised_once() {
    check_passes(|| {
        let cell = Arc::new(OnceLock::new());
        let runs = Arc::new(AtomicU32::new(0));
        let workers: Vec<_> = (0..2)
            .map(|i| {
                let (cell, runs) = (Arc::clone(&cell), Arc::clone(&runs));
                thread::spawn(move || {
                    *cell.get_or_init(|| {
                        runs.fetch_add(1, Ordering::SeqCst);
                        i
                    })
                })
            })
            .collect();
        let seen: Vec<i32> = workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .collect();
        assert_eq!(seen[0], seen[1]);
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_barrier_has_one_leader() {
    check_passes(|| {
        let barrier = Arc::new(Barrier::new(3));
        let leaders: usize = (0..3)
            .map(|_| {
                let barrier = Arc::clone(&barrier);
                thread::spawn(move || barrier.wait().is_leader())
            })
            .collect::<Vec<_>>()
            .into_iter()
            .map(|worker| usize::from(worker.join().unwrap()))
            .sum();
        assert_eq!(leaders, 1);
    });
}

#[test]
fn a_weak_exchange_may_fail_for_no_reason() {
    let exploration = check_fails(
        || {
            let flag = AtomicBool::new(false);
            assert!(
                flag.compare_exchange_weak(false, true, Ordering::SeqCst, Ordering::SeqCst)
                    .is_ok()
            );
        },
        End::Panic,
    );
    assert!(exploration.outcomes.iter().any(|outcome| outcome.spurious));
}
