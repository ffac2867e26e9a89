// expect: not-concurrent joined-in-the-spawn-loop
// Belief: the first `map` starts all threads before the second one joins.

use std::thread;
use std::time::Instant;

/// Develops a photo: 100 ms of computing.
pub fn develop(photo: u32) -> u32 {
    lab::cpu(100_000);
    photo * photo
}

/// Develops all photos on at most `n_cores` threads. The results are in the order of the photos.
pub fn develop_all(photos: &[u32], n_cores: usize) -> Vec<u32> {
    let share_len = photos.len().div_ceil(n_cores).max(1);
    thread::scope(|scope| {
        photos
            .chunks(share_len)
            .map(|share| scope.spawn(|| develop_share(share)))
            .flat_map(|handle| handle.join().unwrap())
            .collect()
    })
}

/// What one thread does.
fn develop_share(photos: &[u32]) -> Vec<u32> {
    photos.iter().map(|photo| develop(*photo)).collect()
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
