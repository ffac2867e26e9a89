//! `Parker`, `WaitGroup`, `ShardedLock`.

use model::check::outcome;
use model::report::End;
use model_crossbeam::atomic::AtomicCell;
use model_crossbeam::sync::{Parker, ShardedLock, WaitGroup};
use model_crossbeam::thread::scope;
use model_std::sync::{Arc, TryLockError};
use model_std::thread;
use model_std::time::{Duration, Instant};

#[test]
fn a_token_is_not_lost() {
    crate::check_passes(|| {
        let parker = Parker::new();
        let unparker = parker.unparker().clone();
        let worker = thread::spawn(move || unparker.unpark());
        // No loop is needed: unlike that of `std`, this wait never ends for no reason.
        parker.park();
        worker.join().unwrap();
    });
    crate::check_fails(
        || {
            let parker = Parker::new();
            parker.unparker().unpark();
            parker.unparker().unpark();
            parker.park();
            parker.park();
        },
        End::Deadlock,
    );
    crate::check_passes(|| {
        let parker = Parker::new();
        let began = Instant::now();
        parker.park_timeout(Duration::from_millis(5));
        parker.park_deadline(began + Duration::from_millis(10));
        assert!(began.elapsed() >= Duration::from_millis(10));
    });
}

#[test]
fn a_group_is_waited_for() {
    crate::check_outcomes(
        || {
            let group = WaitGroup::new();
            let done = Arc::new(AtomicCell::new(0u32));
            for _ in 0..2 {
                let (group, done) = (group.clone(), Arc::clone(&done));
                thread::spawn(move || {
                    done.fetch_add(1);
                    drop(group);
                });
            }
            group.wait();
            outcome(done.load());
        },
        &["2"],
    );
}

#[test]
fn a_member_that_stays_is_waited_for_for_ever() {
    crate::check_fails(
        || {
            let group = WaitGroup::new();
            let member = group.clone();
            group.wait();
            drop(member);
        },
        End::Deadlock,
    );
}

#[test]
fn all_members_may_wait_for_one_another() {
    crate::check_passes(|| {
        let group = WaitGroup::default();
        let other = group.clone();
        let worker = thread::spawn(move || other.wait());
        group.wait();
        worker.join().unwrap();
    });
}

#[test]
fn readers_share() {
    crate::check_passes(|| {
        let lock = ShardedLock::new(1);
        scope(|s| {
            let mine = lock.read().unwrap();
            let theirs = s.spawn(|_| *lock.read().unwrap()).join().unwrap();
            assert_eq!(*mine, theirs);
        })
        .unwrap();
    });
}

#[test]
fn writers_do_not_share() {
    crate::check_outcomes(
        || {
            let lock = ShardedLock::new(0);
            scope(|s| {
                s.spawn(|_| *lock.write().unwrap() += 1);
                s.spawn(|_| *lock.write().unwrap() += 1);
                outcome(*lock.read().unwrap());
            })
            .unwrap();
            assert_eq!(lock.into_inner().unwrap(), 2);
        },
        &["0", "1", "2"],
    );
}

/// The real one consists of `RwLock`s: a writer that waits may keep a second reader out, although it is the same thread.
#[test]
fn who_reads_twice_may_wait_for_a_writer_for_ever() {
    crate::check_fails(
        || {
            let lock = ShardedLock::new(0);
            scope(|s| {
                s.spawn(|_| *lock.write().unwrap() += 1);
                let first = lock.read().unwrap();
                let second = lock.read().unwrap();
                assert_eq!(*first, *second);
            })
            .unwrap();
        },
        End::Deadlock,
    );
}

#[test]
fn a_reader_that_wants_to_write_waits_for_itself() {
    crate::check_fails(
        || {
            let lock = ShardedLock::new(0);
            let _reader = lock.read().unwrap();
            drop(lock.write());
        },
        End::Deadlock,
    );
}

#[test]
fn locks_are_tried_and_poisoned() {
    crate::check_passes(|| {
        let mut lock = ShardedLock::new(5);
        {
            let writer = lock.write().unwrap();
            assert!(matches!(lock.try_read(), Err(TryLockError::WouldBlock)));
            assert!(matches!(lock.try_write(), Err(TryLockError::WouldBlock)));
            assert_eq!(format!("{lock:?}"), "ShardedLock { data: <locked> }");
            assert_eq!(writer.to_string(), "5");
        }
        assert_eq!(format!("{lock:?}"), "ShardedLock { data: 5 }");
        let panicked = scope(|s| {
            s.spawn(|_| {
                let _writer = lock.write().unwrap();
                panic!("while writing");
            });
        });
        assert!(panicked.is_err() && lock.is_poisoned());
        assert_eq!(**lock.read().unwrap_err().get_ref(), 5);
        assert_eq!(lock.get_mut().unwrap_err().into_inner(), &mut 5);
    });
}
