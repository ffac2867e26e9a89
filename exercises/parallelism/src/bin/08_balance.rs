//! # 8. Balance
//!
//! With equal jobs, equal shares are fair. But a car wash has bicycles and lorries. Whoever gets the half with the lorries is
//! still at work when the others have long gone home, and nobody knows beforehand how dirty a lorry is.
//!
//! Your task: write `wash_all`. There are `n_vehicles` vehicles, with the numbers from 0 on, and `n_bays` bays, which are
//! threads. `wash(number)` washes one vehicle and returns the price. Nobody deals the vehicles out beforehand: a bay that
//! has finished one takes the next one that nobody has taken yet.
//! - Each vehicle is washed once. The prices are in the order of the vehicles.
//! - At most `n_bays` threads are started. `n_bays` is never 0, but there may be fewer vehicles than bays.
//!
//! ```text
//! dealt out                              taken
//!
//! bay 1  lorry ███████ lorry ███████     bay 1  lorry ███████ bike ██
//! bay 2  bike ██ bike ██                 bay 2  lorry ███████ bike ██
//! ```
//!
//! When your program is right, look at its chart. When does each bay end, and how much later than the first one is the last?
//! Put the vehicle that takes 80 ms at the end of the list, and look again.
//!
//! ```console
//! $ cargo learn explore exercises/parallelism/src/bin/08_balance.rs --timed --cores 4
//! ```

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Washes the vehicles `0..n_vehicles` in `n_bays` bays. The prices are in the order of the vehicles.
pub fn wash_all<F>(n_vehicles: usize, n_bays: usize, wash: F) -> Vec<u32>
where
    F: Fn(usize) -> u32 + Sync,
{
    // Threads in a scope may borrow `wash`: `let wash = &wash;`
    todo!("start the bays; each takes one vehicle after the other")
}

fn main() {
    // Milliseconds.
    let vehicles: [u32; 10] = [80, 70, 60, 10, 10, 10, 10, 10, 30, 10];
    let start = Instant::now();
    let prices = wash_all(vehicles.len(), 4, |number| {
        let millis = vehicles[number];
        lab::cpu(u64::from(millis) * 1000);
        millis / 10
    });
    println!("{prices:?}");
    println!("all clean after {} ms", start.elapsed().as_millis());
}
