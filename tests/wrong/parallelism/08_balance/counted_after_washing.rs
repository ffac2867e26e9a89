// expect: wrong-answer check-then-act
// Belief: a vehicle is taken when it is clean.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

/// Washes the vehicles `0..n_vehicles` in `n_bays` bays. The prices are in the order of the vehicles.
pub fn wash_all<F>(n_vehicles: usize, n_bays: usize, wash: F) -> Vec<u32>
where
    F: Fn(usize) -> u32 + Sync,
{
    let next = AtomicUsize::new(0);
    let mut prices = vec![0; n_vehicles];
    thread::scope(|scope| {
        let mut bays = Vec::new();
        for _ in 0..n_bays {
            bays.push(scope.spawn(|| run_bay(&next, n_vehicles, &wash)));
        }
        for bay in bays {
            for (number, price) in bay.join().unwrap() {
                prices[number] = price;
            }
        }
    });
    prices
}

/// One bay: takes vehicles until there are no more. Returns the prices with the numbers of the vehicles.
fn run_bay(
    next: &AtomicUsize,
    n_vehicles: usize,
    wash: impl Fn(usize) -> u32,
) -> Vec<(usize, u32)> {
    let mut washed = Vec::new();
    loop {
        let number = next.load(Ordering::SeqCst);
        if number >= n_vehicles {
            return washed;
        }
        washed.push((number, wash(number)));
        next.fetch_add(1, Ordering::SeqCst);
    }
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
