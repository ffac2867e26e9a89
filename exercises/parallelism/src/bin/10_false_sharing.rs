//! # 10. False sharing
//!
//! Some workers go through a long list, and a display shows meanwhile how far they are. Each worker has a place of its
//! own in `Progress`, and adds 1 there after each item. Nobody waits for anybody, no value is written by two threads.
//! This program is right. And yet it can be slower with four workers than with one.
//!
//! A core does not fetch single numbers from memory. It fetches *lines*: 64 bytes, eight numbers of this size. To
//! write to a line, a core must be the only one that has it, so it takes the line away from the others. If four
//! workers write to four numbers on one line, the line travels from core to core all the time. The numbers are not
//! shared, but their line is. That is *false sharing*.
//!
//! ```text
//!             │◀────────────── one line of 64 bytes ──────────────▶│
//! false       │ worker 0 │ worker 1 │ worker 2 │ worker 3 │ …      │     to and fro between four cores
//!
//! not false   │ worker 0 │ …                                       │     stays with its core
//!             │ worker 1 │ …                                       │     stays with its core
//! ```
//!
//! Your task: find what is written again and again by several threads, and see to it that no two threads write to the
//! same line. There are two such places, and each has its own way out.
//! - The display must be right all the time: after each item, `Progress::total` is one more. So the workers must go on
//!   writing to it. What is in `Progress` is up to you; its functions stay.
//! - Nobody looks at the sums before the end.
//!
//! Run it before and after: `cargo run --release -p exercises-parallelism --bin 10_false_sharing`. How much it matters
//! depends on your machine, so the judge doesn't ask how long it takes. It lets your program run for real, and looks at
//! the addresses to which each thread writes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

/// How many items each worker has done. All can look at it while they work.
pub struct Progress {
    done: Vec<AtomicU64>,
}

impl Progress {
    /// Nobody has done anything.
    pub fn new(n_workers: usize) -> Self {
        Progress {
            done: (0..n_workers).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// The place of a worker, from 0. Only that worker writes to it.
    pub fn slot(&self, worker: usize) -> &AtomicU64 {
        &self.done[worker]
    }

    /// How many items all workers have done so far.
    pub fn total(&self) -> u64 {
        self.done
            .iter()
            .map(|slot| slot.load(Ordering::Relaxed))
            .sum()
    }
}

/// Adds up what `add` makes of all items. `add` adds what it makes of one item to the number that it is given.
///
/// `n_workers` threads work at the same time, each on its share. After each item a worker adds 1 to its place in
/// `progress`. There are as many places there as workers.
pub fn add_all(
    items: &[u64],
    n_workers: usize,
    progress: &Progress,
    add: impl Fn(&mut u64, u64) + Sync,
) -> u64 {
    let share_len = items.len().div_ceil(n_workers).max(1);
    let add = &add;
    let mut sums = vec![0; n_workers];
    thread::scope(|scope| {
        let shares = items.chunks(share_len).zip(&mut sums);
        for (worker, (share, sum)) in shares.enumerate() {
            scope.spawn(move || {
                for item in share {
                    add(sum, *item);
                    progress.slot(worker).fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    sums.iter().sum()
}

fn main() {
    let items: Vec<u64> = (0..20_000_000).collect();
    let add = |sum: &mut u64, item: u64| *sum += item % 3;
    for n_workers in [1, 2, 4] {
        let progress = Progress::new(n_workers);
        let start = Instant::now();
        let sum = add_all(&items, n_workers, &progress, add);
        println!(
            "{n_workers} worker(s): {sum}, {} of {} items after {} ms",
            progress.total(),
            items.len(),
            start.elapsed().as_millis()
        );
    }
}
