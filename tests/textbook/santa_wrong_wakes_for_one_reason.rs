// expect: race
// Belief: whoever is woken by the bell knows that the reindeer are back.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let groups = Mutex::new((0, 0));
    let bell = Condvar::new();
    thread::scope(|s| {
        s.spawn(|| {
            let mut groups = groups.lock().unwrap();
            if groups.0 == 0 && groups.1 == 0 {
                groups = bell.wait(groups).unwrap();
            }
            assert!(groups.0 == 1, "nothing to pull the sleigh");
        });
        s.spawn(|| {
            groups.lock().unwrap().0 = 1;
            bell.notify_one();
        });
        s.spawn(|| {
            groups.lock().unwrap_or_else(|e| e.into_inner()).1 = 1;
            bell.notify_one();
        });
    });
}
