//! Count alone, then add up.
//!
//! How often does each value come? A table with a place for each, and one step for each value: find its place, add one.
//! Many threads can go through different parts of the values. But they all want to write to the same table.
//!
//! - **One table under one lock:** right, and slower than one thread. Counting takes a nanosecond, the lock takes many, and
//!   while one has it, all others wait. Such a lock is called *hot*.
//! - **A table of atomics:** right too. But each step takes the cache line away from another core (see
//!   [`false_sharing`](crate::false_sharing)).
//! - **A table for each thread**, added up at the end: nobody waits for anybody. That is the one.
//!
//! It costs memory: as many tables as threads. And it costs the adding up: as many steps as there are places, for each table.
//! So it pays if there are many more values than places.
//!
//! Count with your own, add up at the end: that works for everything that can be put together, as in
//! [`reduce`](crate::reduce).
//!
//! Work: n values, and P tables to be added up. Span: n/P and P tables.

use std::thread;

/// How many of the values belong to each bin. `bin_of` gives the index of the bin.
///
/// ```
/// use parallelism::histogram::histogram;
/// let counts = histogram(b"abracadabra", 26, 2, |letter| usize::from(letter - b'a'));
/// assert_eq!(counts[..4], [5, 2, 1, 1]);
/// ```
///
/// # Panics
/// If `n_threads` is 0, or if `bin_of` panics or gives an index that is not below `n_bins`.
pub fn histogram<Value: Sync>(
    values: &[Value],
    n_bins: usize,
    n_threads: usize,
    bin_of: impl Fn(&Value) -> usize + Sync,
) -> Vec<u64> {
    // Each makes its own table: then its memory is near to the core that uses it, and on lines that nobody else writes to.
    let count = |values: &[Value]| {
        let mut counts = vec![0; n_bins];
        for value in values {
            counts[bin_of(value)] += 1;
        }
        counts
    };
    let mut shares = crate::cores_for_computing::shares(values, n_threads).into_iter();
    let own = shares.next().unwrap_or_default();
    thread::scope(|scope| {
        let count = &count;
        let others: Vec<_> = shares
            .map(|values| scope.spawn(move || count(values)))
            .collect();
        let mut total: Vec<u64> = count(own);
        for other in others {
            // Only a thread that was joined has counted everything.
            for (total, count) in total.iter_mut().zip(other.join().unwrap()) {
                *total += count;
            }
        }
        total
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn the_same_as_one_loop() {
        let mut random = Random(12);
        for n_threads in 1..8 {
            for _ in 0..20 {
                let n_bins = 1 + random.below(50);
                let values: Vec<usize> = (0..random.below(2000))
                    .map(|_| random.below(n_bins))
                    .collect();
                let mut expected = vec![0; n_bins];
                for value in &values {
                    expected[*value] += 1;
                }
                let found = histogram(&values, n_bins, n_threads, |value| *value);
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    #[should_panic]
    fn a_bin_that_is_not_there() {
        histogram(&[1, 2, 3], 3, 2, |value| *value);
    }
}
