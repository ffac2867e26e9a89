//! A part that only one thread can do, and a part that is shared: Amdahl's law.

use std::thread;

/// For the serial part, and for each of the four others.
const UNITS: u64 = 40_000;

fn main() {
    lab::cpu(UNITS);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| lab::cpu(UNITS));
        }
    });
}
