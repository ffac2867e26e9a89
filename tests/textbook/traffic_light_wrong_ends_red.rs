// expect: deadlock
// Belief: a car that is woken at green drives at green, so red may follow at once.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let is_green = Mutex::new(false);
    let changed = Condvar::new();
    thread::scope(|s| {
        s.spawn(|| {
            let mut green = is_green.lock().unwrap();
            while !*green {
                green = changed.wait(green).unwrap();
            }
        });
        for phase in [true, false] {
            *is_green.lock().unwrap() = phase;
            changed.notify_all();
        }
    });
}
