//! # 2. Cores for computing
//!
//! Waiting needs no core, so eight waits took as long as one. Now there is something to compute: photos are developed,
//! and each keeps a core busy for 100 ms.
//!
//! Your task: write `develop_all`. The caller has `n_cores` cores for you. Use them all, with one thread for each core and
//! no more. Each photo is developed once, the results are in the order of the photos, and no core gets more work than it
//! has to: with 5 photos and 3 cores, nobody develops three. `n_cores` is never 0, but there may be fewer photos than cores.
//!
//! ```text
//! 5 photos, 3 cores
//!
//! fair                          not fair
//! thread 1   ████ ████          thread 1   ████
//! thread 2   ████ ████          thread 2   ████
//! thread 3   ████               thread 3   ████ ████ ████         █  computes
//! ```
//!
//! `main` has eight photos for four threads. How long does that take on one core, on four, and on four with a global lock?
//! Write down three figures. When your program is right, look:
//!
//! ```console
//! $ cargo learn explore exercises/parallelism/src/bin/02_cores_for_computing.rs --timed --cores 1
//! $ cargo learn explore exercises/parallelism/src/bin/02_cores_for_computing.rs --timed --cores 4
//! $ cargo learn explore exercises/parallelism/src/bin/02_cores_for_computing.rs --timed --cores 4 --gil
//! ```
//!
//! With `--gil` the threads share one interpreter, as in CPython: only one of them at a time can compute. Compare the
//! table below the chart with the one of exercise 1. What is different, and why? And why is it no faster with eight cores
//! than with four?

use std::thread;
use std::time::Instant;

/// Develops a photo: 100 ms of computing. Leave it as it is.
pub fn develop(photo: u32) -> u32 {
    lab::cpu(100_000);
    photo * photo
}

/// Develops all photos on at most `n_cores` threads. The results are in the order of the photos.
pub fn develop_all(photos: &[u32], n_cores: usize) -> Vec<u32> {
    todo!("give each thread its share of the photos")
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
