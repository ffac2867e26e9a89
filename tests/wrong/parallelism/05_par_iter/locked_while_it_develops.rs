// expect: not-concurrent lock-held-across-sleep
// Belief: a list needs its lock from the beginning to the end.

use std::sync::Mutex;
use std::time::Instant;

use rayon::prelude::*;

/// The album: the photos that are sharp, developed, in the order in which they were taken; each with its number in the
/// album, from 1. Each photo is looked at once, and no blurred one is developed.
pub fn album(
    photos: &[String],
    is_sharp: &(impl Fn(&str) -> bool + Sync),
    develop: &(impl Fn(&str) -> String + Sync),
) -> Vec<(usize, String)> {
    let pictures = Mutex::new(Vec::new());
    photos.par_iter().enumerate().for_each(|(place, photo)| {
        if is_sharp(photo) {
            pictures.lock().unwrap().push((place, develop(photo)));
        }
    });
    let mut pictures = pictures.into_inner().unwrap();
    pictures.sort();
    let sorted = pictures.into_iter().map(|(_, picture)| picture);
    (1..).zip(sorted).collect()
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
