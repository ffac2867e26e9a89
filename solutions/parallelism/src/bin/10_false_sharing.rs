//! A solution of `10_false_sharing`: a local variable where that will do, and a line for each where it won't.
//!
//! The sums are nobody's business before the end. A local variable lies on the stack of its thread, far from those of
//! others, or in a register. It is written to as often as before, but nobody takes the line away.
//!
//! The progress has to be seen all the time, so it stays in shared memory. There each number gets a line of its own:
//! `align` sees to it that a value begins at a multiple of so many bytes, and that its size is one. 64 would do for
//! most machines. 128 is what `crossbeam` takes for its `CachePadded` on many, because some fetch lines in pairs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

/// A number with a line of its own.
#[repr(align(128))]
struct Slot(AtomicU64);

/// How many items each worker has done. All can look at it while they work.
pub struct Progress {
    done: Vec<Slot>,
}

impl Progress {
    /// Nobody has done anything.
    pub fn new(n_workers: usize) -> Self {
        Progress {
            done: (0..n_workers).map(|_| Slot(AtomicU64::new(0))).collect(),
        }
    }

    /// The place of a worker, from 0. Only that worker writes to it.
    pub fn slot(&self, worker: usize) -> &AtomicU64 {
        &self.done[worker].0
    }

    /// How many items all workers have done so far.
    pub fn total(&self) -> u64 {
        self.done
            .iter()
            .map(|slot| slot.0.load(Ordering::Relaxed))
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
    thread::scope(|scope| {
        let mut workers = Vec::new();
        for (worker, share) in items.chunks(share_len).enumerate() {
            workers.push(scope.spawn(move || {
                let mut sum = 0;
                for item in share {
                    add(&mut sum, *item);
                    progress.slot(worker).fetch_add(1, Ordering::Relaxed);
                }
                sum
            }));
        }
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    })
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
