// expect: race
// Belief: whoever gets the lock is the first.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

static IS_READY: AtomicBool = AtomicBool::new(false);
static MADE: Mutex<u32> = Mutex::new(0);

fn prepare() {
    if !IS_READY.load(Ordering::Acquire) {
        let mut made = MADE.lock().unwrap();
        *made += 1;
        IS_READY.store(true, Ordering::Release);
    }
}

fn main() {
    let other = thread::spawn(prepare);
    prepare();
    other.join().unwrap();
    assert_eq!(*MADE.lock().unwrap(), 1);
}
