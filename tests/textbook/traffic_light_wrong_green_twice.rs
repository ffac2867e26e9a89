// expect: race
// Belief: one light is red whenever the other has turned green, if one turns them one after the other.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

static NORTH: AtomicBool = AtomicBool::new(true);
static EAST: AtomicBool = AtomicBool::new(false);

fn main() {
    let control = thread::spawn(|| {
        EAST.store(true, SeqCst);
        NORTH.store(false, SeqCst);
    });
    let both = NORTH.load(SeqCst) && EAST.load(SeqCst);
    control.join().unwrap();
    assert!(!both, "crash");
}
