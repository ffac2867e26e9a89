// expect: not-concurrent no-thread
// Belief: each step needs the one before, so nothing can be done at the same time.

use std::time::Instant;

/// For each value: all values up to it, this one included, put together in their order.
pub fn scan<T: Clone + Send + Sync>(
    values: &[T],
    n_threads: usize,
    combine: impl Fn(&T, &T) -> T + Sync,
) -> Vec<T> {
    let _ = n_threads;
    let mut results: Vec<T> = Vec::new();
    for value in values {
        let next = match results.last() {
            Some(before) => combine(before, value),
            None => value.clone(),
        };
        results.push(next);
    }
    results
}

/// Adds two numbers, slowly.
fn add(a: &i64, b: &i64) -> i64 {
    lab::cpu(10_000);
    a + b
}

fn main() {
    let bookings: Vec<i64> = (0..48).map(|day| 10 - day * 37 % 23).collect();
    for n_threads in [1, 2, 4] {
        let start = Instant::now();
        let balances = scan(&bookings, n_threads, add);
        println!(
            "{n_threads} thread(s): {:?} … {:?} after {} ms",
            &balances[..3],
            &balances[45..],
            start.elapsed().as_millis()
        );
    }
}
