//! A solution of `12_scan`: two scopes, one for each pass, and the carries in between.
//!
//! The end of the first scope is where all threads meet: after it, all sums are there. The carries depend on each
//! other, but there are only as many as pieces, so one thread may do that.
//!
//! Nearly everything is put together twice. So two threads gain nothing here, and four at most a factor of two. That
//! is what it costs to break a chain in which each step needs the one before.

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

    // The sum of the last piece is needed by nobody.
    let n_sums = values.len().div_ceil(piece_len).saturating_sub(1);
    let sums: Vec<T> = thread::scope(|scope| {
        let mut threads = Vec::new();
        for piece in values.chunks(piece_len).take(n_sums) {
            threads.push(scope.spawn(move || {
                let mut sum = piece[0].clone();
                for value in &piece[1..] {
                    sum = combine(&sum, value);
                }
                sum
            }));
        }
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });

    // What comes before each piece; nothing comes before the first.
    let mut carries: Vec<Option<T>> = vec![None];
    for sum in sums {
        let carry = match carries.last() {
            Some(Some(before)) => combine(before, &sum),
            _ => sum,
        };
        carries.push(Some(carry));
    }

    thread::scope(|scope| {
        let mut threads = Vec::new();
        for (piece, carry) in values.chunks(piece_len).zip(carries) {
            threads.push(scope.spawn(move || {
                let mut so_far = carry;
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
