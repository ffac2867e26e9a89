// expect: inefficient unbalanced
// Belief: dealt like cards, the lorries are spread over the bays.

use std::thread;
use std::time::Instant;

/// Washes the vehicles `0..n_vehicles` in `n_bays` bays. The prices are in the order of the vehicles.
pub fn wash_all<F>(n_vehicles: usize, n_bays: usize, wash: F) -> Vec<u32>
where
    F: Fn(usize) -> u32 + Sync,
{
    let mut prices = vec![0; n_vehicles];
    let wash = &wash;
    thread::scope(|scope| {
        let mut bays = Vec::new();
        for first in 0..n_bays {
            bays.push(scope.spawn(move || {
                let own = (first..n_vehicles).step_by(n_bays);
                own.map(|number| (number, wash(number))).collect::<Vec<_>>()
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
