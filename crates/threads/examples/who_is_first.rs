//! Starts two threads many times, and counts in which order they spoke: `cargo run -p threads --example who_is_first`.
//!
//! Most runs look alike. The rare ones are the reason for this course.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn main() {
    let n_runs = 5_000;
    let mut counts: BTreeMap<[usize; 2], u32> = BTreeMap::new();
    for _ in 0..n_runs {
        // Each thread takes a number, as at a counter. `fetch_add` gives no number twice.
        let next = AtomicUsize::new(0);
        let order = thread::scope(|scope| {
            let first_spawned = scope.spawn(|| next.fetch_add(1, Ordering::SeqCst));
            let second_spawned = scope.spawn(|| next.fetch_add(1, Ordering::SeqCst));
            [
                first_spawned.join().unwrap(),
                second_spawned.join().unwrap(),
            ]
        });
        *counts.entry(order).or_default() += 1;
    }
    for (order, count) in counts {
        let who = if order == [0, 1] { "first" } else { "second" };
        println!("{count:>6} times the thread that was spawned {who} was first");
    }
    // If one line is missing, that says nothing: the other order was possible all the time.
}
