// expect: race completion-order
// Belief: what is taken first is finished first.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Washes the vehicles `0..n_vehicles` in `n_bays` bays. The prices are in the order of the vehicles.
pub fn wash_all<F>(n_vehicles: usize, n_bays: usize, wash: F) -> Vec<u32>
where
    F: Fn(usize) -> u32 + Sync,
{
    let next = AtomicUsize::new(0);
    let prices = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..n_bays {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= n_vehicles {
                        return;
                    }
                    let price = wash(number);
                    prices.lock().unwrap().push(price);
                }
            });
        }
    });
    prices.into_inner().unwrap()
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
