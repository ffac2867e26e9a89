//! Selecting: every choice is found, none is made twice, and messages go where the select says.

use model::check::outcome;
use model::report::End;
use model_crossbeam::channel::{
    RecvError, Select, SendError, bounded, never, select, select_biased, unbounded,
};
use model_std::sync::Arc;
use model_std::sync::atomic::{AtomicU32, Ordering};
use model_std::thread;
use model_std::time::Duration;

#[test]
fn either_channel_may_be_first() {
    for capacity in [None, Some(0), Some(1)] {
        crate::check_outcomes(
            move || {
                let (s1, r1) = capacity.map_or_else(unbounded, bounded);
                let (s2, r2) = capacity.map_or_else(unbounded, bounded);
                let workers = [
                    thread::spawn(move || s1.send("one").is_ok()),
                    thread::spawn(move || s2.send("two").is_ok()),
                ];
                let mut seen = Vec::new();
                for _ in 0..2 {
                    // A channel that has given its message is disconnected, so it may be chosen again.
                    let found = select! {
                        recv(r1) -> message => message,
                        recv(r2) -> message => message,
                    };
                    seen.push(found.unwrap_or("gone"));
                }
                outcome(seen.join(" "));
                drop((r1, r2));
                for worker in workers {
                    worker.join().unwrap();
                }
            },
            &["one two", "two one", "one gone", "two gone"],
        );
    }
}

#[test]
fn where_both_are_ready_a_select_takes_any_and_a_biased_one_the_first() {
    crate::check_outcomes(
        || {
            let (s1, r1) = unbounded();
            let (s2, r2) = unbounded();
            s1.send(1).unwrap();
            s2.send(2).unwrap();
            outcome(select! {
                recv(r1) -> message => message.unwrap(),
                recv(r2) -> message => message.unwrap(),
            });
        },
        &["1", "2"],
    );
    crate::check_outcomes(
        || {
            let (s1, r1) = unbounded();
            let (s2, r2) = unbounded();
            s1.send(1).unwrap();
            s2.send(2).unwrap();
            outcome(select_biased! {
                recv(r2) -> message => message.unwrap(),
                recv(r1) -> message => message.unwrap(),
            });
        },
        &["2"],
    );
}

#[test]
fn a_default_is_taken_where_nothing_is_ready() {
    crate::check_outcomes(
        || {
            let (s, r) = unbounded();
            let worker = thread::spawn(move || s.send(7).is_ok());
            outcome(select! {
                recv(r) -> message => message.unwrap(),
                default => 0,
            });
            drop(r);
            worker.join().unwrap();
        },
        &["0", "7"],
    );
}

#[test]
fn a_select_sends_what_is_computed_once_it_is_chosen() {
    crate::check_outcomes(
        || {
            let computed = AtomicU32::new(0);
            let (s, r) = bounded(1);
            let (_full, sent) = (s.send(0), &s);
            let (t, u) = unbounded();
            t.send(()).unwrap();
            select! {
                send(sent, computed.fetch_add(1, Ordering::SeqCst)) -> _ => unreachable!(),
                recv(u) -> message => message.unwrap(),
            }
            assert_eq!(computed.load(Ordering::SeqCst), 0);
            assert_eq!(r.recv(), Ok(0));
            select! {
                send(sent, computed.fetch_add(1, Ordering::SeqCst) + 5) -> result => result.unwrap(),
                recv(u) -> _ => unreachable!(),
            }
            outcome((computed.load(Ordering::SeqCst), r.recv()));
        },
        &["(1, Ok(5))"],
    );
}

#[test]
fn a_receiver_waits_for_a_message_that_is_still_computed() {
    for capacity in [None, Some(0), Some(1)] {
        crate::check_outcomes(
            move || {
                let (s, r) = capacity.map_or_else(unbounded, bounded);
                let written = Arc::new(AtomicU32::new(0));
                let seen = Arc::clone(&written);
                let worker = thread::spawn(move || {
                    select! {
                        send(s, { written.store(1, Ordering::SeqCst); written.load(Ordering::SeqCst) + 1 }) -> result => {
                            result.unwrap();
                        }
                    }
                });
                let message = r.recv().unwrap();
                outcome((message, seen.load(Ordering::SeqCst)));
                worker.join().unwrap();
            },
            &["(2, 1)"],
        );
    }
}

#[test]
fn a_rendezvous_of_two_selects() {
    crate::check_outcomes(
        || {
            let (s, r) = bounded(0);
            let (_s2, r2) = bounded::<i32>(0);
            let worker = thread::spawn(move || {
                select! {
                    recv(r) -> message => message.unwrap(),
                    recv(r2) -> _ => -1,
                }
            });
            let (s3, _r3) = bounded(0);
            let sent = select! {
                send(s, 7) -> result => { result.unwrap(); "first" }
                send(s3, 8) -> _ => "second",
            };
            outcome((sent, worker.join().unwrap()));
        },
        &["(\"first\", 7)"],
    );
}

#[test]
fn two_selects_that_could_meet_both_ways_meet_once() {
    crate::check_outcomes(
        || {
            let (s1, r1) = bounded(0);
            let (s2, r2) = bounded(0);
            let (t1, t2, u1, u2) = (s1.clone(), s2.clone(), r1.clone(), r2.clone());
            let worker = thread::spawn(move || {
                select! {
                    send(t1, 1) -> result => { result.unwrap(); "worker sends" }
                    recv(u2) -> message => { assert_eq!(message, Ok(2)); "worker receives" }
                }
            });
            let (_keep1, _keep2) = (&s1, &t2);
            let mine = select! {
                send(s2, 2) -> result => { result.unwrap(); "main sends" }
                recv(r1) -> message => { assert_eq!(message, Ok(1)); "main receives" }
            };
            outcome((mine, worker.join().unwrap()));
            drop(u1);
        },
        &[
            "(\"main receives\", \"worker sends\")",
            "(\"main sends\", \"worker receives\")",
        ],
    );
}

#[test]
fn one_thread_does_not_meet_itself() {
    crate::check_fails(
        || {
            let (s, r) = bounded(0);
            select! {
                send(s, 1) -> _ => {}
                recv(r) -> _ => {}
            }
        },
        End::Deadlock,
    );
}

#[test]
fn a_disconnected_arm_is_ready() {
    crate::check_outcomes(
        || {
            let (s, r) = unbounded::<i32>();
            let (t, u) = unbounded::<i32>();
            drop((s, u));
            outcome(select! {
                recv(r) -> message => { assert_eq!(message, Err(RecvError)); "receive" }
                send(t, 5) -> result => { assert_eq!(result, Err(SendError(5))); "send" }
            });
        },
        &["receive", "send"],
    );
}

#[test]
fn messages_come_before_the_end() {
    crate::check_outcomes(
        || {
            let (s, r) = unbounded();
            let (quit, quitted) = bounded::<()>(0);
            let worker = thread::spawn(move || {
                for i in 0..2 {
                    s.send(i).unwrap();
                }
                drop(quit);
            });
            let mut n = 0;
            loop {
                select! {
                    recv(r) -> message => match message {
                        Ok(_) => n += 1,
                        Err(RecvError) => break,
                    },
                    recv(quitted) -> _ => break,
                }
            }
            outcome(n);
            worker.join().unwrap();
        },
        &["0", "1", "2"],
    );
}

#[test]
fn two_selects_share_a_queue() {
    crate::check_outcomes(
        || {
            let (s, r) = bounded(1);
            let (t, u) = bounded(1);
            let receivers = [(r.clone(), u.clone()), (r, u)].map(|(r, u)| {
                thread::spawn(move || {
                    select! {
                        recv(r) -> message => message.unwrap(),
                        recv(u) -> message => message.unwrap(),
                    }
                })
            });
            s.send(1).unwrap();
            t.send(2).unwrap();
            let got = receivers.map(|receiver| receiver.join().unwrap());
            outcome(format!("{got:?}"));
        },
        &["[1, 2]", "[2, 1]"],
    );
}

#[test]
fn a_time_out_can_pass() {
    let exploration = crate::explored(|| {
        let (s, r) = unbounded();
        let worker = thread::spawn(move || {
            thread::sleep(Duration::from_millis(10));
            s.send(7).is_ok()
        });
        outcome(select! {
            recv(r) -> message => message.unwrap(),
            default(Duration::from_millis(20)) => 0,
        });
        worker.join().unwrap();
    });
    crate::check_ends_well(&exploration);
    let seen: Vec<_> = exploration
        .outcomes
        .iter()
        .map(|outcome| (outcome.returned.as_deref(), outcome.time))
        .collect();
    assert_eq!(
        seen,
        [
            (Some("7"), model::report::Time::Trusted),
            (Some("0"), model::report::Time::Untrusted)
        ]
    );
}

#[test]
fn selects_by_hand() {
    crate::check_outcomes(
        || {
            let (s1, r1) = unbounded();
            let (s2, r2) = bounded(1);
            s1.send(1).unwrap();
            let mut select = Select::new();
            assert!(select.try_ready().is_err());
            assert!(select.try_select().is_err());
            assert!(select.select_timeout(Duration::from_millis(1)).is_err());
            let receive = select.recv(&r1);
            let other = select.recv(&r2);
            let send = select.send(&s2);
            assert_eq!((receive, other, send), (0, 1, 2));
            select.remove(other);
            let ready = select.ready();
            assert!(ready == receive || ready == send);
            let chosen = select.select();
            match chosen.index() {
                i if i == receive => assert_eq!(chosen.recv(&r1), Ok(1)),
                i if i == send => chosen.send(&s2, 2).unwrap(),
                _ => unreachable!(),
            }
            outcome((ready, r1.len(), r2.len()));
        },
        &["(0, 0, 0)", "(0, 1, 1)", "(2, 0, 0)", "(2, 1, 1)"],
    );
}

#[test]
fn ready_takes_nothing() {
    crate::check_passes(|| {
        let (s, r) = unbounded();
        s.send(1).unwrap();
        let mut select = Select::new_biased();
        let never = never::<i32>();
        select.recv(&never);
        let index = select.recv(&r);
        assert_eq!(select.ready(), index);
        assert_eq!(select.try_ready(), Ok(index));
        assert_eq!(select.ready_timeout(Duration::from_millis(1)), Ok(index));
        assert_eq!(r.try_recv(), Ok(1));
        assert!(select.try_ready().is_err());
        assert!(select.ready_timeout(Duration::from_millis(1)).is_err());
    });
}

#[test]
fn an_operation_that_is_not_completed_panics() {
    crate::check_fails(
        || {
            let (s, r) = unbounded();
            s.send(1).unwrap();
            let mut select = Select::new();
            select.recv(&r);
            drop(select.select());
        },
        End::Panic,
    );
}

#[test]
fn a_select_of_nothing_waits_for_ever() {
    crate::check_fails(|| select! {}, End::Deadlock);
    crate::check_fails(
        || {
            let _ = Select::new().select();
        },
        End::Panic,
    );
    crate::check_fails(
        || {
            let _ = never::<i32>().recv();
        },
        End::Deadlock,
    );
    crate::check_outcomes(
        || {
            outcome(
                select! { recv(never::<i32>()) -> _ => 1, default(Duration::from_millis(5)) => 2 },
            )
        },
        &["2"],
    );
}

/// What may stand where: this is checked by the compiler. The real macro accepts the same text, see `tests/api.rs`.
#[test]
fn arms_may_be_written_in_many_ways() {
    crate::check_passes(|| {
        let (s, r) = unbounded::<i32>();
        let rs = [r.clone(), r.clone()];
        let boxed = Box::new(r.clone());
        let optional = rs.first();
        let (full, _r) = bounded(0);
        s.send(1).unwrap();
        let found: Result<i32, RecvError> = (|| {
            loop {
                select! {
                    recv(&r) -> message => { let _: i32 = message?; continue }
                    recv(rs[0]) -> message => return message,
                    recv(boxed) -> message => match message { Ok(_) => continue, Err(e) => return Err(e) },
                    recv(optional.unwrap_or(&never())) -> (Ok(_) | Err(_)) => break Ok(1),
                    send(full.clone(), 5,) -> _result => {},
                    default() => break Ok(0),
                }
            }
        })();
        assert!(found.is_ok());
    });
}

#[test]
fn a_body_may_assign_to_what_was_selected_from() {
    crate::check_outcomes(
        || {
            let (s, mut r) = unbounded::<i32>();
            drop(s);
            let mut rounds = Vec::new();
            for _ in 0..2 {
                select! {
                    recv(r) -> message => {
                        rounds.push(message.is_ok());
                        r = never();
                    }
                    default => {
                        rounds.push(true);
                        r = never();
                    }
                }
                select! {
                    recv(r) -> _ => r = never(),
                    default(Duration::from_millis(1)) => r = never(),
                }
            }
            outcome(rounds);
        },
        &["[false, true]"],
    );
}

/// An arm that has ended is ready for ever; the real choice is random, so it does not win for ever.
#[test]
fn who_goes_on_after_an_end_gets_to_the_other_arm() {
    let exploration = crate::explored(|| {
        let (ended, nothing) = unbounded::<i32>();
        let (s, r) = unbounded();
        drop(ended);
        s.send(2).unwrap();
        let mut sum = 0;
        while sum < 2 {
            select! {
                recv(nothing) -> message => sum += message.unwrap_or(0),
                recv(r) -> message => sum += message.unwrap_or(0),
            }
        }
    });
    let ends: Vec<End> = exploration
        .outcomes
        .iter()
        .map(|outcome| outcome.end)
        .collect();
    assert_eq!(ends, [End::Ok]);
}

#[test]
fn there_may_be_many_arms() {
    crate::check_outcomes(
        || {
            let channels: [_; 17] = std::array::from_fn(|_| unbounded::<usize>());
            channels[3].0.send(3).unwrap();
            channels[16].0.send(16).unwrap();
            let r = |i: usize| &channels[i].1;
            outcome(select! {
                recv(r(0)) -> m => m.unwrap(), recv(r(1)) -> m => m.unwrap(),
                recv(r(2)) -> m => m.unwrap(), recv(r(3)) -> m => m.unwrap(),
                recv(r(4)) -> m => m.unwrap(), recv(r(5)) -> m => m.unwrap(),
                recv(r(6)) -> m => m.unwrap(), recv(r(7)) -> m => m.unwrap(),
                recv(r(8)) -> m => m.unwrap(), recv(r(9)) -> m => m.unwrap(),
                recv(r(10)) -> m => m.unwrap(), recv(r(11)) -> m => m.unwrap(),
                recv(r(12)) -> m => m.unwrap(), recv(r(13)) -> m => m.unwrap(),
                recv(r(14)) -> m => m.unwrap(), recv(r(15)) -> m => m.unwrap(),
                recv(r(16)) -> m => m.unwrap()
            });
        },
        &["3", "16"],
    );
}

#[test]
fn a_panic_before_an_operation_is_completed_aborts() {
    crate::check_fails(
        || {
            let (s, r) = unbounded();
            s.send(1).unwrap();
            let mut select = Select::new();
            select.recv(&r);
            let _chosen = select.select();
            panic!("before it is completed");
        },
        End::Crash,
    );
}
