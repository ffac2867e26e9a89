//! What hidden tests ask of a thread's history: order, and when it went to wait.

use std::cell::Cell;
use std::rc::Rc;

use model::check::{Moment, first_wait_since};
use model::oracle::alone;
use model::report::{End, Request};
use model::rt;

use crate::programs::{Condvar, Guarded, Lock, spawn};

#[test]
fn what_a_join_orders_is_ordered() {
    let found = explore(|seen| {
        let inside = Rc::new(Cell::new(None));
        let kept = Rc::clone(&inside);
        let before = Moment::now();
        let thread = spawn(move || {
            rt::yield_now();
            kept.set(Some(Moment::now()));
        });
        rt::join(thread);
        let after = Moment::now();
        let inside = inside.get().expect("the thread has run");
        assert!(before.happens_before(&inside) && inside.happens_before(&after));
        assert!(!after.happens_before(&inside));
        seen.set(seen.get() + 1);
    });
    assert!(found > 0);
}

#[test]
fn threads_that_share_nothing_are_not_ordered() {
    explore(|_| {
        let moments = Rc::new((Cell::new(None), Cell::new(None)));
        let of = |first: bool| {
            let (moments, lock) = (Rc::clone(&moments), Lock::default());
            spawn(move || {
                lock.lock();
                lock.unlock();
                let kept = if first { &moments.0 } else { &moments.1 };
                kept.set(Some(Moment::now()));
            })
        };
        [of(true), of(false)].into_iter().for_each(rt::join);
        let (a, b) = (moments.0.get().unwrap(), moments.1.get().unwrap());
        assert!(!a.happens_before(&b) && !b.happens_before(&a));
    });
}

#[test]
fn a_wait_is_seen_by_who_takes_the_mutex_afterwards() {
    let (waited, not) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let counts = (Rc::clone(&waited), Rc::clone(&not));
    explore(move |_| {
        let shared = Rc::new((Lock::default(), Condvar::default(), Guarded::new(false)));
        let began = Rc::new(Cell::new(None));
        let (theirs, kept) = (Rc::clone(&shared), Rc::clone(&began));
        let waiter = spawn(move || {
            let start = Moment::now();
            theirs.0.lock();
            while !theirs.2.get() {
                theirs.1.wait(&theirs.0);
            }
            theirs.0.unlock();
            kept.set(first_wait_since(&start));
        });
        shared.0.lock();
        let taken = Moment::now();
        shared.2.set(true);
        shared.0.unlock();
        shared.1.notify_one();
        rt::join(waiter);
        match began.get() {
            Some(wait) => {
                assert!(
                    wait.happens_before(&taken),
                    "the mutex was taken while it waited"
                );
                counts.0.set(counts.0.get() + 1);
            }
            None => counts.1.set(counts.1.get() + 1),
        }
    });
    assert!(
        waited.get() > 0 && not.get() > 0,
        "it waits in some schedules only"
    );
}

/// Explores `program`, which must not fail; gives what it counted.
fn explore(program: impl Fn(&Cell<u32>)) -> u32 {
    let seen = Cell::new(0);
    let request: Request = serde_json::from_str("{}").unwrap();
    let found = alone(|| model::explore("moments", &|| program(&seen), &request));
    assert!(found.exhaustive);
    assert!(found.outcomes.iter().all(|outcome| outcome.end == End::Ok));
    seen.get()
}
