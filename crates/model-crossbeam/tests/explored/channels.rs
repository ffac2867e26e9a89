//! Channels by themselves: order, room, rendezvous, several receivers, disconnection.

use model::check::outcome;
use model::report::End;
use model_crossbeam::channel::{
    self, Receiver, RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError,
    TrySendError, bounded, unbounded,
};
use model_crossbeam::thread::scope;
use model_std::sync::Arc;
use model_std::sync::atomic::{AtomicU32, Ordering};
use model_std::thread;
use model_std::time::{Duration, Instant};

#[test]
fn one_sender_and_one_receiver_keep_the_order() {
    for capacity in [None, Some(0), Some(1), Some(2)] {
        check_spsc(capacity);
    }
}

fn check_spsc(capacity: Option<usize>) {
    crate::check_outcomes(
        move || {
            let (s, r) = capacity.map_or_else(unbounded, bounded);
            let worker = thread::spawn(move || {
                for i in 0..3 {
                    s.send(i).unwrap();
                }
            });
            outcome(format!("{:?}", r.iter().collect::<Vec<i32>>()));
            assert_eq!(r.try_recv(), Err(TryRecvError::Disconnected));
            assert_eq!(r.recv(), Err(RecvError));
            worker.join().unwrap();
        },
        &["[0, 1, 2]"],
    );
}

#[test]
fn either_of_two_receivers_may_get_a_message() {
    for capacity in [None, Some(0), Some(1)] {
        crate::check_outcomes(
            move || {
                let (s, r1) = capacity.map_or_else(unbounded, bounded);
                let r2 = r1.clone();
                let counts =
                    [r1, r2].map(|r: Receiver<i32>| thread::spawn(move || r.iter().count()));
                s.send(1).unwrap();
                s.send(2).unwrap();
                drop(s);
                let counts = counts.map(|count| count.join().unwrap());
                outcome(format!("{counts:?}"));
            },
            &["[0, 2]", "[1, 1]", "[2, 0]"],
        );
    }
}

#[test]
fn a_full_channel_makes_the_sender_wait() {
    let exploration = crate::check_passes(|| {
        let (s, r) = bounded(1);
        let worker = thread::spawn(move || {
            for i in 0..3 {
                s.send(i).unwrap();
            }
        });
        assert_eq!(r.iter().count(), 3);
        worker.join().unwrap();
    });
    assert_eq!(exploration.facts.queue.max, 1);
}

#[test]
fn nobody_takes_what_does_not_fit() {
    crate::check_fails(
        || {
            let (s, r) = bounded(1);
            s.send(1).unwrap();
            s.send(2).unwrap();
            drop(r);
        },
        End::Deadlock,
    );
}

#[test]
fn attempts_do_not_wait() {
    crate::check_passes(|| {
        let (s, r) = bounded(1);
        assert_eq!(r.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(s.try_send(1), Ok(()));
        assert_eq!(s.try_send(2), Err(TrySendError::Full(2)));
        assert_eq!(
            (s.len(), r.len(), s.is_full(), r.is_empty()),
            (1, 1, true, false)
        );
        assert_eq!(r.try_recv(), Ok(1));
        drop(r);
        assert_eq!(s.try_send(3), Err(TrySendError::Disconnected(3)));
        assert_eq!(s.send(4), Err(SendError(4)));
    });
    crate::check_passes(|| {
        let (s, r) = bounded(0);
        assert_eq!(s.try_send(1), Err(TrySendError::Full(1)));
        assert_eq!(r.try_recv(), Err(TryRecvError::Empty));
        assert_eq!((s.len(), s.is_empty(), s.is_full()), (0, true, true));
        drop(s);
        assert_eq!(r.try_recv(), Err(TryRecvError::Disconnected));
    });
}

#[test]
fn an_attempt_at_a_rendezvous_needs_somebody_who_waits() {
    crate::check_outcomes(
        || {
            let (s, r) = bounded(0);
            let worker = thread::spawn(move || r.recv());
            let sent = s.try_send(7);
            outcome(sent.is_ok());
            drop(s);
            assert_eq!(worker.join().unwrap().is_ok(), sent.is_ok());
        },
        &["false", "true"],
    );
    crate::check_outcomes(
        || {
            let (s, r) = bounded(0);
            let worker = thread::spawn(move || s.send(7));
            let received = r.try_recv();
            outcome(received == Ok(7));
            drop(r);
            assert_eq!(worker.join().unwrap().is_ok(), received.is_ok());
        },
        &["false", "true"],
    );
}

#[test]
fn the_last_receiver_disconnects_and_drops_what_is_queued() {
    struct Counted(Arc<AtomicU32>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    crate::check_passes(|| {
        let dropped = Arc::new(AtomicU32::new(0));
        let (s, r1) = unbounded();
        let r2 = r1.clone();
        s.send(Counted(Arc::clone(&dropped))).unwrap();
        drop(r1);
        assert_eq!(dropped.load(Ordering::SeqCst), 0);
        s.send(Counted(Arc::clone(&dropped))).unwrap();
        drop(r2);
        assert_eq!(dropped.load(Ordering::SeqCst), 2);
        assert!(s.send(Counted(Arc::clone(&dropped))).is_err());
        assert_eq!(dropped.load(Ordering::SeqCst), 3);
    });
}

#[test]
fn a_sender_that_waits_gets_its_message_back() {
    for capacity in [0, 1] {
        crate::check_passes(move || {
            let (s, r) = bounded(capacity);
            let worker =
                thread::spawn(move || (0..=capacity).map(|i| s.send(i)).find(Result::is_err));
            drop(r);
            assert!(worker.join().unwrap().is_some());
        });
    }
}

#[test]
fn a_sender_kept_alive_is_a_deadlock() {
    crate::check_fails(
        || {
            let (s, r) = unbounded();
            let clone = s.clone();
            scope(|scope| {
                scope.spawn(move |_| clone.send(1).unwrap());
                assert_eq!(r.iter().count(), 1);
            })
            .unwrap();
            drop(s);
        },
        End::Deadlock,
    );
}

#[test]
fn time_outs_pass() {
    for capacity in [0, 1] {
        crate::check_passes(move || {
            let (s, r) = bounded(capacity);
            let millis = Duration::from_millis;
            assert_eq!(r.recv_timeout(millis(5)), Err(RecvTimeoutError::Timeout));
            for i in 0..capacity {
                assert_eq!(s.send_timeout(i, millis(5)), Ok(()));
            }
            let began = Instant::now();
            assert_eq!(
                s.send_timeout(9, millis(5)),
                Err(SendTimeoutError::Timeout(9))
            );
            assert!(began.elapsed() >= millis(5));
            assert_eq!(
                s.send_deadline(9, Instant::now()),
                Err(SendTimeoutError::Timeout(9))
            );
            for i in 0..capacity {
                assert_eq!(r.recv_deadline(Instant::now() + millis(5)), Ok(i));
            }
            drop(r);
            assert_eq!(
                s.send_timeout(9, millis(5)),
                Err(SendTimeoutError::Disconnected(9))
            );
        });
    }
}

#[test]
fn a_timed_send_meets_a_receiver() {
    crate::check_outcomes(
        || {
            let (s, r) = bounded(0);
            let worker = thread::spawn(move || r.recv());
            let sent = s.send_timeout(7, Duration::from_millis(5));
            drop(s);
            assert_eq!(worker.join().unwrap().is_ok(), sent.is_ok());
            outcome(sent.is_ok());
        },
        // The receiver may come too late only where time is not trusted.
        &["false", "true"],
    );
}

#[test]
fn lengths_depend_on_the_schedule() {
    crate::check_outcomes(
        || {
            let (s, r) = unbounded();
            let worker = thread::spawn(move || {
                s.send(1).unwrap();
                s.send(2).unwrap();
            });
            outcome(r.len());
            worker.join().unwrap();
            assert_eq!(r.len(), 2);
        },
        &["0", "1", "2"],
    );
}

#[test]
fn halves_know_their_channel() {
    crate::check_passes(|| {
        let (s1, r1) = unbounded::<i32>();
        let (s2, r2) = bounded::<i32>(3);
        assert!(s1.same_channel(&s1.clone()) && !s1.same_channel(&s2));
        assert!(r1.same_channel(&r1.clone()) && !r1.same_channel(&r2));
        assert_eq!((s1.capacity(), r2.capacity()), (None, Some(3)));
        let never = channel::never::<i32>();
        assert!(never.same_channel(&never.clone()) && !never.same_channel(&r1));
        assert_eq!(format!("{s1:?} {r1:?}"), "Sender { .. } Receiver { .. }");
    });
}

#[test]
fn iterators_end() {
    crate::check_passes(|| {
        let (s, r) = unbounded();
        s.send(1).unwrap();
        s.send(2).unwrap();
        assert_eq!(r.try_iter().collect::<Vec<_>>(), [1, 2]);
        s.send(3).unwrap();
        drop(s);
        assert_eq!((&r).into_iter().collect::<Vec<i32>>(), [3]);
        assert_eq!(r.into_iter().next(), None);
    });
}

#[test]
fn a_destructor_that_panics_leaves_the_other_messages() {
    struct Panics<'a>(&'a AtomicU32);
    impl Drop for Panics<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
            panic!("of a message");
        }
    }
    crate::check_passes(|| {
        let dropped = AtomicU32::new(0);
        let (s, r) = bounded(2);
        s.send(Panics(&dropped)).unwrap();
        s.send(Panics(&dropped)).unwrap();
        drop(s);
        assert!(model_std::panic::catch_unwind(move || drop(r)).is_err());
        assert_eq!(dropped.load(Ordering::SeqCst), 1);
    });
}
