//! Pieces of a slice, one for each thread.
//!
//! To share work out, cut the data, not the time: each thread gets a piece that nobody else touches, and gives back
//! one small result. The results are put together at the end.
//!
//! The arithmetic is where it goes wrong. Seven numbers for three threads: rounding the length of a piece down gives
//! pieces of 2, and then either the seventh number is lost or a fourth thread is needed. Rounding up gives 3, 3 and 1.
//!
//! More threads are not always faster. Starting one costs some ten microseconds, and only as many as there are
//! cores can compute at the same time.

use std::thread;

/// The length of a piece, so that there are at most `n_pieces`: rounded up, and never 0.
///
/// ```
/// use threads::split_the_work::piece_len;
/// assert_eq!(piece_len(7, 3), 3);
/// assert_eq!(piece_len(6, 3), 2);
/// // `chunks(0)` would panic; a piece of length 1 does no harm when there is nothing to cut.
/// assert_eq!(piece_len(0, 3), 1);
/// ```
///
/// # Panics
/// If `n_pieces` is 0.
pub fn piece_len(len: usize, n_pieces: usize) -> usize {
    len.div_ceil(n_pieces).max(1)
}

/// How many of `numbers` are even, counted by at most `n_threads` threads.
///
/// ```
/// assert_eq!(threads::split_the_work::count_even(&[1, 2, 3, 4, 5, 6, 7], 3), 3);
/// assert_eq!(threads::split_the_work::count_even(&[], 3), 0);
/// ```
///
/// # Panics
/// If `n_threads` is 0, or if a thread panics.
pub fn count_even(numbers: &[u64], n_threads: usize) -> usize {
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for piece in numbers.chunks(piece_len(numbers.len(), n_threads)) {
            // `move` copies the borrow `piece`, not the numbers.
            handles.push(scope.spawn(move || piece.iter().filter(|n| **n % 2 == 0).count()));
        }
        let mut total = 0;
        for handle in handles {
            total += handle.join().unwrap();
        }
        total
    })
}
