// expect: livelock
// Belief: whoever puts the first fork down when the second one is taken can be in nobody's way.

use std::sync::Mutex;
use std::thread;

static FORKS: [Mutex<()>; 2] = [Mutex::new(()), Mutex::new(())];

fn dine(seat: usize) {
    loop {
        let _left = FORKS[seat].lock().unwrap();
        if let Ok(_right) = FORKS[1 - seat].try_lock() {
            return;
        }
    }
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| dine(0));
        s.spawn(|| dine(1));
    });
}
