// expect: wrong-answer carry-lost
// Belief: the pieces are independent, so that each can be done on its own.

use std::thread;
use std::time::Instant;

/// For each value: all values up to it, this one included, put together in their order.
pub fn scan<T: Clone + Send + Sync>(
    values: &[T],
    n_threads: usize,
    combine: impl Fn(&T, &T) -> T + Sync,
) -> Vec<T> {
    let piece_len = values.len().div_ceil(n_threads).max(1);
    let combine = &combine;
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for piece in values.chunks(piece_len) {
            threads.push(scope.spawn(move || {
                let mut results = vec![piece[0].clone()];
                for (idx, value) in piece[1..].iter().enumerate() {
                    results.push(combine(&results[idx], value));
                }
                results
            }));
        }
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    })
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
