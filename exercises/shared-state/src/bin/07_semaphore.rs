//! # 7. Semaphore
//!
//! A semaphore has a number of permits. Who works needs one. If there is none left, you sleep until one comes back. So
//! never more than so many are at work at the same time.
//!
//! Your task: write `with_permit`. It takes a permit, does the work without holding the lock, gives the permit back,
//! and returns what the work returned. The permit must come back even if the work panics; the panic goes on as usual.
//! You may add types of your own.
//!
//! ```text
//! 2 permits
//! thread 1   takes ── works ─────── gives back ──
//! thread 2   takes ── works ── panic! gives back
//! thread 3   z z z z z z z z z z z z ─ takes ── works ── gives back
//! ```

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Lets at most so many threads work at the same time.
pub struct Semaphore {
    n_free: Mutex<u32>,
    freed: Condvar,
}

impl Semaphore {
    /// A semaphore with so many permits.
    pub fn new(n_permits: u32) -> Self {
        Semaphore {
            n_free: Mutex::new(n_permits),
            freed: Condvar::new(),
        }
    }

    /// Does the work with a permit. Sleeps while there is none.
    pub fn with_permit<T>(&self, work: impl FnOnce() -> T) -> T {
        todo!("wait for a permit, work, and give it back whatever happens")
    }
}

fn main() {
    let semaphore = Semaphore::new(2);
    thread::scope(|scope| {
        for number in 1..=6 {
            let semaphore = &semaphore;
            scope.spawn(move || {
                semaphore.with_permit(|| {
                    println!("{number} is at work");
                    thread::sleep(Duration::from_millis(300));
                });
            });
        }
    });
}
