// expect: pass
//! Double-checked locking by hand: a quick look, then the lock, then a second look.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

static VALUE: AtomicU32 = AtomicU32::new(0);
static MAKING: Mutex<u32> = Mutex::new(0);

fn get() -> u32 {
    let quick = VALUE.load(Ordering::Acquire);
    if quick != 0 {
        return quick;
    }
    let mut n_made = MAKING.lock().unwrap();
    let again = VALUE.load(Ordering::Relaxed);
    if again != 0 {
        return again;
    }
    *n_made += 1;
    VALUE.store(41 + *n_made, Ordering::Release);
    42
}

fn main() {
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| assert_eq!(get(), 42));
        }
        assert_eq!(get(), 42);
    });
    assert_eq!(*MAKING.lock().unwrap(), 1);
}
