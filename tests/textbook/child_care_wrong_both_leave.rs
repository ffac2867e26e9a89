// expect: race
// Belief: an adult who has looked around may leave.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;

fn main() {
    let adults = Arc::new(AtomicI32::new(2));
    let children = 1;
    let mut leaving = Vec::new();
    for _ in 0..2 {
        let adults = adults.clone();
        leaving.push(thread::spawn(move || {
            if adults.load(Ordering::Acquire) > children {
                adults.fetch_sub(1, Ordering::AcqRel);
            }
        }));
    }
    leaving.into_iter().for_each(|adult| adult.join().unwrap());
    assert!(adults.load(Ordering::Acquire) >= children);
}
