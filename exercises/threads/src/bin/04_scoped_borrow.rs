//! # 4. Scoped borrow
//!
//! Threads that are started inside `thread::scope` may borrow. The scope does not end before they have all ended, so
//! what they borrow stays alive. No `move`, no copy.
//!
//! Your task: add up the numbers with two threads, one for each half. Both must be able to run at the same time.
//! All the lines you need are in the comment, in the wrong order. Put them in an order that works.
//!
//! ```text
//!            first half       second half
//! numbers  [ 3, 1, 4, 1,  |  5, 9, 2, 6 ]
//!             ▲                 ▲
//! scope ┌─────┼─────────────────┼────────────────┐
//!       │  thread 1          thread 2            │
//!       │     9       +        22        =  31   │
//!       └────────────────────────────────────────┘
//! ```

use std::thread;

/// The sum of `numbers`, found by two threads that borrow one half each.
pub fn total(numbers: &[u64]) -> u64 {
    // These lines, in another order:
    //
    //     first.join().unwrap() + second.join().unwrap()
    //     let second = scope.spawn(|| second_half.iter().sum::<u64>());
    //     let (first_half, second_half) = numbers.split_at(numbers.len() / 2);
    //     })
    //     let first = scope.spawn(|| first_half.iter().sum::<u64>());
    //     thread::scope(|scope| {
    todo!("put the lines above in an order that works")
}

fn main() {
    let numbers = [3, 1, 4, 1, 5, 9, 2, 6];
    println!("the numbers are  {numbers:?}");
    println!("their sum is     {}", total(&numbers));
    println!("and they are still ours: the threads only borrowed them");
}
