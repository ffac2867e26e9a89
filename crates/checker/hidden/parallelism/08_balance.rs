//! Hidden test of `08_balance`: every vehicle once, every price in its place, and nobody idle while a vehicle waits.
//!
//! Whoever hands out jobs on demand, in whatever order, stays within Graham's bound. There are three ways to deal four
//! vehicles to two bays beforehand, two to each; for each of them there is a check in which it is beyond the bound. How long
//! it takes is only asked where time is exact. A program that takes as long as one bay alone is left to the rules: they
//! know why.

use std::__judge::{Check, explore, shortcoming, time_is_exact};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

fn units(units: u32) -> Duration {
    Duration::from_millis(100) * units
}

/// What no order of jobs that are handed out on demand exceeds: what the others took, divided among all, and then the
/// longest (R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969). In units.
fn bound(lengths: &[u32], n_bays: usize) -> u32 {
    let longest = lengths.iter().copied().max().unwrap_or(0);
    (lengths.iter().sum::<u32>() - longest) / n_bays as u32 + longest
}

/// Washes vehicles that take so many units each, and looks at what came of it.
fn wash(lengths: &[u32], n_bays: usize) {
    let n_washed: Vec<AtomicU32> = lengths.iter().map(|_| AtomicU32::new(0)).collect();
    let expected: Vec<u32> = (0..lengths.len() as u32)
        .map(|number| 10 + number)
        .collect();
    let start = Instant::now();
    let prices = super::wash_all(lengths.len(), n_bays, |number| {
        assert!(
            number < lengths.len(),
            "there are {} vehicles, but vehicle {number} was to be washed; they count from 0",
            lengths.len()
        );
        n_washed[number].fetch_add(1, Ordering::SeqCst);
        lab::cpu(u64::from(lengths[number]) * 100_000);
        10 + number as u32
    });
    let elapsed = start.elapsed();
    for (number, n_washed) in n_washed.iter().enumerate() {
        let n_washed = n_washed.load(Ordering::SeqCst);
        assert!(
            n_washed == 1,
            "vehicle {number} was washed {n_washed} times"
        );
    }
    assert!(
        prices == expected,
        "{} vehicles in {n_bays} bays: expected the prices {expected:?}, found {prices:?}",
        lengths.len()
    );
    let (enough, alone) = (units(bound(lengths, n_bays)), units(lengths.iter().sum()));
    if time_is_exact() && elapsed > enough && elapsed < alone {
        shortcoming!(
            "unbalanced",
            "vehicles that take {:?} were done after {elapsed:?} in {n_bays} bays. If each bay takes the next one \
             when it is free, it is {enough:?} at most: a vehicle waited although a bay had nothing to do",
            lengths.iter().copied().map(units).collect::<Vec<_>>(),
        );
    }
}

fn check(name: &str, lengths: &'static [u32], n_bays: usize) -> Check {
    explore(name, move || wash(lengths, n_bays))
        .spawns_at_most(n_bays as u64)
        .makespan_at_most(units(bound(lengths, n_bays)))
}

pub fn checks() -> Vec<Check> {
    vec![
        // Equal ones first: whoever washes one after the other is told so before the balance is looked at. Main may be one
        // of the three.
        check(
            "three vehicles in three bays at the same time",
            &[1, 1, 1],
            3,
        )
        .overlaps_at_least(2),
        check("the lorries come first", &[3, 3, 1, 1], 2),
        check("every second one is a lorry", &[3, 1, 3, 1], 2),
        check("the lorries come first and last", &[3, 1, 1, 3], 2),
        check("fewer vehicles than bays", &[1], 2),
        check("one bay", &[1, 2], 1),
        check("no vehicles", &[], 2),
    ]
}
