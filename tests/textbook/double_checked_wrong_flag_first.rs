// expect: race
// Belief: the flag and the value are set under a lock, so nobody sees one without the other.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

static IS_READY: AtomicBool = AtomicBool::new(false);
static VALUE: AtomicU32 = AtomicU32::new(0);
static MAKING: Mutex<()> = Mutex::new(());

fn get() -> u32 {
    if !IS_READY.load(SeqCst) {
        let _making = MAKING.lock().unwrap();
        if !IS_READY.load(SeqCst) {
            IS_READY.store(true, SeqCst);
            VALUE.store(42, SeqCst);
        }
    }
    VALUE.load(SeqCst)
}

fn main() {
    let other = thread::spawn(get);
    assert_eq!(get(), 42);
    assert_eq!(other.join().unwrap(), 42);
}
