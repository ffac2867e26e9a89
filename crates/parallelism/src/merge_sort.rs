//! Stable, with a merge that is parallel too.
//!
//! Merge sort: sort the left half, sort the right half, then merge: again and again take the smaller one of the two that are
//! in front. The halves don't need each other, so they are sorted at the same time.
//!
//! **The merge is the catch.** If one thread does the last merge, it goes through all n values while the others watch.
//! Work is `n log n`, and the span is n: with a million values, no more than about twenty cores can ever help, and with four
//! of them it is felt already. So the merge has to be shared out too.
//!
//! How can two threads merge into one list? The second has to know where to begin. Say it writes from place k on. Then the
//! first one writes the k smallest: some from the left half, the rest from the right half. How many of each can be found
//! by a binary search, without merging anything ([`split_for`]). Each thread then has its own part of all three lists, and
//! they never meet.
//!
//! ```text
//! left    1 3 5 │ 7 8 9
//! right   2 4 │ 6                k = 5: three from the left, two from the right
//! merged  1 2 3 4 5 │ 6 7 8 9    each side of the line is merged by another thread
//! ```
//!
//! **Stable** means: those that are equal keep their order. It matters when whole records are sorted by one field. All that
//! it takes is one rule, in two places: *of equal ones, the left one comes first*.
//!
//! **One buffer**, made once. A merge can't be done in place, so it writes to another list. Making one at each level costs
//! more than the merging. Here two lists take turns: each level merges from the one into the other.
//!
//! - Work: `n log n` comparisons.
//! - Span, with a core for each thread: `n/P log n` for the piece of one thread, then for each of the `log P` levels its
//!   part of the merge.
//!
//! Sources: the split is the *merge path* of Odeh, Green, Mwassi, Shmueli and Birk, *Merge Path: Parallel Merging Made
//! Simple*, 2012; with two lists taking turns, merge sort is as old as John von Neumann's of 1945.

use std::thread;

/// Fewer than this are not worth a thread.
const MIN_PIECE: usize = 4096;

/// Sorts, and keeps the order of those that are equal.
///
/// Values are copied to and fro. To sort what is big or can't be copied, sort references to it.
///
/// ```
/// use parallelism::merge_sort::merge_sort;
/// let mut numbers = [3, 1, 2];
/// merge_sort(&mut numbers, 2);
/// assert_eq!(numbers, [1, 2, 3]);
///
/// // References can be copied, whatever they lead to.
/// let names = ["cy".to_owned(), "al".to_owned(), "bo".to_owned()];
/// let mut sorted: Vec<&String> = names.iter().collect();
/// merge_sort(&mut sorted, 2);
/// assert_eq!(sorted, ["al", "bo", "cy"]);
/// ```
///
/// # Panics
/// If comparing two values does. Then the order is not specified, and some values may be there twice and others lost.
pub fn merge_sort<T: Ord + Copy + Send + Sync>(values: &mut [T], n_threads: usize) {
    let n_threads = n_threads.min(values.len() / MIN_PIECE);
    if n_threads < 2 {
        values.sort();
        return;
    }
    let mut buffer = values.to_vec();
    sort_into(values, &mut buffer, n_threads);
}

/// Sorts what both lists hold; they hold the same. The result is in `to`. What is left in `from` is of no use.
fn sort_into<T: Ord + Copy + Send + Sync>(to: &mut [T], from: &mut [T], n_threads: usize) {
    if n_threads < 2 {
        // The cut-off: as many pieces as threads. `sort` is stable.
        to.sort();
        return;
    }
    // With three threads, the left part gets one and a third of the values.
    let n_left = n_threads / 2;
    let middle = to.len() / n_threads * n_left;
    let (to_left, to_right) = to.split_at_mut(middle);
    let (from_left, from_right) = from.split_at_mut(middle);
    // They change places: the parts are sorted into `from`, so that they can be merged into `to`.
    thread::scope(|scope| {
        scope.spawn(|| sort_into(from_right, to_right, n_threads - n_left));
        sort_into(from_left, to_left, n_left);
    });
    merge(from_left, from_right, to, n_threads);
}

/// Merges two sorted lists, with several threads. Of equal values, those of `left` come first.
///
/// ```
/// let mut merged = [0; 5];
/// parallelism::merge_sort::merge(&[1, 3, 5], &[2, 4], &mut merged, 2);
/// assert_eq!(merged, [1, 2, 3, 4, 5]);
/// ```
///
/// # Panics
/// If there is not as much room in `merged` as there are values, or if comparing does.
pub fn merge<T: Ord + Copy + Send + Sync>(
    left: &[T],
    right: &[T],
    merged: &mut [T],
    n_threads: usize,
) {
    assert_eq!(left.len() + right.len(), merged.len(), "no room");
    if n_threads < 2 {
        merge_alone(left, right, merged);
        return;
    }
    let n_first = n_threads / 2;
    let place = merged.len() / n_threads * n_first;
    let n_from_left = split_for(left, right, place);
    let (left, left_after) = left.split_at(n_from_left);
    let (right, right_after) = right.split_at(place - n_from_left);
    let (merged, merged_after) = merged.split_at_mut(place);
    thread::scope(|scope| {
        scope.spawn(|| merge(left_after, right_after, merged_after, n_threads - n_first));
        merge(left, right, merged, n_first);
    });
}

/// How many of the first `place` values of the merged list come from `left`.
///
/// ```
/// use parallelism::merge_sort::split_for;
/// assert_eq!(split_for(&[1, 3, 5, 7, 8, 9], &[2, 4, 6], 5), 3);
/// // Of equal ones, the left ones come first.
/// assert_eq!(split_for(&[1, 1], &[1, 1], 2), 2);
/// ```
///
/// # Panics
/// If `place` is beyond the end.
pub fn split_for<T: Ord>(left: &[T], right: &[T], place: usize) -> usize {
    assert!(place <= left.len() + right.len(), "beyond the end");
    // At least what the right list can't provide; at most all.
    let mut low = place.saturating_sub(right.len());
    let mut high = place.min(left.len());
    while low < high {
        let n_from_left = low + (high - low) / 2;
        let n_from_right = place - n_from_left;
        // The next one of the left against the last one of the right that would be taken. If the left one is not greater,
        // it comes first: too few were taken from the left.
        if left[n_from_left] <= right[n_from_right - 1] {
            low = n_from_left + 1;
        } else {
            high = n_from_left;
        }
    }
    low
}

/// Merges with this thread only.
fn merge_alone<T: Ord + Copy>(mut left: &[T], mut right: &[T], mut merged: &mut [T]) {
    while let ([first_left, after_left @ ..], [first_right, after_right @ ..]) = (left, right) {
        let (slot, after) = merged.split_first_mut().expect("as many places as values");
        // Only a smaller one comes before the left one.
        if first_right < first_left {
            *slot = *first_right;
            right = after_right;
        } else {
            *slot = *first_left;
            left = after_left;
        }
        merged = after;
    }
    // One of them is empty.
    let (rest_left, rest_right) = merged.split_at_mut(left.len());
    rest_left.copy_from_slice(left);
    rest_right.copy_from_slice(right);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::cmp::Ordering;

    /// Compared by its key only: so it shows who was first.
    #[derive(Clone, Copy, Debug)]
    struct Record {
        key: u8,
        place: usize,
    }

    impl PartialEq for Record {
        fn eq(&self, other: &Record) -> bool {
            self.key == other.key
        }
    }

    impl Eq for Record {}

    impl PartialOrd for Record {
        fn partial_cmp(&self, other: &Record) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl Ord for Record {
        fn cmp(&self, other: &Record) -> Ordering {
            self.key.cmp(&other.key)
        }
    }

    fn records(random: &mut Random, n_records: usize, n_keys: usize) -> Vec<Record> {
        (0..n_records)
            .map(|place| Record {
                key: random.below(n_keys) as u8,
                place,
            })
            .collect()
    }

    fn key_and_place(records: &[Record]) -> Vec<(u8, usize)> {
        records
            .iter()
            .map(|record| (record.key, record.place))
            .collect()
    }

    #[test]
    fn the_same_as_a_stable_sort_of_std() {
        let mut random = Random(8);
        for n_threads in 0..10 {
            for n_keys in [1, 2, 250] {
                // Small ones, which one thread does, and such as all threads share.
                for most in [20, 12 * MIN_PIECE] {
                    let n_records = random.below(most);
                    let mut sorted = records(&mut random, n_records, n_keys);
                    let mut expected = key_and_place(&sorted);
                    expected.sort_by_key(|(key, _)| *key);
                    merge_sort(&mut sorted, n_threads);
                    assert_eq!(key_and_place(&sorted), expected);
                }
            }
        }
    }

    #[test]
    fn merges_of_all_sizes_are_stable() {
        let mut random = Random(9);
        for _ in 0..500 {
            let (n_left, n_right) = (random.below(12), random.below(12));
            let n_keys = 1 + random.below(6);
            let mut left = records(&mut random, n_left, n_keys);
            let mut right = records(&mut random, n_right, n_keys);
            for record in &mut right {
                record.place += 100;
            }
            left.sort();
            right.sort();
            let mut expected = [left.clone(), right.clone()].concat();
            expected.sort();
            for n_threads in 1..5 {
                let mut merged = records(&mut random, n_left + n_right, n_keys);
                merge(&left, &right, &mut merged, n_threads);
                assert_eq!(key_and_place(&merged), key_and_place(&expected));
            }
            for place in 0..=n_left + n_right {
                let from_left = expected[..place].iter().filter(|record| record.place < 100);
                assert_eq!(split_for(&left, &right, place), from_left.count());
            }
        }
    }
}
