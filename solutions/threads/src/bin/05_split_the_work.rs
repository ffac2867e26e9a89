//! # 5. Split the work: a solution
//!
//! Rounding the length of a piece *up* keeps the number of pieces at most `n_threads`, and the last piece takes what is
//! left. Rounding down loses the rest, or needs one more thread for it.

use std::thread;

/// The sum of `numbers`, found by at most `n_threads` threads at the same time.
pub fn sum(numbers: &[u64], n_threads: usize) -> u64 {
    // `chunks` refuses a length of 0, and no numbers would give just that.
    let chunk_len = numbers.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        // A loop, not a chain of iterators: those are lazy, and would start each thread only when it is joined.
        let mut handles = Vec::new();
        for chunk in numbers.chunks(chunk_len) {
            handles.push(scope.spawn(move || chunk.iter().sum::<u64>()));
        }
        let mut total = 0;
        for handle in handles {
            total += handle.join().unwrap();
        }
        total
    })
}

fn main() {
    let numbers: Vec<u64> = (1..=1_000_000).collect();
    for n_threads in [1, 2, 3, 7] {
        println!("{n_threads} threads say {}", sum(&numbers, n_threads));
    }
}
