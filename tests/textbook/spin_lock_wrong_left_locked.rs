// expect: livelock
// Belief: an early return opens the lock, as it does with a guard.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;

static LOCKED: AtomicBool = AtomicBool::new(false);
static STOCK: AtomicU32 = AtomicU32::new(1);

fn buy() -> bool {
    while LOCKED.swap(true, SeqCst) {
        thread::yield_now();
    }
    if STOCK.load(SeqCst) == 0 {
        return false;
    }
    STOCK.fetch_sub(1, SeqCst);
    LOCKED.store(false, SeqCst);
    true
}

fn main() {
    let buyers = [(); 3].map(|()| thread::spawn(buy));
    for buyer in buyers {
        buyer.join().unwrap();
    }
}
