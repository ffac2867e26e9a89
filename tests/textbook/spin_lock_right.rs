// expect: pass
//! A spin lock of one atomic, with a guard that opens it also when its holder panics.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

struct SpinLock(AtomicBool);
struct Guard<'a>(&'a SpinLock);

impl SpinLock {
    fn lock(&self) -> Guard<'_> {
        while self
            .0
            .compare_exchange_weak(false, true, Ordering::Acquire, Ordering::Relaxed)
            .is_err()
        {
            while self.0.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        }
        Guard(self)
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Release);
    }
}

fn main() {
    let shared = Arc::new((SpinLock(AtomicBool::new(false)), AtomicU32::new(0)));
    let threads = [true, false].map(|panics| {
        let shared = shared.clone();
        thread::spawn(move || {
            let result = panic::catch_unwind(|| {
                let _guard = shared.0.lock();
                let n = shared.1.load(Ordering::Relaxed);
                shared.1.store(n + 1, Ordering::Relaxed);
                assert!(!panics, "on purpose");
            });
            assert_eq!(result.is_err(), panics);
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(shared.1.load(Ordering::Relaxed), 2);
}
