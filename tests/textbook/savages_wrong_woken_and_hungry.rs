// expect: race
// Belief: a savage for whom the pot was filled gets a serving.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let servings = Mutex::new(0_u32);
    let filled = Condvar::new();
    thread::scope(|s| {
        s.spawn(|| {
            for _ in 0..2 {
                *servings.lock().unwrap() += 1;
                filled.notify_all();
            }
        });
        for _ in 0..2 {
            s.spawn(|| {
                let mut left = servings.lock().unwrap();
                if *left == 0 {
                    left = filled.wait(left).unwrap();
                }
                *left = left.checked_sub(1).expect("the pot is empty");
            });
        }
    });
}
