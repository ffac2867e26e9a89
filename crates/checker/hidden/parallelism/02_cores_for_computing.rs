//! Hidden test of `02_cores_for_computing`: all cores are used, no more threads than cores, and fair shares.
//!
//! While every schedule is explored there are cores for all, so the limit on threads stands for the number of cores. How
//! long computing takes is only asked where time is exact. A program that takes as long as all photos together is left
//! to the rules: they know why.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::time::{Duration, Instant};

/// One photo.
const ONE: Duration = Duration::from_millis(100);

/// The time in which `n_cores` can develop `n_photos`.
fn best(n_photos: usize, n_cores: usize) -> Duration {
    ONE * n_photos.div_ceil(n_cores) as u32
}

/// Develops photos `1..=n_photos`, and compares.
fn develop(n_photos: usize, n_cores: usize) {
    let photos: Vec<u32> = (1..=n_photos as u32).collect();
    let expected: Vec<u32> = photos.iter().map(|photo| photo * photo).collect();
    let start = Instant::now();
    let developed = super::develop_all(&photos, n_cores);
    let elapsed = start.elapsed();
    assert!(
        developed == expected,
        "the photos {photos:?} on {n_cores} cores: expected {expected:?}, found {developed:?}"
    );
    let fair = best(n_photos, n_cores);
    if time_is_exact() && elapsed > fair && elapsed < best(n_photos, 1) {
        shortcoming!(
            "unbalanced",
            "{n_photos} photos on {n_cores} cores took {elapsed:?}, where {fair:?} are enough: one thread had more to do \
             than it need have, and the others had nothing left"
        );
    }
}

fn check(name: &str, n_photos: usize, n_cores: usize) -> Check {
    explore(name, move || develop(n_photos, n_cores))
        .spawns_at_most(n_cores as u64)
        .makespan_at_most(best(n_photos, n_cores))
}

pub fn checks() -> Vec<Check> {
    vec![
        // The even case first: whoever computes one after the other is told so before the shares are looked at. Main may
        // be one of the three.
        check("three photos on three cores at the same time", 3, 3).overlaps_at_least(2),
        check("five photos on three cores in fair shares", 5, 3),
        check("six photos on two cores in fair shares", 6, 2),
        check("fewer photos than cores", 2, 3),
        check("one core", 3, 1),
        check("no photos", 0, 2),
        explore("a photo takes its time", || {
            let start = Instant::now();
            super::develop(7);
            if time_is_exact() && start.elapsed() != ONE {
                mistake!(
                    "work-changed",
                    "a photo takes {ONE:?} of computing, but `develop` returned after {:?}",
                    start.elapsed()
                );
            }
        }),
    ]
}
