// expect: race
// Belief: two atomic counters are as good as one lock.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static INSIDE: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];

fn visit(kind: usize) {
    while INSIDE[1 - kind].load(SeqCst) > 0 {
        thread::yield_now();
    }
    INSIDE[kind].fetch_add(1, SeqCst);
    assert_eq!(INSIDE[1 - kind].load(SeqCst), 0, "both kinds are inside");
    INSIDE[kind].fetch_sub(1, SeqCst);
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| visit(0));
        s.spawn(|| visit(1));
    });
}
