// expect: deadlock
// Belief: one condition variable and `notify_one` are enough, as somebody always wakes up.

use std::sync::{Condvar, Mutex};
use std::thread;

static PLACE: Mutex<Option<u32>> = Mutex::new(None);
static CHANGED: Condvar = Condvar::new();

fn put(item: u32) {
    let mut place = PLACE.lock().unwrap();
    while place.is_some() {
        place = CHANGED.wait(place).unwrap();
    }
    *place = Some(item);
    CHANGED.notify_one();
}

fn take() -> u32 {
    let mut place = PLACE.lock().unwrap();
    loop {
        if let Some(item) = place.take() {
            CHANGED.notify_one();
            return item;
        }
        place = CHANGED.wait(place).unwrap();
    }
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| take());
        s.spawn(|| take());
        s.spawn(|| put(1));
        s.spawn(|| put(2));
    });
}
