// expect: race lock-not-shared
// Belief: a lock keeps others out, whichever lock it is.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Opens all gates at the same time, lets `n_visitors` people in at each, and returns how many came in altogether.
pub fn count_visitors(n_gates: u32, n_visitors: u32) -> u32 {
    let counter = Arc::new(AtomicU32::new(0));
    let mut gates = Vec::new();
    for _ in 0..n_gates {
        let counter = Arc::clone(&counter);
        let lock = Mutex::new(());
        gates.push(thread::spawn(move || {
            for _ in 0..n_visitors {
                let _guard = lock.lock().unwrap();
                let seen = counter.load(Ordering::SeqCst);
                counter.store(seen + 1, Ordering::SeqCst);
            }
        }));
    }
    for gate in gates {
        gate.join().unwrap();
    }
    counter.load(Ordering::SeqCst)
}

fn main() {
    println!("4 gates, 1000 visitors each: {}", count_visitors(4, 1000));
}
