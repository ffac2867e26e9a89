// expect: pass
//! Peterson's lock for two threads (G. L. Peterson, 1981).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::thread;

#[derive(Default)]
struct Peterson {
    wants: [AtomicBool; 2],
    turn: AtomicUsize,
    count: AtomicU32,
}

fn main() {
    let lock = Arc::new(Peterson::default());
    let threads = [0, 1].map(|me| {
        let lock = lock.clone();
        thread::spawn(move || {
            let other = 1 - me;
            lock.wants[me].store(true, SeqCst);
            lock.turn.store(other, SeqCst);
            while lock.wants[other].load(SeqCst) && lock.turn.load(SeqCst) == other {}
            let seen = lock.count.load(SeqCst);
            lock.count.store(seen + 1, SeqCst);
            lock.wants[me].store(false, SeqCst);
        })
    });
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    assert_eq!(lock.count.load(SeqCst), 2);
}
