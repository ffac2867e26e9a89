// expect: race
// Belief: one looks if the other is inside, and then goes in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

fn main() {
    let shared = Arc::new((
        [AtomicBool::new(false), AtomicBool::new(false)],
        AtomicU32::new(0),
    ));
    let threads: Vec<_> = (0..2)
        .map(|me| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                let (inside, count) = &*shared;
                while inside[1 - me].load(SeqCst) {
                    thread::yield_now();
                }
                inside[me].store(true, SeqCst);
                let n = count.load(SeqCst);
                count.store(n + 1, SeqCst);
                inside[me].store(false, SeqCst);
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(shared.1.load(SeqCst), 2);
}
