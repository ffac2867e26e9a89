//! # 5. Split the work
//!
//! Two halves were easy. Now the caller says how many threads there are, and the numbers need not fit evenly.
//!
//! Your task: in `sum`, cut `numbers` into pieces, at most `n_threads` of them. Give each piece to a thread. Add up
//! what the threads return. Every number counts exactly once. `n_threads` is never 0, but there may be fewer numbers
//! than threads, or none at all.
//!
//! ```text
//! sum([1, 2, 3, 4, 5, 6, 7], 3)
//!
//!  [1, 2, 3]   [4, 5, 6]   [7]
//!      │           │        │
//!   thread 1   thread 2  thread 3
//!      6     +     15   +   7     =  28
//! ```

use std::thread;

/// The sum of `numbers`, found by at most `n_threads` threads at the same time.
pub fn sum(numbers: &[u64], n_threads: usize) -> u64 {
    // A slice has a method `chunks(chunk_len)`. What is the right length?
    todo!("cut the numbers into pieces, and give each piece to a thread")
}

fn main() {
    let numbers: Vec<u64> = (1..=1_000_000).collect();
    for n_threads in [1, 2, 3, 7] {
        println!("{n_threads} threads say {}", sum(&numbers, n_threads));
    }
}
