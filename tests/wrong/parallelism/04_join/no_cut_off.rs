// expect: inefficient too-many-tasks
// Belief: the more pieces, the better they are shared out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// How often it is true, as `count` counts it. `count` is called with pieces of at most `cut_off` measurements, on as many
/// cores at a time as there are; `cut_off` is at least 1.
pub fn how_often(
    measured: &[i16],
    cut_off: usize,
    count: &(impl Fn(&[i16]) -> usize + Sync),
) -> usize {
    let _ = cut_off;
    if measured.len() <= 1 {
        return count(measured);
    }
    let (left, right) = measured.split_at(measured.len() / 2);
    let (left, right) = rayon::join(
        || how_often(left, cut_off, count),
        || how_often(right, cut_off, count),
    );
    left + right
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
