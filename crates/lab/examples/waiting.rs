//! Four threads wait: one core is enough for that.

use std::thread;
use std::time::Duration;

/// For each thread; a little work after a long wait.
const UNITS: u64 = 2_000;

fn main() {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                lab::io(Duration::from_millis(100));
                lab::cpu(UNITS);
            });
        }
    });
}
