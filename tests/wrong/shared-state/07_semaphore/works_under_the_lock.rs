// expect: not-concurrent lock-held-across-sleep
// Belief: the lock belongs to the permit.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Lets at most so many threads work at the same time.
pub struct Semaphore {
    n_free: Mutex<u32>,
    freed: Condvar,
    working: Mutex<()>,
}

impl Semaphore {
    /// A semaphore with so many permits.
    pub fn new(n_permits: u32) -> Self {
        Semaphore {
            n_free: Mutex::new(n_permits),
            freed: Condvar::new(),
            working: Mutex::new(()),
        }
    }

    /// Does the work with a permit. Sleeps while there is none.
    pub fn with_permit<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut n_free = self.n_free.lock().unwrap();
        while *n_free == 0 {
            n_free = self.freed.wait(n_free).unwrap();
        }
        *n_free -= 1;
        drop(n_free);
        let _permit = Permit(self);
        let _lock = self.working.lock();
        work()
    }
}

/// A permit that was taken. It goes back when this is dropped.
struct Permit<'a>(&'a Semaphore);

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        *self.0.n_free.lock().unwrap() += 1;
        self.0.freed.notify_one();
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
