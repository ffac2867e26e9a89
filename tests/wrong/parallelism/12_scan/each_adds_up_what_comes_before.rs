// expect: inefficient slower-than-one-thread
// Belief: if each thread finds its carry by itself, one pass is enough.

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
        for (idx, piece) in values.chunks(piece_len).enumerate() {
            threads.push(scope.spawn(move || {
                let mut before = values[..idx * piece_len].iter();
                let mut so_far = before.next().cloned();
                for value in before {
                    so_far = so_far.map(|so_far| combine(&so_far, value));
                }
                let mut results = Vec::new();
                for value in piece {
                    let next = match &so_far {
                        Some(before) => combine(before, value),
                        None => value.clone(),
                    };
                    results.push(next.clone());
                    so_far = Some(next);
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
