//! # 4. Scoped borrow: a solution
//!
//! Both threads are started before either is joined. The scope ends after both, so `numbers` stays borrowed just long
//! enough.

use std::thread;

/// The sum of `numbers`, found by two threads that borrow one half each.
pub fn total(numbers: &[u64]) -> u64 {
    let (first_half, second_half) = numbers.split_at(numbers.len() / 2);
    thread::scope(|scope| {
        let first = scope.spawn(|| first_half.iter().sum::<u64>());
        let second = scope.spawn(|| second_half.iter().sum::<u64>());
        first.join().unwrap() + second.join().unwrap()
    })
}

fn main() {
    let numbers = [3, 1, 4, 1, 5, 9, 2, 6];
    println!("the numbers are  {numbers:?}");
    println!("their sum is     {}", total(&numbers));
    println!("and they are still ours: the threads only borrowed them");
}
