// expect: race not-joined
// Belief: whoever takes the lock last sees everything.

use std::sync::{Arc, Mutex};
use std::thread;

/// Opens all gates at the same time, lets `n_visitors` people in at each, and returns how many came in altogether.
pub fn count_visitors(n_gates: u32, n_visitors: u32) -> u32 {
    let counter = Arc::new(Mutex::new(0));
    let mut gates = Vec::new();
    for _ in 0..n_gates {
        let counter = Arc::clone(&counter);
        gates.push(thread::spawn(move || {
            for _ in 0..n_visitors {
                *counter.lock().unwrap() += 1;
            }
        }));
    }
    drop(gates);
    *counter.lock().unwrap()
}

fn main() {
    println!("4 gates, 1000 visitors each: {}", count_visitors(4, 1000));
}
