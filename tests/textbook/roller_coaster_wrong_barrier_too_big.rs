// expect: deadlock
// Belief: the barrier has room for everybody who might come.

use std::sync::Barrier;
use std::thread;

fn main() {
    let boarded = Barrier::new(4);
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| boarded.wait());
        }
        boarded.wait();
    });
}
