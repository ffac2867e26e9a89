// expect: not-concurrent joined-in-the-spawn-loop
// Belief: the first `map` runs to its end before the second begins.

use std::thread;

/// The sum of `numbers`, found by at most `n_threads` threads at the same time.
pub fn sum(numbers: &[u64], n_threads: usize) -> u64 {
    // `chunks` refuses a length of 0, and no numbers would give just that.
    let chunk_len = numbers.len().div_ceil(n_threads).max(1);
    thread::scope(|scope| {
        numbers
            .chunks(chunk_len)
            .map(|chunk| scope.spawn(move || chunk.iter().sum::<u64>()))
            .map(|handle| handle.join().unwrap())
            .sum()
    })
}

fn main() {
    let numbers: Vec<u64> = (1..=1_000_000).collect();
    for n_threads in [1, 2, 3, 7] {
        println!("{n_threads} threads say {}", sum(&numbers, n_threads));
    }
}
