// expect: not-concurrent no-thread
// Belief: the sum is right, so the threads are not needed.

use std::thread;

/// The sum of `numbers`, found by at most `n_threads` threads at the same time.
pub fn sum(numbers: &[u64], n_threads: usize) -> u64 {
    let _ = n_threads;
    numbers.iter().sum()
}

fn main() {
    let numbers: Vec<u64> = (1..=1_000_000).collect();
    for n_threads in [1, 2, 3, 7] {
        println!("{n_threads} threads say {}", sum(&numbers, n_threads));
    }
}
