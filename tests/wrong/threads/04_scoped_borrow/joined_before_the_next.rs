// expect: not-concurrent joined-in-the-spawn-loop
// Belief: each `spawn` belongs together with its `join`.

use std::thread;

/// The sum of `numbers`, found by two threads that borrow one half each.
pub fn total(numbers: &[u64]) -> u64 {
    let (first_half, second_half) = numbers.split_at(numbers.len() / 2);
    thread::scope(|scope| {
        let first = scope.spawn(|| first_half.iter().sum::<u64>());
        let first_sum = first.join().unwrap();
        let second = scope.spawn(|| second_half.iter().sum::<u64>());
        first_sum + second.join().unwrap()
    })
}

fn main() {
    let numbers = [3, 1, 4, 1, 5, 9, 2, 6];
    println!("the numbers are  {numbers:?}");
    println!("their sum is     {}", total(&numbers));
    println!("and they are still ours: the threads only borrowed them");
}
