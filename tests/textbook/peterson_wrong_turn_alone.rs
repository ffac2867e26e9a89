// expect: livelock
// Belief: taking turns is a lock too, even for who goes in more often than the other.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

static TURN: AtomicUsize = AtomicUsize::new(0);

fn visit(me: usize, times: u32) {
    for _ in 0..times {
        while TURN.load(SeqCst) != me {
            std::hint::spin_loop();
        }
        TURN.store(1 - me, SeqCst);
    }
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| visit(0, 2));
        s.spawn(|| visit(1, 1));
        s.spawn(|| visit(0, 1));
    });
}
