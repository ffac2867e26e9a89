// expect: livelock
// Belief: the other one will be through in a moment.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

static WANTS: [AtomicBool; 2] = [AtomicBool::new(false), AtomicBool::new(false)];

fn visit(me: usize) {
    WANTS[me].store(true, SeqCst);
    while WANTS[1 - me].load(SeqCst) {
        thread::yield_now();
    }
    WANTS[me].store(false, SeqCst);
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| visit(0));
        s.spawn(|| visit(1));
    });
}
