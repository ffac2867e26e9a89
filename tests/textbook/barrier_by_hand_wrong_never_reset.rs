// expect: race
// Belief: a barrier that has opened can be used again as it is.

use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;

static ARRIVED: AtomicU32 = AtomicU32::new(0);
static ROUND: [AtomicU32; 2] = [AtomicU32::new(0), AtomicU32::new(0)];

fn wait() {
    ARRIVED.fetch_add(1, SeqCst);
    while ARRIVED.load(SeqCst) < 2 {
        thread::yield_now();
    }
}

fn main() {
    let threads = [0, 1].map(|me| {
        thread::spawn(move || {
            for round in 1..=2 {
                ROUND[me].store(round, SeqCst);
                wait();
                assert!(
                    ROUND[1 - me].load(SeqCst) >= round,
                    "the other is not there yet"
                );
            }
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
}
