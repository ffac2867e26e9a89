//! # 5. A parallel iterator
//!
//! You come home from a journey with many photos. Some are blurred; the others are to be developed and put into an album, in
//! the order in which they were taken. To look whether a photo is sharp takes a while, and to develop one takes longer.
//! But each photo can be done without the others, and you have more than one core.
//!
//! Your task: write `album`.
//! - Photos for which `is_sharp` says no are left out. The others are given to `develop`.
//! - `is_sharp` is asked once for each photo. `develop` is called once for each that is sharp, and for no other.
//! - Both run on all cores.
//! - What comes back is in the order of `photos`, and numbered: the first picture of the album has the number 1, and no
//!   number is left out.
//!
//! ```text
//! photos     a   b   c   d   e   f
//! sharp?     ✓   ✗   ✓   ✓   ✗   ✓        on all cores
//! developed  A       C   D       F        on all cores
//! album      1 A     2 C     3 D     4 F
//! ```
//!
//! `use rayon::prelude::*` gives each slice and each `Vec` a `par_iter()` beside its `iter()`. You know the rest: `filter`,
//! `map`, `collect`. Rayon cuts the list into pieces, and its pool of threads takes care of them. The closures are called
//! by several threads at the same time, and nobody knows in which order.
//!
//! Guess first: if nobody knows the order, what does `collect` give?

use std::time::Instant;

use rayon::prelude::*;

/// The album: the photos that are sharp, developed, in the order in which they were taken; each with its number in the
/// album, from 1. Each photo is looked at once, and no blurred one is developed.
pub fn album(
    photos: &[String],
    is_sharp: &(impl Fn(&str) -> bool + Sync),
    develop: &(impl Fn(&str) -> String + Sync),
) -> Vec<(usize, String)> {
    todo!("look, develop, collect; then number")
}

fn main() {
    let photos: Vec<String> = (1..=64).map(|number| format!("photo {number}")).collect();
    let is_sharp = |photo: &str| {
        lab::cpu(2_000);
        !photo.ends_with('3')
    };
    let develop = |photo: &str| {
        lab::cpu(10_000);
        format!("[{photo}]")
    };
    let start = Instant::now();
    for photo in &photos {
        if is_sharp(photo) {
            develop(photo);
        }
    }
    let one_core = start.elapsed().as_millis();
    let start = Instant::now();
    let album = album(&photos, &is_sharp, &develop);
    let all_cores = start.elapsed().as_millis();
    for page in album.chunks(6) {
        let line: Vec<String> = page
            .iter()
            .map(|(number, picture)| format!("{number:>2} {picture:<10}"))
            .collect();
        println!("{}", line.join("  "));
    }
    println!("one core: {one_core} ms, all cores: {all_cores} ms");
}
