// expect: deadlock
// Belief: the one who has waited longest is woken, and that is the one whose number it is.

use std::sync::{Condvar, Mutex};
use std::thread;

static SERVED: Mutex<usize> = Mutex::new(0);
static MOVED: Condvar = Condvar::new();

fn serve(number: usize) {
    let mut served = SERVED.lock().unwrap();
    while *served != number {
        served = MOVED.wait(served).unwrap();
    }
    *served += 1;
    MOVED.notify_one();
}

fn main() {
    thread::scope(|s| {
        for number in 0..3 {
            s.spawn(move || serve(number));
        }
    });
    assert_eq!(*SERVED.lock().unwrap(), 3);
}
