//! Loops that wait by looking again and again: fair scheduling, livelock, bounded retries.

use model::report::End;
use model_std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use model_std::sync::{Arc, Mutex};
use model_std::{hint, thread};

use crate::{check_fails, explored};

fn spin_until_set(relax: fn()) {
    let flag = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&flag);
    let worker = thread::spawn(move || {
        while !seen.load(Ordering::SeqCst) {
            relax();
        }
    });
    flag.store(true, Ordering::SeqCst);
    worker.join().unwrap();
}

#[test]
fn a_spin_loop_ends_with_and_without_hints() {
    for relax in [|| {}, hint::spin_loop, thread::yield_now] {
        let exploration = explored(move || spin_until_set(relax));
        assert!(
            exploration.outcomes.iter().all(|o| o.end == End::Ok),
            "{exploration:#?}"
        );
        assert!(exploration.facts.idle_polls.max > 0);
        assert!(
            !exploration.exhaustive,
            "schedules that poll for longer were left out"
        );
    }
}

#[test]
fn a_flag_that_nobody_sets_is_a_livelock() {
    for relax in [|| {}, hint::spin_loop, thread::yield_now] {
        check_fails(
            move || {
                let flag = AtomicBool::new(false);
                while !flag.load(Ordering::SeqCst) {
                    relax();
                }
            },
            End::Livelock,
        );
    }
}

#[test]
fn polling_under_a_mutex_ends() {
    let exploration = explored(|| {
        let flag = Arc::new(Mutex::new(false));
        let seen = Arc::clone(&flag);
        let worker = thread::spawn(move || while !*seen.lock().unwrap() {});
        *flag.lock().unwrap() = true;
        worker.join().unwrap();
    });
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
}

#[test]
fn yielding_puts_nothing_in_order() {
    check_fails(
        || {
            let flag = Arc::new(AtomicBool::new(false));
            let set = Arc::clone(&flag);
            let worker = thread::spawn(move || set.store(true, Ordering::SeqCst));
            for _ in 0..10 {
                if flag.load(Ordering::SeqCst) {
                    break;
                }
                thread::yield_now();
            }
            assert!(flag.load(Ordering::SeqCst), "ten yields were not enough");
            worker.join().unwrap();
        },
        End::Panic,
    );
}

#[test]
fn a_bounded_retry_that_gives_up_is_no_livelock() {
    let exploration = explored(|| {
        let mutex = Arc::new(Mutex::new(()));
        let held = mutex.lock().unwrap();
        let tried = Arc::clone(&mutex);
        let worker = thread::spawn(move || (0..200).any(|_| tried.try_lock().is_ok()));
        assert!(!worker.join().unwrap());
        drop(held);
    });
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
}

#[test]
fn a_spin_lock_excludes() {
    let exploration = explored(|| {
        let lock = Arc::new((AtomicBool::new(false), AtomicU32::new(0)));
        let workers: Vec<_> = (0..2)
            .map(|_| {
                let lock = Arc::clone(&lock);
                thread::spawn(move || {
                    while lock
                        .0
                        .compare_exchange(false, true, Ordering::SeqCst, Ordering::SeqCst)
                        .is_err()
                    {
                        hint::spin_loop();
                    }
                    let seen = lock.1.load(Ordering::SeqCst);
                    lock.1.store(seen + 1, Ordering::SeqCst);
                    lock.0.store(false, Ordering::SeqCst);
                })
            })
            .collect();
        for worker in workers {
            worker.join().unwrap();
        }
        assert_eq!(lock.1.load(Ordering::SeqCst), 2);
    });
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
}
