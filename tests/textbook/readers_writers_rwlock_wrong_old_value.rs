// expect: race
// Belief: what was read under a lock is still so when the next lock is taken.

use std::sync::{Arc, RwLock};
use std::thread;

fn main() {
    let total = Arc::new(RwLock::new(0));
    let workers = [1, 10].map(|amount| {
        let total = total.clone();
        thread::spawn(move || {
            let old = *total.read().unwrap();
            *total.write().unwrap() = old + amount;
        })
    });
    for worker in workers {
        worker.join().unwrap();
    }
    assert_eq!(*total.read().unwrap(), 11);
}
