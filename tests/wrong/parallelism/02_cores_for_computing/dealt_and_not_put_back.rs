// expect: wrong-answer
// Belief: results come back in the order of the photos, whoever got which.

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
        for first in 0..n_cores {
            let share: Vec<u32> = photos
                .iter()
                .skip(first)
                .step_by(n_cores)
                .copied()
                .collect();
            handles.push(scope.spawn(move || develop_share(&share)));
        }
        let mut developed = Vec::new();
        for handle in handles {
            developed.extend(handle.join().unwrap());
        }
        developed
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
