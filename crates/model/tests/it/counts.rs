//! How many executions well-known programs take: exactly one for each class of equivalent schedules.

use model::Order;
use model::oracle::{Found, Method, Setting, find};
use model::report::Time;

use crate::programs::{ab_ba, mutex_counter, one_slot_buffer, ordered_philosophers, own_counters};

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
