// expect: deadlock
// Belief: the atom that completes the molecule has to wake one other.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let (atoms, complete) = (Mutex::new(0), Condvar::new());
    thread::scope(|s| {
        for _ in 0..3 {
            s.spawn(|| {
                let mut n = atoms.lock().unwrap();
                *n += 1;
                if *n == 3 {
                    complete.notify_one();
                }
                while *n < 3 {
                    n = complete.wait(n).unwrap();
                }
            });
        }
    });
}
