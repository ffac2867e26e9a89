// expect: race
// Belief: a lock that is free most of the time can be tried.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let balance = Arc::new(Mutex::new(0));
    let payers: Vec<_> = (0..2)
        .map(|_| {
            let balance = Arc::clone(&balance);
            thread::spawn(move || {
                if let Ok(mut balance) = balance.try_lock() {
                    *balance += 1;
                }
            })
        })
        .collect();
    for payer in payers {
        payer.join().unwrap();
    }
    assert_eq!(*balance.lock().unwrap(), 2);
}
