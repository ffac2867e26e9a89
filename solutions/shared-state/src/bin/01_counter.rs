//! # 1. Counter: a solution
//!
//! There is one `Mutex`. Each gate owns a clone of the `Arc`, and the clone leads to the same `Mutex`. Reading, adding
//! and writing happen while the guard is alive, so nobody can get in between.

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
    for gate in gates {
        gate.join().unwrap();
    }
    *counter.lock().unwrap()
}

fn main() {
    println!("4 gates, 1000 visitors each: {}", count_visitors(4, 1000));
}
