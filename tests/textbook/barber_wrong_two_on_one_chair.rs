// expect: race
// Belief: a chair that was free a moment ago is free.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

const CHAIRS: u32 = 1;

fn main() {
    let waiting = &AtomicU32::new(0);
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| {
                if waiting.load(SeqCst) < CHAIRS {
                    waiting.fetch_add(1, SeqCst);
                }
            });
        }
    });
    assert!(waiting.load(SeqCst) <= CHAIRS);
}
