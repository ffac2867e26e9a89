// expect: inefficient too-many-threads
// Belief: it worked so well with waiting: more threads, more speed.

use std::thread;
use std::time::Instant;

/// Develops a photo: 100 ms of computing.
pub fn develop(photo: u32) -> u32 {
    lab::cpu(100_000);
    photo * photo
}

/// Develops all photos on at most `n_cores` threads. The results are in the order of the photos.
pub fn develop_all(photos: &[u32], n_cores: usize) -> Vec<u32> {
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for photo in photos {
            handles.push(scope.spawn(|| develop(*photo)));
        }
        let mut developed = Vec::new();
        for handle in handles {
            developed.push(handle.join().unwrap());
        }
        developed
    })
}

fn main() {
    let photos = [1, 2, 3, 4, 5, 6, 7, 8];
    let start = Instant::now();
    let developed = develop_all(&photos, 4);
    println!("{developed:?}");
    println!(
        "{} photos, finished after {} ms",
        photos.len(),
        start.elapsed().as_millis()
    );
}
