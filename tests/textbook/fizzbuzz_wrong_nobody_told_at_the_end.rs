// expect: deadlock
// Belief: a thread that has had its last number is not asked again.

use std::sync::{Condvar, Mutex};
use std::thread;

const N: u32 = 3;

fn main() {
    let number = Mutex::new(1);
    let moved = Condvar::new();
    let play = |is_mine: fn(u32) -> bool| {
        let mut n = number.lock().unwrap();
        while *n <= N {
            if is_mine(*n) {
                *n += 1;
                if *n <= N {
                    moved.notify_all();
                }
            } else {
                n = moved.wait(n).unwrap();
            }
        }
    };
    thread::scope(|s| {
        s.spawn(|| play(|n| n % 2 == 0));
        s.spawn(|| play(|n| n % 2 == 1));
    });
}
