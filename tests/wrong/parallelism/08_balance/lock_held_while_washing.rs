// expect: not-concurrent lock-held-across-sleep
// Belief: a block that takes the next one keeps the list until it is done.

use std::sync::Mutex;
use std::thread;
use std::time::Instant;

/// Washes the vehicles `0..n_vehicles` in `n_bays` bays. The prices are in the order of the vehicles.
pub fn wash_all<F>(n_vehicles: usize, n_bays: usize, wash: F) -> Vec<u32>
where
    F: Fn(usize) -> u32 + Sync,
{
    let next = Mutex::new(0);
    let mut prices = vec![0; n_vehicles];
    thread::scope(|scope| {
        let mut bays = Vec::new();
        for _ in 0..n_bays {
            bays.push(scope.spawn(|| {
                let mut washed = Vec::new();
                loop {
                    let mut next = next.lock().unwrap();
                    if *next >= n_vehicles {
                        return washed;
                    }
                    washed.push((*next, wash(*next)));
                    *next += 1;
                }
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
