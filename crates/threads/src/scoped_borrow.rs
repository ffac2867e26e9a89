//! Threads that may borrow.
//!
//! [`thread::scope`] does not return before all threads that were started in it have ended. So what is alive around
//! the scope is alive as long as the threads are, and they may borrow it. Nothing needs to be moved or copied.
//!
//! Many may look at the same thing, or one may change it: the borrow checker's usual rule, now between threads.

use std::thread;

/// Looks at one list from two threads at the same time.
///
/// ```
/// let list = vec![4, 8, 15, 16];
/// assert_eq!(threads::scoped_borrow::smallest_and_largest(&list), (Some(4), Some(16)));
/// // Still ours.
/// assert_eq!(list.len(), 4);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn smallest_and_largest(list: &[i32]) -> (Option<i32>, Option<i32>) {
    thread::scope(|scope| {
        let smallest = scope.spawn(|| list.iter().min().copied());
        let largest = scope.spawn(|| list.iter().max().copied());
        // A scope would join by itself. Joining by hand is how we get at the results.
        (smallest.join().unwrap(), largest.join().unwrap())
    })
}

/// Changes two halves of one list from two threads at the same time.
///
/// `split_at_mut` proves to the compiler that the halves don't overlap. Two `&mut list` would be refused.
///
/// ```
/// let mut list = [1, 2, 3, 4];
/// threads::scoped_borrow::double_all(&mut list);
/// assert_eq!(list, [2, 4, 6, 8]);
/// ```
pub fn double_all(list: &mut [i32]) {
    fn double(half: &mut [i32]) {
        for n in half {
            *n *= 2;
        }
    }
    let (left, right) = list.split_at_mut(list.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| double(left));
        scope.spawn(|| double(right));
    });
    // The scope has ended, so both threads have, and what they wrote is visible here.
}
