//! Each needs all before it: two passes.
//!
//! The *prefix sums* of 3 1 4 1 5 are 3 4 8 9 14: each is the sum of everything up to there. As a loop it is one line, and
//! each step needs the one before it. Can that be parallel at all?
//!
//! It can, with a little more work. Nobody can know the sum of everything before the middle, unless somebody adds it up. So:
//!
//! ```text
//!                3  1  4 │ 1  5  9 │ 2  6  5
//! first pass     3  4  8 │  sum 15 │              the first piece is done; of the others only the sum is needed
//! in between             │ carry 8 │ carry 23     from piece to piece: few steps, one thread
//! second pass            │ 9 14 23 │ 25 31 36     each piece, beginning with its carry
//! ```
//!
//! - **Two threads, three pieces.** The first piece needs no carry, so it can be finished in the first pass. Nobody needs the
//!   sum of the last piece, so it can be left out of the first pass. With P threads and P+1 pieces, all have something to do
//!   in both.
//! - **The second pass begins when the first is over**: all sums must be there. Here the end of the scope sees to that.
//! - Any operation will do that is associative (see [`reduce`](crate::reduce)). The order is kept.
//!
//! Work: nearly 2n, as all pieces but two are gone through twice. Span: `2n / (P+1)`, and P for the carries. So two threads
//! are at most one and a half times as fast as one, not twice. That is the price for breaking the chain. (With as many
//! threads as you like, the span can be brought down to `log n`: Blelloch, *Prefix Sums and Their Applications*, 1990.)

use std::thread;

/// Fewer than this are not worth a thread.
const MIN_PIECE: usize = 4096;

/// Replaces each value by all values up to it, put together with `combine`, which must be associative.
///
/// ```
/// use parallelism::prefix_sum::scan;
/// let mut numbers = [3, 1, 4, 1, 5];
/// scan(&mut numbers, 2, |a, b| a + b);
/// assert_eq!(numbers, [3, 4, 8, 9, 14]);
/// // The highest so far.
/// let mut heights = [3, 1, 4, 1, 5];
/// scan(&mut heights, 2, i32::max);
/// assert_eq!(heights, [3, 3, 4, 4, 5]);
/// ```
///
/// # Panics
/// If `combine` does. Then some of the values have been replaced and others not.
pub fn scan<Value: Copy + Send + Sync>(
    values: &mut [Value],
    n_threads: usize,
    combine: impl Fn(Value, Value) -> Value + Sync,
) {
    let n_threads = n_threads.min(values.len() / MIN_PIECE);
    if n_threads < 2 {
        scan_alone(values, None, &combine);
    } else {
        scan_in_pieces(values, n_threads, &combine);
    }
}

fn scan_in_pieces<Value: Copy + Send + Sync>(
    values: &mut [Value],
    n_threads: usize,
    combine: &(impl Fn(Value, Value) -> Value + Sync),
) {
    let piece_length = values.len().div_ceil(n_threads + 1);
    let (first, rest) = values.split_at_mut(piece_length);
    let mut pieces: Vec<&mut [Value]> = rest.chunks_mut(piece_length).collect();

    let n_summed = pieces.len().saturating_sub(1);
    let (carry, sums) = thread::scope(|scope| {
        let threads: Vec<_> = pieces[..n_summed]
            .iter()
            .map(|piece| scope.spawn(|| piece.iter().copied().reduce(combine)))
            .collect();
        let carry = scan_alone(first, None, combine);
        let sums: Vec<Option<Value>> = threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect();
        (carry, sums)
    });

    // What comes before each piece.
    let mut carries = vec![carry];
    for sum in sums {
        let before = carries.last().copied().flatten();
        carries.push(match (before, sum) {
            (Some(before), Some(sum)) => Some(combine(before, sum)),
            (before, None) => before,
            (None, sum) => sum,
        });
    }

    thread::scope(|scope| {
        // This thread takes the last one, instead of waiting.
        let own = pieces.pop().zip(carries.pop());
        for (piece, carry) in pieces.into_iter().zip(carries) {
            scope.spawn(move || scan_alone(piece, carry, combine));
        }
        if let Some((piece, carry)) = own {
            scan_alone(piece, carry, combine);
        }
    });
}

/// The plain loop, beginning with what came before. Returns everything put together.
fn scan_alone<Value: Copy>(
    values: &mut [Value],
    before: Option<Value>,
    combine: &impl Fn(Value, Value) -> Value,
) -> Option<Value> {
    let (first, rest) = values.split_first_mut()?;
    if let Some(before) = before {
        *first = combine(before, *first);
    }
    let mut so_far = *first;
    for value in rest {
        so_far = combine(so_far, *value);
        *value = so_far;
    }
    Some(so_far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// What the parallel one must be the same as.
    fn in_a_row<Value: Copy>(
        values: &[Value],
        combine: impl Fn(Value, Value) -> Value,
    ) -> Vec<Value> {
        let mut sums: Vec<Value> = Vec::new();
        for value in values {
            let sum = sums
                .last()
                .map_or(*value, |so_far| combine(*so_far, *value));
            sums.push(sum);
        }
        sums
    }

    #[test]
    fn small_pieces() {
        let mut random = Random(13);
        for n_threads in 2..8 {
            for n_values in 1..40 {
                let values: Vec<u64> = (0..n_values).map(|_| random.next()).collect();
                let mut found = values.clone();
                scan_in_pieces(&mut found, n_threads, &u64::wrapping_add);
                assert_eq!(found, in_a_row(&values, u64::wrapping_add));
            }
        }
    }

    /// Steps `x -> a * x + b`, one after the other: associative, but the order matters. So a carry on the wrong side shows.
    #[test]
    fn the_order_is_kept() {
        fn then(first: (u32, u32), second: (u32, u32)) -> (u32, u32) {
            let (a, b) = second;
            (
                a.wrapping_mul(first.0),
                a.wrapping_mul(first.1).wrapping_add(b),
            )
        }
        let mut random = Random(14);
        for n_threads in 0..6 {
            for _ in 0..3 {
                let n_values = random.below(8 * MIN_PIECE);
                let values: Vec<(u32, u32)> = (0..n_values)
                    .map(|_| (random.next() as u32, random.next() as u32))
                    .collect();
                let mut found = values.clone();
                scan(&mut found, n_threads, then);
                assert_eq!(found, in_a_row(&values, then));
            }
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        let mut nothing: [u8; 0] = [];
        scan(&mut nothing, 4, u8::wrapping_add);
    }
}
