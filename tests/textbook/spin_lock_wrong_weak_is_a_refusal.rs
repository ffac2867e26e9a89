// expect: race
// Belief: where nobody else wants the lock, one try of `compare_exchange_weak` gets it.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

static LOCKED: AtomicBool = AtomicBool::new(false);

fn main() {
    let only = thread::spawn(|| {
        LOCKED
            .compare_exchange_weak(false, true, SeqCst, SeqCst)
            .is_ok()
    });
    assert!(only.join().unwrap(), "nobody else was there");
}
