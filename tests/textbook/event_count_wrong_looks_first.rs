// expect: deadlock
// Belief: who has seen that it is not ready may say that it sleeps.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

static IS_READY: AtomicBool = AtomicBool::new(false);
static SLEEPS: AtomicBool = AtomicBool::new(false);

fn main() {
    let sleeper = thread::spawn(|| {
        while !IS_READY.load(SeqCst) {
            SLEEPS.store(true, SeqCst);
            thread::park();
        }
    });
    IS_READY.store(true, SeqCst);
    if SLEEPS.load(SeqCst) {
        sleeper.thread().unpark();
    }
    sleeper.join().unwrap();
}
