// expect: pass
//! A countdown latch of an atomic and parking.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, Thread};

struct Latch {
    left: AtomicUsize,
    owner: Thread,
}

impl Latch {
    fn count_down(&self) {
        if self.left.fetch_sub(1, Ordering::Release) == 1 {
            self.owner.unpark();
        }
    }

    fn wait(&self) {
        while self.left.load(Ordering::Acquire) > 0 {
            thread::park();
        }
    }
}

fn main() {
    let latch = Arc::new(Latch {
        left: AtomicUsize::new(2),
        owner: thread::current(),
    });
    let sum = Arc::new(AtomicUsize::new(0));
    for n in 1..=2 {
        let (latch, sum) = (latch.clone(), sum.clone());
        thread::spawn(move || {
            sum.fetch_add(n, Ordering::Relaxed);
            latch.count_down();
        });
    }
    latch.wait();
    assert_eq!(sum.load(Ordering::Relaxed), 3);
}
