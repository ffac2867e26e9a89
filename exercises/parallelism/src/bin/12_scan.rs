//! # 12. Scan
//!
//! An account has many bookings. What was the balance after each of them? That is one loop: the balance so far, plus
//! the next booking. This is called a *scan*, and the results are *prefix sums*. But each step needs the one before.
//! How can several threads do that?
//!
//! With a little more work, in two passes. Cut the bookings into pieces. In the first pass each piece is added up on
//! its own. Then it is known what comes before each piece: the *carry*. In the second pass each piece starts with its
//! carry.
//!
//! ```text
//! bookings        3  1  4 │ 1  5  9 │ 2  6  5
//! first pass       8      │   15    │               all pieces at the same time
//! carries          -      │    8    │   23          piece by piece: few steps
//! second pass     3  4  8 │ 9 14 23 │ 25 31 36      all pieces at the same time, when all carries are there
//! ```
//!
//! Your task: write `scan`, for any values, and anything that can be put together.
//! - `combine` is slow, and it is all that counts. With `P` threads, `n` values take at most `2 * n / P + P` times as
//!   long as one `combine`. For `n / P` you may round up.
//! - `combine` is associative: it does not matter in which groups you put values together. But the order matters:
//!   `combine("ab", "c")` is `"abc"`, and `combine("c", "ab")` is something else. And there is no zero to begin with.
//! - At most `n_threads` threads at a time; it is never 0. There may be fewer values than threads, or none.

use std::thread;
use std::time::Instant;

/// For each value: all values up to it, this one included, put together in their order.
pub fn scan<T: Clone + Send + Sync>(
    values: &[T],
    n_threads: usize,
    combine: impl Fn(&T, &T) -> T + Sync,
) -> Vec<T> {
    todo!("add up the pieces, find the carries, then go through the pieces again")
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
