//! Four threads compute: with one core they take turns, with four they don't have to.

use std::thread;

/// For each thread.
const UNITS: u64 = 50_000;

fn main() {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| lab::cpu(UNITS));
        }
    });
}
