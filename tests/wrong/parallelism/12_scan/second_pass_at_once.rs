// expect: race carry-lost
// Belief: all threads have the same to do, so all are ready with the first pass at the same time.

use std::sync::Mutex;
use std::thread;
use std::time::Instant;

/// For each value: all values up to it, this one included, put together in their order.
pub fn scan<T: Clone + Send + Sync>(
    values: &[T],
    n_threads: usize,
    combine: impl Fn(&T, &T) -> T + Sync,
) -> Vec<T> {
    let piece_len = values.len().div_ceil(n_threads).max(1);
    let n_pieces = values.len().div_ceil(piece_len);
    let sums: Mutex<Vec<Option<T>>> = Mutex::new(vec![None; n_pieces]);
    let (sums, combine) = (&sums, &combine);
    thread::scope(|scope| {
        let mut threads = Vec::new();
        for (idx, piece) in values.chunks(piece_len).enumerate() {
            threads.push(scope.spawn(move || {
                let mut sum = piece[0].clone();
                for value in &piece[1..] {
                    sum = combine(&sum, value);
                }
                sums.lock().unwrap()[idx] = Some(sum);
                let before: Vec<T> = sums.lock().unwrap()[..idx]
                    .iter()
                    .flatten()
                    .cloned()
                    .collect();
                let mut so_far = before.into_iter().reduce(|a, b| combine(&a, &b));
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
