//! How many executions well-known programs take: exactly one for each class of equivalent schedules.

use std::rc::Rc;

use model::Order;
use model::oracle::{Found, Method, Setting, find};
use model::report::Time;
use model::rt;

use crate::programs::{
    Lock, ab_ba, mutex_counter, one_slot_buffer, ordered_philosophers, own_counters, spawn,
};

const ORDERS: [Order; 4] = [
    Order::Sticky,
    Order::Oldest,
    Order::Youngest,
    Order::Rotating,
];

fn setting(order: Order) -> Setting {
    Setting {
        order,
        time: Time::Trusted,
        spurious: false,
        limit: 1_000_000,
    }
}

/// Explores with reduction in every default order; the number of executions is the same in each, none is redundant.
fn check_count(body: &dyn Fn(), executions: u64) -> Found {
    let mut last = Found::default();
    for order in ORDERS {
        let found = find(Method::Reduced, setting(order), body);
        assert!(
            found.complete && found.misguided == 0,
            "{order:?}: {found:?}"
        );
        assert_eq!(
            (found.executions, found.redundant),
            (executions, 0),
            "{order:?}"
        );
        assert_eq!(found.classes.len() as u64, executions, "{order:?}");
        last = found;
    }
    last
}

#[test]
fn three_threads_on_one_mutex_take_six() {
    check_count(&mutex_counter(3), 6);
}

#[test]
fn threads_on_their_own_counters_take_one() {
    check_count(&own_counters(8), 1);
}

#[test]
fn opposite_lock_orders_take_three_and_one_deadlocks() {
    let found = check_count(&ab_ba, 3);
    assert!(
        found
            .outcomes
            .iter()
            .any(|(_, _, end, _)| end == "Deadlock")
    );
}

#[test]
fn one_slot_buffer_takes_64() {
    check_count(&one_slot_buffer(2), 64);
}

#[test]
fn ordered_philosophers_take_6_and_30() {
    check_count(&ordered_philosophers(3), 6);
    check_count(&ordered_philosophers(5), 30);
}

#[test]
fn depth_first_finds_the_same_classes() {
    for body in [
        &mutex_counter(3) as &dyn Fn(),
        &ab_ba,
        &ordered_philosophers(3),
        &one_slot_buffer(1),
    ] {
        let reduced = find(Method::Reduced, setting(Order::Sticky), body);
        let plain = find(Method::DepthFirst, setting(Order::Sticky), body);
        assert!(plain.complete);
        assert!(
            plain.executions >= reduced.executions,
            "{} and {}",
            plain.executions,
            reduced.executions
        );
        assert_eq!(
            reduced.classes.keys().collect::<Vec<_>>(),
            plain.classes.keys().collect::<Vec<_>>()
        );
        assert_eq!(reduced.outcomes, plain.outcomes);
    }
}

/// What is independent of the first of two racing locks is part of the way to the reversal, also where it comes late: here
/// thread 2 keeps the first lock for ever, so that thread 1 never gets it, or it does not, and the order of the others on
/// the second lock is to be reversed in both cases.
#[test]
fn races_are_reversed_along_with_each_rest() {
    check_count(&one_who_stays_and_three_who_pass, 20);
}

fn one_who_stays_and_three_who_pass() {
    let locks = Rc::new([Lock::default(), Lock::default()]);
    let pass = |locks: &[Lock; 2], which: usize| {
        locks[which].lock();
        locks[which].unlock();
    };
    let threads = [1, 2, 3].map(|thread| {
        let locks = Rc::clone(&locks);
        spawn(move || match thread {
            1 => {
                pass(&locks, 0);
                pass(&locks, 1);
            }
            2 => {
                pass(&locks, 0);
                pass(&locks, 0);
                locks[0].lock();
                locks[0].lock();
            }
            _ => pass(&locks, 1),
        })
    });
    pass(&locks, 1);
    threads.into_iter().for_each(rt::join);
}
