// expect: inefficient unbalanced
// Belief: as many vehicles for each bay is as much work for each bay.

use std::thread;
use std::time::Instant;

/// Washes the vehicles `0..n_vehicles` in `n_bays` bays. The prices are in the order of the vehicles.
pub fn wash_all<F>(n_vehicles: usize, n_bays: usize, wash: F) -> Vec<u32>
where
    F: Fn(usize) -> u32 + Sync,
{
    let numbers: Vec<usize> = (0..n_vehicles).collect();
    let share_len = n_vehicles.div_ceil(n_bays).max(1);
    let wash = &wash;
    thread::scope(|scope| {
        let mut bays = Vec::new();
        for share in numbers.chunks(share_len) {
            bays.push(scope.spawn(move || share.iter().map(|n| wash(*n)).collect::<Vec<_>>()));
        }
        let mut prices = Vec::new();
        for bay in bays {
            prices.extend(bay.join().unwrap());
        }
        prices
    })
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
