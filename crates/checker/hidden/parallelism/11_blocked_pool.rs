//! Hidden test of `11_blocked_pool`: folders of any shape are added up by a pool of any size, and no thread idles that
//! need not.
//!
//! The shapes are such that it does not matter whether folders are measured level by level or as they come. How long it
//! takes is only asked where time is exact.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Folder, Pool, total_size};

/// One folder.
const ONE: Duration = Duration::from_millis(100);

fn folder(own_size: u64, folders: Vec<Arc<Folder>>) -> Arc<Folder> {
    Arc::new(Folder { own_size, folders })
}

/// So many folders, each within the one before.
fn nested(depth: u64) -> Arc<Folder> {
    let folders = if depth > 1 {
        vec![nested(depth - 1)]
    } else {
        Vec::new()
    };
    folder(depth, folders)
}

/// A folder with so many within, and nothing in those.
fn flat(n_within: u64) -> Arc<Folder> {
    folder(
        1,
        (0..n_within)
            .map(|idx| folder(idx + 2, Vec::new()))
            .collect(),
    )
}

fn sum(folder: &Folder) -> u64 {
    let within = folder.folders.iter().map(|inner| sum(inner));
    folder.own_size + within.sum::<u64>()
}

fn count(folder: &Folder) -> u32 {
    let within = folder.folders.iter().map(|inner| count(inner));
    1 + within.sum::<u32>()
}

/// Adds up, with a pool of so many threads, within so many times what one folder takes.
fn check(name: &str, n_threads: usize, make: fn() -> Arc<Folder>, n_rounds: u32) -> Check {
    explore(name, move || {
        let folder = make();
        let start = Instant::now();
        let found = Pool::with(n_threads, |pool| total_size(pool, &folder));
        let elapsed = start.elapsed();
        let (expected, n_folders) = (sum(&folder), count(&folder));
        assert!(
            found == expected,
            "{n_folders} folder(s), a pool of {n_threads} thread(s): expected {expected}, found {found}"
        );
        if time_is_exact() && elapsed < ONE * n_folders.div_ceil(n_threads as u32) {
            shortcoming!(
                "measured-outside",
                "{n_folders} folder(s) took {elapsed:?}, which a pool of {n_threads} thread(s) cannot do: somebody measures \
                 who is not in the pool"
            );
        }
        if time_is_exact() && n_folders > n_rounds && elapsed >= ONE * n_folders {
            shortcoming!(
                "one-at-a-time",
                "{n_folders} folders took {elapsed:?}, though the pool has {n_threads} threads: only one folder was being \
                 measured at any time"
            );
        }
    })
    .spawns_at_most(n_threads as u64)
    .makespan_at_most(ONE * n_rounds)
}

pub fn checks() -> Vec<Check> {
    vec![
        check("one folder", 1, || flat(0), 1),
        check(
            "a pool of two threads measures two folders at once",
            2,
            || flat(2),
            2,
        ),
        // Before the pool of one thread: with several it is plain that more of them would not help.
        check(
            "more folders within each other than threads",
            2,
            || nested(3),
            3,
        ),
        check("a pool of one thread does it all", 1, || flat(2), 3),
        check(
            "folders within folders, and one thread more",
            3,
            || nested(2),
            2,
        ),
        check(
            "many more folders within each other than threads",
            1,
            || nested(4),
            4,
        ),
        check(
            "two folders within a folder, and one within each",
            2,
            || folder(1, vec![nested(2), nested(2)]),
            3,
        ),
        explore("to measure takes its time", || {
            let start = Instant::now();
            super::measure(&flat(0));
            if time_is_exact() && start.elapsed() != ONE {
                mistake!(
                    "work-changed",
                    "to measure a folder takes {ONE:?}, but `measure` returned after {:?}",
                    start.elapsed()
                );
            }
        }),
    ]
}
