// expect: pass
//! Who sleeps says so first and looks once more; who wakes makes the change first and looks for sleepers then.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

static IS_READY: AtomicBool = AtomicBool::new(false);
static SLEEPS: AtomicBool = AtomicBool::new(false);

fn main() {
    let sleeper = thread::spawn(|| {
        SLEEPS.store(true, SeqCst);
        while !IS_READY.load(SeqCst) {
            thread::park();
        }
    });
    IS_READY.store(true, SeqCst);
    if SLEEPS.load(SeqCst) {
        sleeper.thread().unpark();
    }
    sleeper.join().unwrap();
}
