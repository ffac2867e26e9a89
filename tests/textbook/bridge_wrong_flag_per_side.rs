// expect: deadlock
// Belief: one says that one wants to cross, and then waits until nobody comes from the other side.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let wants = Mutex::new([false, false]);
    let changed = Condvar::new();
    let cross = |side: usize| {
        wants.lock().unwrap()[side] = true;
        let mut seen = wants.lock().unwrap();
        while seen[1 - side] {
            seen = changed.wait(seen).unwrap();
        }
        seen[side] = false;
        changed.notify_all();
    };
    thread::scope(|s| {
        s.spawn(|| cross(0));
        s.spawn(|| cross(1));
    });
}
