// expect: pass
//! Dekker's lock for two threads: who wants to go in out of turn gives way, and comes back when the turn is theirs.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

static WANTS: [AtomicBool; 2] = [AtomicBool::new(false), AtomicBool::new(false)];
static TURN: AtomicUsize = AtomicUsize::new(0);
static COUNT: AtomicU32 = AtomicU32::new(0);

fn visit(me: usize) {
    let other = 1 - me;
    WANTS[me].store(true, SeqCst);
    while WANTS[other].load(SeqCst) {
        if TURN.load(SeqCst) == other {
            WANTS[me].store(false, SeqCst);
            while TURN.load(SeqCst) == other {
                thread::yield_now();
            }
            WANTS[me].store(true, SeqCst);
        }
    }
    let seen = COUNT.load(SeqCst);
    COUNT.store(seen + 1, SeqCst);
    TURN.store(other, SeqCst);
    WANTS[me].store(false, SeqCst);
}

fn main() {
    let other = thread::spawn(|| visit(1));
    visit(0);
    other.join().unwrap();
    assert_eq!(COUNT.load(SeqCst), 2);
}
