//! # 4. Join
//!
//! A weather station has measured the temperature once a second: millions of numbers in a row. How often was there frost?
//! One core could go through all of them, while the others have nothing to do.
//!
//! Your task: write `how_often`, by *divide and conquer*.
//! - A piece that is small enough is counted in one go: `count(piece)` says how often it is true there. Small enough
//!   means: `cut_off` measurements or fewer. `count` never gets more.
//! - Any other piece is cut into halves. Each half is a job like the whole, and the two can be done at the same time.
//! - It is not cut any further than that. Each piece costs something: it is handed over, and its result is fetched.
//!
//! For two jobs at the same time there is `rayon::join`. It takes two closures, and returns both results, as a pair.
//!
//! ```text
//! 1000 measurements, cut-off 300
//!
//!                     1000
//!              ╭───── join ─────╮
//!             500              500
//!          ╭─ join ─╮       ╭─ join ─╮
//!         250      250     250      250        count, count, count, count
//! ```
//!
//! `join` starts no threads. Rayon has a *pool* of threads, as many as there are cores. The thread that calls `join`
//! begins with the first job, and leaves the second one where any thread of the pool can take it. If nobody has
//! taken it by then, the same thread does it afterwards. So there may be many more jobs than threads.
//!
//! What does a cut-off of 4 cost? Guess, then run your program with `--release`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How often it is true, as `count` counts it. `count` is called with pieces of at most `cut_off` measurements, on as many
/// cores at a time as there are; `cut_off` is at least 1.
pub fn how_often(
    measured: &[i16],
    cut_off: usize,
    count: &(impl Fn(&[i16]) -> usize + Sync),
) -> usize {
    todo!("count what is small, halve what is not")
}

fn main() {
    // About half a year, second by second: a slow wave of warm and cold.
    let measured: Vec<i16> = (0..16_000_000i64)
        .map(|second| ((second * 37 % 900 - 450) / 10) as i16)
        .collect();
    let all = measured.len();
    for cut_off in [all, 100_000, 1_000, 4] {
        let n_pieces = AtomicUsize::new(0);
        let start = Instant::now();
        let n_frosty = how_often(&measured, cut_off, &|piece: &[i16]| {
            n_pieces.fetch_add(1, Ordering::Relaxed);
            piece.iter().filter(|degrees| **degrees < 0).count()
        });
        println!(
            "cut-off {cut_off:>8}: {n_frosty} seconds of frost, {:>7} pieces, {:>4} ms",
            n_pieces.into_inner(),
            start.elapsed().as_millis()
        );
    }
}
