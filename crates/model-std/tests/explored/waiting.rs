//! Condition variables, parking, channels.

use model::report::End;
use model_std::sync::atomic::{AtomicBool, Ordering};
use model_std::sync::mpsc::{self, RecvTimeoutError, TryRecvError, TrySendError};
use model_std::sync::{Arc, Condvar, Mutex};
use model_std::thread;
use model_std::time::Duration;

use crate::{check_fails, check_passes, explored};

#[test]
fn a_condition_checked_in_a_loop_is_right() {
    check_passes(|| {
        let pair = Arc::new((Mutex::new(false), Condvar::new()));
        let other = Arc::clone(&pair);
        let worker = thread::spawn(move || {
            *other.0.lock().unwrap() = true;
            other.1.notify_one();
        });
        let mut ready = pair.0.lock().unwrap();
        while !*ready {
            ready = pair.1.wait(ready).unwrap();
        }
        drop(ready);
        worker.join().unwrap();
    });
}

#[test]
fn a_notification_is_not_remembered() {
    check_fails(
        || {
            let pair = Arc::new((Mutex::new(()), Condvar::new()));
            let other = Arc::clone(&pair);
            thread::spawn(move || other.1.notify_one());
            let guard = pair.0.lock().unwrap();
            drop(pair.1.wait(guard).unwrap());
        },
        End::Deadlock,
    );
}

#[test]
fn if_instead_of_while_meets_a_spurious_wakeup() {
    let exploration = check_fails(
        || {
            let pair = Arc::new((Mutex::new(false), Condvar::new()));
            let other = Arc::clone(&pair);
            let worker = thread::spawn(move || {
                *other.0.lock().unwrap() = true;
                other.1.notify_one();
            });
            let mut ready = pair.0.lock().unwrap();
            if !*ready {
                ready = pair.1.wait(ready).unwrap();
            }
            assert!(*ready);
            drop(ready);
            worker.join().unwrap();
        },
        End::Panic,
    );
    assert!(
        exploration
            .outcomes
            .iter()
            .filter(|o| o.end == End::Panic)
            .all(|o| o.spurious)
    );
}

#[test]
fn every_waiter_can_be_the_one_that_is_woken() {
    let exploration = explored(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let waiters: Vec<_> = (0..2)
            .map(|i| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || {
                    let mut guard = shared.0.lock().unwrap();
                    *guard += 1;
                    let guard = shared.1.wait(guard).unwrap();
                    drop(guard);
                    model::check::outcome(i);
                })
            })
            .collect();
        while *shared.0.lock().unwrap() < 2 {
            thread::yield_now();
        }
        shared.1.notify_one();
        shared.1.notify_one();
        for waiter in waiters {
            waiter.join().unwrap();
        }
    });
    let seen: Vec<&str> = exploration
        .outcomes
        .iter()
        .filter_map(|o| o.returned.as_deref())
        .collect();
    assert!(seen.contains(&"0\n1") && seen.contains(&"1\n0"), "{seen:?}");
}

#[test]
fn parking_in_a_loop_is_right() {
    let exploration = explored(|| {
        let ready = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&ready);
        let worker = thread::spawn(move || {
            while !seen.load(Ordering::SeqCst) {
                thread::park();
            }
        });
        ready.store(true, Ordering::SeqCst);
        worker.thread().unpark();
        worker.join().unwrap();
    });
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
    assert!(exploration.exhaustive, "{exploration:#?}");
}

#[test]
fn parking_without_a_loop_meets_a_spurious_wakeup() {
    check_fails(
        || {
            let ready = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&ready);
            let worker = thread::spawn(move || {
                thread::park();
                assert!(seen.load(Ordering::SeqCst));
            });
            ready.store(true, Ordering::SeqCst);
            worker.thread().unpark();
            worker.join().unwrap();
        },
        End::Panic,
    );
}

#[test]
fn unparking_before_the_flag_is_set_deadlocks() {
    check_fails(
        || {
            let ready = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&ready);
            let worker = thread::spawn(move || {
                while !seen.load(Ordering::SeqCst) {
                    thread::park();
                }
            });
            worker.thread().unpark();
            ready.store(true, Ordering::SeqCst);
            worker.join().unwrap();
        },
        End::Deadlock,
    );
}

#[test]
fn a_channel_delivers_in_order_and_disconnects() {
    check_passes(|| {
        let (sender, receiver) = mpsc::channel();
        let worker = thread::spawn(move || {
            for i in 0..3 {
                sender.send(i).unwrap();
            }
        });
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
        worker.join().unwrap();
    });
}

#[test]
fn a_sender_kept_alive_deadlocks_the_loop() {
    check_fails(
        || {
            let (sender, receiver) = mpsc::channel();
            let clone = sender.clone();
            thread::spawn(move || clone.send(1).unwrap());
            assert_eq!(receiver.iter().count(), 1);
            drop(sender);
        },
        End::Deadlock,
    );
}

#[test]
fn a_bounded_channel_blocks_when_it_is_full() {
    let exploration = check_passes(|| {
        let (sender, receiver) = mpsc::sync_channel(1);
        let worker = thread::spawn(move || {
            for i in 0..3 {
                sender.send(i).unwrap();
            }
            drop(sender);
        });
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2]);
        worker.join().unwrap();
    });
    assert_eq!(exploration.facts.queue.max, 1);
}

#[test]
fn a_rendezvous_hands_over() {
    check_passes(|| {
        let (sender, receiver) = mpsc::sync_channel(0);
        let worker = thread::spawn(move || {
            sender.send(1).unwrap();
            sender.send(2).unwrap();
        });
        assert_eq!((receiver.recv(), receiver.recv()), (Ok(1), Ok(2)));
        assert!(receiver.recv().is_err());
        worker.join().unwrap();
    });
    check_passes(|| {
        let (sender, receiver) = mpsc::sync_channel::<i32>(0);
        assert_eq!(sender.try_send(1), Err(TrySendError::Full(1)));
        let worker = thread::spawn(move || sender.send(7));
        drop(receiver);
        assert_eq!(worker.join().unwrap().unwrap_err().0, 7);
    });
}

#[test]
fn a_receive_with_a_time_out_can_time_out() {
    let exploration = explored(|| {
        let (sender, receiver) = mpsc::channel();
        let worker = thread::spawn(move || {
            thread::sleep(Duration::from_millis(10));
            let _ = sender.send(1);
        });
        let result = receiver.recv_timeout(Duration::from_millis(50));
        model::check::outcome(result == Err(RecvTimeoutError::Timeout));
        worker.join().unwrap();
    });
    let seen: Vec<(Option<&str>, model::report::Time)> = exploration
        .outcomes
        .iter()
        .map(|o| (o.returned.as_deref(), o.time))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("false"), model::report::Time::Trusted),
            (Some("true"), model::report::Time::Untrusted)
        ]
    );
}
