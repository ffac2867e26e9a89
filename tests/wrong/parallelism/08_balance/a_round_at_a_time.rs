// expect: inefficient unbalanced
// Belief: a bay that has finished has to wait until all have.

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

/// Washes the vehicles `0..n_vehicles` in `n_bays` bays. The prices are in the order of the vehicles.
pub fn wash_all<F>(n_vehicles: usize, n_bays: usize, wash: F) -> Vec<u32>
where
    F: Fn(usize) -> u32 + Sync,
{
    let numbers: Vec<usize> = (0..n_vehicles).collect();
    let mut prices = vec![0; n_vehicles];
    let barrier = Barrier::new(n_bays);
    let wash = &wash;
    let barrier = &barrier;
    let numbers = &numbers;
    thread::scope(|scope| {
        let mut bays = Vec::new();
        for bay_idx in 0..n_bays {
            bays.push(scope.spawn(move || {
                let mut washed = Vec::new();
                for round in numbers.chunks(n_bays) {
                    if let Some(number) = round.get(bay_idx) {
                        washed.push((*number, wash(*number)));
                    }
                    barrier.wait();
                }
                washed
            }));
        }
        for bay in bays {
            for (number, price) in bay.join().unwrap() {
                prices[number] = price;
            }
        }
    });
    prices
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
