//! # 7. Merge sort
//!
//! A post office has a long row of letters, in the order of the senders' names. They are to be sorted by postcode, and
//! letters with the same postcode are to stay in the order of the names. A sort that does this is called *stable*.
//!
//! *Merge sort* is divide and conquer: sort the left half, sort the right half, and merge the two. The halves don't need
//! each other.
//!
//! Your task: write `sort`.
//! - A piece of `cut_off` records or fewer is sorted by one thread, with a method of slices. Larger ones are halved.
//! - The halves are sorted at the same time. So are the halves of the halves, and so on.
//! - Merging is done for you: `merge(left, right, merged)`. Of equal records it takes those of `left` first.
//! - `merge` can't merge in place: it needs a second row to write to. Here it is: `buffer`, as long as `records`. No other
//!   is needed, and records are not carried to and fro between two merges. The result is in `records`.
//!
//! ```text
//! records   4 1   3 2   8 5   7 6
//!           1 4   2 3   5 8   6 7      sorted by four threads
//!             ╲   ╱       ╲   ╱
//! buffer     1 2 3 4     5 6 7 8       merged from `records` into `buffer` by two
//!                  ╲     ╱
//! records       1 2 3 4 5 6 7 8        merged from `buffer` into `records` by one
//! ```
//!
//! The two rows take turns. So where a half has to be sorted *to* depends on where the whole is to be. A function of your
//! own that takes this as a parameter may help.
//!
//! Run `main` with `--release`.

use std::time::Instant;

/// What `main` sorts: letters that are in the order of their senders' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Where it goes.
    pub postcode: u32,
    /// Its place in the order of the names.
    pub place: u32,
}

/// Sorts by `key`; records with the same key stay in their order. Pieces of at most `cut_off` records are sorted by one
/// thread, and then put together with `merge`; `cut_off` is at least 1. `buffer` is as long as `records`, and what it holds
/// does not matter.
pub fn sort<Record: Copy + Send + Sync>(
    records: &mut [Record],
    buffer: &mut [Record],
    cut_off: usize,
    key: &(impl Fn(&Record) -> u32 + Sync),
    merge: &(impl Fn(&[Record], &[Record], &mut [Record]) + Sync),
) {
    todo!("sort what is small; halve what is not, and merge the halves")
}

/// Merges two pieces, each of which is sorted: all of them are in `merged` then, sorted. Of letters with the same postcode,
/// those of `left` come first. Leave it as it is.
pub fn merge_letters(left: &[Letter], right: &[Letter], merged: &mut [Letter]) {
    assert_eq!(left.len() + right.len(), merged.len(), "no room");
    let (mut left, mut right) = (left.iter(), right.iter());
    for place in merged {
        let takes_left = match (left.as_slice().first(), right.as_slice().first()) {
            (Some(left), Some(right)) => left.postcode <= right.postcode,
            (left, _) => left.is_some(),
        };
        let next = if takes_left {
            left.next()
        } else {
            right.next()
        };
        *place = *next.expect("as many letters as places");
    }
}

fn main() {
    let letters: Vec<Letter> = (0..1_000_000u32)
        .map(|place| {
            // Any order will do, as long as it is none.
            let mixed = place.wrapping_mul(2_654_435_761);
            let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519);
            Letter {
                postcode: mixed >> 15,
                place,
            }
        })
        .collect();
    let mut expected = letters.clone();
    let start = Instant::now();
    expected.sort_by_key(|letter| letter.postcode);
    println!(
        "one core, `sort_by_key`: {:>4} ms",
        start.elapsed().as_millis()
    );
    for cut_off in [100_000, 5_000, 200, 2] {
        let mut sorted = letters.clone();
        let mut buffer = letters.clone();
        let start = Instant::now();
        sort(
            &mut sorted,
            &mut buffer,
            cut_off,
            &|letter: &Letter| letter.postcode,
            &merge_letters,
        );
        println!(
            "cut-off {cut_off:>7}:        {:>4} ms, {}",
            start.elapsed().as_millis(),
            if sorted == expected {
                "the same"
            } else {
                "NOT the same"
            }
        );
    }
}
