// expect: pass
//! A ticket lock: draw a number, wait until it is called.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

struct TicketLock {
    next: AtomicUsize,
    called: AtomicUsize,
}

impl TicketLock {
    fn with<R>(&self, act: impl FnOnce() -> R) -> R {
        let mine = self.next.fetch_add(1, Ordering::Relaxed);
        while self.called.load(Ordering::Acquire) != mine {
            std::hint::spin_loop();
        }
        let result = act();
        self.called.store(mine + 1, Ordering::Release);
        result
    }
}

static LOCK: TicketLock = TicketLock {
    next: AtomicUsize::new(0),
    called: AtomicUsize::new(0),
};
static COUNT: AtomicUsize = AtomicUsize::new(0);

fn main() {
    let add = || {
        LOCK.with(|| {
            let n = COUNT.load(Ordering::Relaxed);
            COUNT.store(n + 1, Ordering::Relaxed);
        });
    };
    thread::scope(|s| {
        s.spawn(add);
        s.spawn(add);
        s.spawn(add);
    });
    assert_eq!(COUNT.load(Ordering::Relaxed), 3);
}
