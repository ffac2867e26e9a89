// expect: race
// Belief: hundred looks are enough for anything that takes no time.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

static READY: AtomicBool = AtomicBool::new(false);

fn main() {
    let other = thread::spawn(|| READY.store(true, SeqCst));
    let mut n_looks = 0;
    while !READY.load(SeqCst) {
        n_looks += 1;
        assert!(n_looks < 100, "gave up");
        thread::yield_now();
    }
    other.join().unwrap();
}
