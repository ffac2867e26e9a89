//! Halve it until it is small.
//!
//! Cut a problem in two halves, do both at the same time, put the results together. Each half does the same, until it
//! is so small that cutting costs more than it brings. That is *divide and conquer*, and [`rayon::join`] is made for it:
//! it takes two closures, and returns when both are done.
//!
//! ```text
//!                 0..8                  join
//!           0..4        4..8            join, join
//!        0..2  2..4  4..6  6..8         small enough: plain loops
//! ```
//!
//! `join` does not promise a second thread. It says: *these two may run at the same time.* This thread begins with the
//! first one; the second is put where other threads of the pool can take it. If nobody has taken it when the first is
//! done, this thread does it itself. So most `join`s cost no more than a few function calls, and a busy machine does not get
//! more threads than it has cores. The lesson [`work_stealing`](crate::work_stealing) shows how it is made.
//!
//! - **The two must not need each other.** If one waits for a message of the other, it may wait for ever: maybe this very
//!   thread was to do the other one next.
//! - **A cut-off.** A few function calls are a lot if all that is done is to add two numbers. Stop cutting where a piece takes
//!   some ten microseconds. Then there are still many pieces for each core, so the load is balanced.
//! - **Borrowing is fine.** The halves end before `join` returns. So they may use what the caller has, and the two halves of
//!   a slice may even be changed (`split_at_mut`).
//!
//! Work: as without `join`. Span: one path from the top to the bottom.

use std::ops::Range;

/// The sum of `value` for all numbers of the range: by halves, until one has `cut_off` numbers or fewer.
///
/// The sum wraps around at the end of `u64`, so it is the same however it is grouped.
///
/// ```
/// use parallelism::fork_join::sum;
/// assert_eq!(sum(0..1_000, 100, |n| n), 499_500);
/// ```
///
/// # Panics
/// If `cut_off` is 0, which would cut for ever, or if `value` panics.
pub fn sum(range: Range<u64>, cut_off: u64, value: impl Fn(u64) -> u64 + Sync) -> u64 {
    assert!(cut_off > 0, "a range of one number has no halves");
    halve(range, cut_off, &value)
}

fn halve(range: Range<u64>, cut_off: u64, value: &(impl Fn(u64) -> u64 + Sync)) -> u64 {
    let length = range.end.saturating_sub(range.start);
    if length <= cut_off {
        return range.fold(0, |sum, n| sum.wrapping_add(value(n)));
    }
    let middle = range.start + length / 2;
    let (left, right) = rayon::join(
        || halve(range.start..middle, cut_off, value),
        || halve(middle..range.end, cut_off, value),
    );
    left.wrapping_add(right)
}

/// How many times `join` is called for so many things with this cut-off.
///
/// ```
/// use parallelism::fork_join::n_joins;
/// // Cut down to single ones, there is a join for nearly each.
/// assert_eq!(n_joins(1 << 20, 1), (1 << 20) - 1);
/// // Down to a thousand or so: about a thousand pieces, plenty for any machine.
/// assert_eq!(n_joins(1 << 20, 1 << 10), (1 << 10) - 1);
/// ```
///
/// # Panics
/// If `cut_off` is 0.
pub fn n_joins(n_things: u64, cut_off: u64) -> u64 {
    assert!(cut_off > 0, "one thing has no halves");
    if n_things <= cut_off {
        return 0;
    }
    let left = n_things / 2;
    1 + n_joins(left, cut_off) + n_joins(n_things - left, cut_off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn each_number_once() {
        let mut random = Random(5);
        for _ in 0..100 {
            let start = random.below(1000) as u64;
            let range = start..start + random.below(1000) as u64;
            let cut_off = 1 + random.below(100) as u64;
            let n_calls = AtomicU64::new(0);
            let value = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let found = sum(range.clone(), cut_off, |n| {
                n_calls.fetch_add(1, Ordering::Relaxed);
                value(n)
            });
            let expected = range
                .clone()
                .fold(0u64, |sum, n| sum.wrapping_add(value(n)));
            assert_eq!(found, expected);
            assert_eq!(n_calls.into_inner(), range.end - range.start);
        }
    }
}
