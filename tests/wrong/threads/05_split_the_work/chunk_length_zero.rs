// expect: panic
// Belief: there are always at least as many numbers as threads.

use std::thread;

/// The sum of `numbers`, found by at most `n_threads` threads at the same time.
pub fn sum(numbers: &[u64], n_threads: usize) -> u64 {
    let chunk_len = numbers.len() / n_threads;
    let n_even = chunk_len * n_threads;
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for chunk in numbers[..n_even].chunks(chunk_len) {
            handles.push(scope.spawn(move || chunk.iter().sum::<u64>()));
        }
        let mut total = numbers[n_even..].iter().sum();
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
