//! Half of the work needs one and the same lock.

use std::sync::Mutex;
use std::thread;

/// Outside of the lock, and once more under it.
const UNITS: u64 = 30_000;

fn main() {
    let lock = Mutex::new(());
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                lab::cpu(UNITS);
                let _guard = lock.lock().unwrap();
                lab::cpu(UNITS);
            });
        }
    });
}
