// expect: deadlock
// Belief: who needs two permits takes one after the other.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Semaphore {
    permits: Mutex<u32>,
    released: Condvar,
}

impl Semaphore {
    fn acquire(&self) {
        let permits = self.permits.lock().unwrap();
        let mut permits = self.released.wait_while(permits, |n| *n == 0).unwrap();
        *permits -= 1;
    }

    fn release(&self) {
        *self.permits.lock().unwrap() += 1;
        self.released.notify_one();
    }
}

fn main() {
    let pool = Semaphore {
        permits: Mutex::new(2),
        released: Condvar::new(),
    };
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                pool.acquire();
                pool.acquire();
                pool.release();
                pool.release();
            });
        }
    });
}
