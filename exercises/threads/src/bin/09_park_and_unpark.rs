//! # 9. Park and unpark
//!
//! A thread that waits for a flag could look at it again and again. That keeps a core busy with nothing. It is
//! better to sleep: `thread::park()` lets the calling thread sleep until somebody calls `unpark` on it.
//!
//! Two things to know. `unpark` leaves a token: if the thread isn't asleep yet, its next `park` returns at once. And
//! `park` may return for no reason at all. So waking up proves nothing. Only the flag tells.
//!
//! Your task: write both sides.
//! - `wait_until_rung` returns once the flag is true, never before, and sleeps in between.
//! - `ring` sets the flag and wakes the sleeper.
//!
//! ```text
//! main      ──┬────────────── ring: flag = true, unpark ──
//!             │                        │
//! sleeper     └─ flag? no ─ park  z z z z z ─ flag? yes ─ good morning
//! ```

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

/// Called by the sleeper: returns once `rung` is true, and sleeps until then.
pub fn wait_until_rung(rung: &AtomicBool) {
    todo!("sleep until `rung` is true")
}

/// Called by somebody else: sets `rung` to true, and wakes the sleeper.
pub fn ring(rung: &AtomicBool, sleeper: &Thread) {
    todo!("set the flag and wake the sleeper")
}

fn main() {
    let rung = AtomicBool::new(false);
    thread::scope(|scope| {
        let sleeper = scope.spawn(|| {
            println!("sleeper: good night");
            wait_until_rung(&rung);
            println!("sleeper: good morning");
        });
        thread::sleep(Duration::from_millis(500));
        println!("main: ring!");
        ring(&rung, sleeper.thread());
    });
}
