// expect: race
// Belief: a number can be drawn by reading it and writing the next one.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

static NEXT: AtomicUsize = AtomicUsize::new(0);
static CALLED: AtomicUsize = AtomicUsize::new(0);
static INSIDE: AtomicUsize = AtomicUsize::new(0);

fn visit() {
    let mine = NEXT.load(SeqCst);
    NEXT.store(mine + 1, SeqCst);
    while CALLED.load(SeqCst) < mine {
        std::hint::spin_loop();
    }
    assert_eq!(INSIDE.fetch_add(1, SeqCst), 0, "somebody is inside");
    INSIDE.fetch_sub(1, SeqCst);
    CALLED.fetch_add(1, SeqCst);
}

fn main() {
    let (a, b) = (thread::spawn(visit), thread::spawn(visit));
    a.join().unwrap();
    b.join().unwrap();
}
