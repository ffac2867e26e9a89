// expect: deadlock
// Belief: the last one sets the count back to nought, and all see that it was full.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let arrived = Mutex::new(0);
    let full = Condvar::new();
    let wait = || {
        let mut n = arrived.lock().unwrap();
        *n += 1;
        if *n == 2 {
            *n = 0;
            full.notify_all();
        } else {
            while *n != 0 {
                n = full.wait(n).unwrap();
            }
        }
    };
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                wait();
                wait();
            });
        }
    });
}
