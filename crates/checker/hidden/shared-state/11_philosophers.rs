//! Hidden test of `11_philosophers`: a fork is in one hand at a time, everybody eats, and those who share no fork can eat
//! together.
//!
//! Small tables come first: they have few schedules, and show nearly everything.

use std::__judge::{Check, explore, mistake};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::Table;

/// How long a slow meal takes.
const SLOW: Duration = Duration::from_millis(100);

/// The philosophers on these seats of a table eat, all at the same time and each so many times. While somebody eats,
/// nobody else may use one of the two forks.
fn dinner(n_seats: usize, seats: &[usize], n_meals: u32) {
    let table = Arc::new(Table::new(n_seats));
    let mut forks_in_use = Vec::new();
    for _ in 0..n_seats {
        forks_in_use.push(AtomicBool::new(false));
    }
    let forks_in_use = Arc::new(forks_in_use);
    let mut philosophers = Vec::new();
    for &seat in seats {
        let (table, forks_in_use) = (Arc::clone(&table), Arc::clone(&forks_in_use));
        philosophers.push(thread::spawn(move || {
            let mut n_eaten = 0;
            let mut is_shared = false;
            for _ in 0..n_meals {
                table.dine(seat, || {
                    let forks = [seat, (seat + 1) % n_seats].map(|fork| &forks_in_use[fork]);
                    is_shared |= forks.map(|fork| fork.swap(true, Ordering::SeqCst)) != [false; 2];
                    forks.map(|fork| fork.store(false, Ordering::SeqCst));
                    n_eaten += 1;
                });
            }
            (n_eaten, is_shared)
        }));
    }
    for (seat, philosopher) in seats.iter().zip(philosophers) {
        let Ok((n_eaten, is_shared)) = philosopher.join() else {
            panic!("the philosopher on seat {seat} of {n_seats} panicked");
        };
        if is_shared {
            mistake!(
                "fork-shared",
                "the philosopher on seat {seat} of {n_seats} was eating, and a neighbour used one of the forks"
            );
        }
        assert!(
            n_eaten == n_meals,
            "the philosopher on seat {seat} of {n_seats} called `dine` {n_meals} time(s), and ate {n_eaten} time(s)"
        );
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("one philosopher eats, on each seat", || {
            for seat in 0..5 {
                dinner(5, &[seat], 1);
            }
        }),
        explore("two at a table for two take turns", || {
            dinner(2, &[0, 1], 2)
        })
        .no_busy_wait(),
        explore("two neighbours never use a fork together", || {
            dinner(5, &[4, 0], 1)
        })
        .no_busy_wait(),
        explore("three at a table for three all eat", || {
            dinner(3, &[0, 1, 2], 1);
        }),
        explore("five at a table for five all eat", || {
            dinner(5, &[0, 1, 2, 3, 4], 1);
        }),
        explore("two who share no fork eat at the same time", || {
            let table = Arc::new(Table::new(5));
            let philosophers = [1, 3].map(|seat| {
                let table = Arc::clone(&table);
                thread::spawn(move || table.dine(seat, || thread::sleep(SLOW)))
            });
            for philosopher in philosophers {
                philosopher.join().unwrap();
            }
        })
        .makespan_at_most(SLOW * 3 / 2),
    ]
}
