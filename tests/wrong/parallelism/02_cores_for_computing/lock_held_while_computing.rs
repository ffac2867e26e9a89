// expect: not-concurrent lock-held-across-sleep
// Belief: a lock costs next to nothing, so it can be held all the time.

use std::sync::Mutex;
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
    let developed = Mutex::new(vec![0; photos.len()]);
    thread::scope(|scope| {
        for (share_idx, share) in photos.chunks(share_len).enumerate() {
            let developed = &developed;
            scope.spawn(move || {
                let mut developed = developed.lock().unwrap();
                for (idx, photo) in share.iter().enumerate() {
                    developed[share_idx * share_len + idx] = develop(*photo);
                }
            });
        }
    });
    developed.into_inner().unwrap()
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
