// expect: not-concurrent joined-in-the-spawn-loop
// Belief: it is safer to let one gate finish before the next one opens.

use std::sync::{Arc, Mutex};
use std::thread;

/// Opens all gates at the same time, lets `n_visitors` people in at each, and returns how many came in altogether.
pub fn count_visitors(n_gates: u32, n_visitors: u32) -> u32 {
    let counter = Arc::new(Mutex::new(0));

    for _ in 0..n_gates {
        let counter = Arc::clone(&counter);
        let gate = thread::spawn(move || {
            for _ in 0..n_visitors {
                *counter.lock().unwrap() += 1;
            }
        });
        gate.join().unwrap();
    }

    *counter.lock().unwrap()
}

fn main() {
    println!("4 gates, 1000 visitors each: {}", count_visitors(4, 1000));
}
