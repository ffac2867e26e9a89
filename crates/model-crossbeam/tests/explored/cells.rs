//! `AtomicCell`: single steps, and what gets lost between two of them.

use model::check::outcome;
use model::report::End;
use model_crossbeam::atomic::{AtomicCell, AtomicConsume};
use model_crossbeam::thread::scope;
use model_crossbeam::utils::Backoff;
use model_std::sync::atomic::AtomicU32;

#[test]
fn a_load_and_a_store_lose_an_update() {
    crate::check_outcomes(
        || {
            let cell = AtomicCell::new(0);
            scope(|s| {
                for _ in 0..2 {
                    s.spawn(|_| cell.store(cell.load() + 1));
                }
            })
            .unwrap();
            outcome(cell.load());
        },
        &["1", "2"],
    );
}

#[test]
fn one_step_loses_none() {
    crate::check_outcomes(
        || {
            let cell = AtomicCell::new(0u8);
            scope(|s| {
                s.spawn(|_| cell.fetch_add(1));
                s.spawn(|_| cell.fetch_update(|found| Some(found + 1)).unwrap());
            })
            .unwrap();
            outcome(cell.into_inner());
        },
        &["2"],
    );
}

#[test]
fn values_of_any_size_are_never_torn() {
    crate::check_outcomes(
        || {
            let cell = AtomicCell::new([0u64; 4]);
            scope(|s| {
                s.spawn(|_| cell.store([1; 4]));
                s.spawn(|_| cell.compare_exchange([0; 4], [2; 4]).is_ok());
            })
            .unwrap();
            outcome(cell.load()[3]);
        },
        &["1", "2"][..1],
    );
}

#[test]
fn values_that_are_not_copied_move_through() {
    crate::check_outcomes(
        || {
            let cell = AtomicCell::new(Some(Box::new(1)));
            let taken = scope(|s| {
                let taken = [s.spawn(|_| cell.take()), s.spawn(|_| cell.swap(None))];
                taken.map(|taken| taken.join().unwrap().is_some())
            })
            .unwrap();
            outcome(format!("{taken:?}"));
        },
        &["[false, true]", "[true, false]"],
    );
}

#[test]
fn a_static_cell_begins_anew_in_each_execution() {
    static CELL: AtomicCell<(u64, u64)> = AtomicCell::new((0, 0));
    crate::check_outcomes(
        || {
            scope(|s| {
                for _ in 0..2 {
                    s.spawn(|_| {
                        let (a, b) = CELL.load();
                        CELL.store((a + 1, b + 1));
                    });
                }
            })
            .unwrap();
            outcome(CELL.load().1);
        },
        &["1", "2"],
    );
}

#[test]
fn a_spin_lock_of_a_cell() {
    let locked = |backoff: bool| {
        move || {
            let lock = AtomicCell::new(false);
            let cell = AtomicCell::new(0);
            scope(|s| {
                for _ in 0..2 {
                    s.spawn(|_| {
                        let wait = Backoff::new();
                        while lock.swap(true) {
                            if backoff {
                                wait.snooze();
                            }
                        }
                        cell.store(cell.load() + 1);
                        lock.store(false);
                    });
                }
            })
            .unwrap();
            outcome(cell.load());
        }
    };
    crate::check_polled_outcomes(locked(true), &["2"]);
    crate::check_polled_outcomes(locked(false), &["2"]);
}

#[test]
fn a_cell_that_nobody_sets_is_a_livelock() {
    crate::check_fails(
        || {
            let flag = AtomicCell::new(false);
            let backoff = Backoff::new();
            while !flag.load() {
                backoff.spin();
            }
        },
        End::Livelock,
    );
}

#[test]
fn single_operations() {
    crate::check_passes(|| {
        let cell = AtomicCell::new(6u8);
        assert_eq!(cell.fetch_sub(7), 6);
        assert_eq!(cell.fetch_and(0b1111), 255);
        assert_eq!(cell.fetch_nand(0b0110), 15);
        assert_eq!(cell.fetch_or(0b0110), 0b1111_1001);
        assert_eq!(cell.fetch_xor(0b1111_0000), 255);
        assert_eq!(cell.fetch_max(20), 15);
        assert_eq!(cell.fetch_min(3), 20);
        assert_eq!(cell.load(), 3);
        assert_eq!(format!("{cell:?}"), "AtomicCell { value: 3 }");
        let flag = AtomicCell::new(true);
        assert!(flag.fetch_nand(true) && !flag.fetch_or(true) && flag.fetch_xor(true));
        assert!(!flag.fetch_and(true));
        let large = AtomicCell::new(1u128 << 100);
        assert_eq!(large.fetch_add(1), 1 << 100);
        assert_eq!(large.into_inner(), (1 << 100) + 1);
        assert_eq!(AtomicU32::new(5).load_consume(), 5);
    });
}
