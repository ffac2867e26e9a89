// expect: not-concurrent joined-in-the-spawn-loop
// Belief: a scope lets its threads run on after its end.

use std::thread;

/// The sum of `numbers`, found by two threads that borrow one half each.
pub fn total(numbers: &[u64]) -> u64 {
    let (first_half, second_half) = numbers.split_at(numbers.len() / 2);
    let first = thread::scope(|scope| {
        scope
            .spawn(|| first_half.iter().sum::<u64>())
            .join()
            .unwrap()
    });
    let second = thread::scope(|scope| {
        scope
            .spawn(|| second_half.iter().sum::<u64>())
            .join()
            .unwrap()
    });
    first + second
}

fn main() {
    let numbers = [3, 1, 4, 1, 5, 9, 2, 6];
    println!("the numbers are  {numbers:?}");
    println!("their sum is     {}", total(&numbers));
    println!("and they are still ours: the threads only borrowed them");
}
