// expect: deadlock lock-order
// Belief: the one who gives is locked before the one who takes, always.

use std::sync::{Arc, Mutex};
use std::thread;

fn transfer(from: &Mutex<i64>, to: &Mutex<i64>, amount: i64) {
    let mut from = from.lock().unwrap();
    let mut to = to.lock().unwrap();
    *from -= amount;
    *to += amount;
}

fn main() {
    let (a, b) = (Arc::new(Mutex::new(10)), Arc::new(Mutex::new(10)));
    let there = thread::spawn({
        let (a, b) = (a.clone(), b.clone());
        move || transfer(&a, &b, 1)
    });
    let back = thread::spawn({
        let (a, b) = (a.clone(), b.clone());
        move || transfer(&b, &a, 1)
    });
    there.join().unwrap();
    back.join().unwrap();
}
