// expect: race
// Belief: who has begun the last piece of work may count it.

use std::sync::{Condvar, Mutex};
use std::thread;

static LEFT: Mutex<u32> = Mutex::new(2);
static OPEN: Condvar = Condvar::new();
static RESULTS: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn main() {
    for n in 0..2 {
        thread::spawn(move || {
            {
                let mut left = LEFT.lock().unwrap();
                *left -= 1;
                OPEN.notify_one();
            }
            RESULTS.lock().unwrap().push(n);
        });
    }
    let mut left = LEFT.lock().unwrap();
    while *left > 0 {
        left = OPEN.wait(left).unwrap();
    }
    assert_eq!(RESULTS.lock().unwrap().len(), 2);
}
