// expect: livelock
// Belief: two that have drawn the same number are both called, so at worst both go in at once.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

static NEXT: AtomicUsize = AtomicUsize::new(0);
static CALLED: AtomicUsize = AtomicUsize::new(0);

fn visit() {
    let mine = NEXT.load(SeqCst);
    NEXT.store(mine + 1, SeqCst);
    while CALLED.load(SeqCst) != mine {
        thread::yield_now();
    }
    CALLED.store(mine + 1, SeqCst);
}

fn main() {
    thread::scope(|s| {
        s.spawn(visit);
        s.spawn(visit);
    });
}
