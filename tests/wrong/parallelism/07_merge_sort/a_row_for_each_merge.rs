// expect: inefficient copied-at-every-level
// Belief: what is merged needs a new row each time.

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
    if records.len() <= cut_off {
        records.sort_by_key(key);
        return;
    }
    let middle = records.len() / 2;
    let (left, right) = records.split_at_mut(middle);
    let (left_buffer, right_buffer) = buffer.split_at_mut(middle);
    rayon::join(
        || sort(left, left_buffer, cut_off, key, merge),
        || sort(right, right_buffer, cut_off, key, merge),
    );
    let mut merged = records.to_vec();
    merge(&records[..middle], &records[middle..], &mut merged);
    records.copy_from_slice(&merged);
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
