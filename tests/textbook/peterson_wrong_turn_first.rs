// expect: race
// Belief: it is all the same which of the two is said first: that it is the other's turn, or that one wants to go in.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

static WANTS: [AtomicBool; 2] = [AtomicBool::new(false), AtomicBool::new(false)];
static TURN: AtomicUsize = AtomicUsize::new(0);
static COUNT: AtomicU32 = AtomicU32::new(0);

fn visit(me: usize) {
    TURN.store(1 - me, SeqCst);
    WANTS[me].store(true, SeqCst);
    while WANTS[1 - me].load(SeqCst) && TURN.load(SeqCst) == 1 - me {
        std::hint::spin_loop();
    }
    let seen = COUNT.load(SeqCst);
    COUNT.store(seen + 1, SeqCst);
    WANTS[me].store(false, SeqCst);
}

fn main() {
    let (a, b) = (thread::spawn(|| visit(0)), thread::spawn(|| visit(1)));
    a.join().unwrap();
    b.join().unwrap();
    assert_eq!(COUNT.load(SeqCst), 2);
}
