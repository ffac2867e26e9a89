// expect: deadlock
// Belief: counting down by one needs a load and a store.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

struct Latch {
    left: AtomicUsize,
    gate: (Mutex<()>, Condvar),
}

impl Latch {
    fn count_down(&self) {
        let left = self.left.load(SeqCst);
        self.left.store(left - 1, SeqCst);
        let _gate = self.gate.0.lock().unwrap();
        self.gate.1.notify_all();
    }

    fn wait(&self) {
        let gate = self.gate.0.lock().unwrap();
        drop(
            self.gate
                .1
                .wait_while(gate, |()| self.left.load(SeqCst) > 0)
                .unwrap(),
        );
    }
}

fn main() {
    let latch = Arc::new(Latch {
        left: AtomicUsize::new(2),
        gate: Default::default(),
    });
    let counters = [(); 2].map(|()| {
        let latch = latch.clone();
        thread::spawn(move || latch.count_down())
    });
    latch.wait();
    for counter in counters {
        counter.join().unwrap();
    }
}
