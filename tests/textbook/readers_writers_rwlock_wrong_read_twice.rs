// expect: deadlock
// Belief: who reads may always read once more. (The documentation of `RwLock` says that this may deadlock: a writer
// that waits between the two keeps new readers out, on most systems.)

use std::sync::RwLock;
use std::thread;

fn main() {
    let pair = RwLock::new((1, 1));
    thread::scope(|s| {
        s.spawn(|| *pair.write().unwrap() = (2, 2));
        let left = pair.read().unwrap();
        let right = pair.read().unwrap();
        assert_eq!(left.0, right.1);
    });
}
