//! # 1. Counter
//!
//! Several threads change one value. Each change is a read and a write. If another thread gets in between, one of
//! the two changes is lost. A `Mutex` makes sure that only one thread at a time can get at the value. An `Arc` lets
//! several threads own the same `Mutex`.
//!
//! Your task: in `count_visitors`, start one thread per gate. At each gate `n_visitors` people come in, one at a time,
//! and each one is added to the same counter. Wait for all gates, then return what the counter says.
//!
//! ```text
//! main     ──┬────────┬──────────────────────── join ── join ── 4
//! gate 1     └────────┼─ +1 ─────── +1 ───────── ┘       │
//! gate 2              └────── +1 ─────── +1 ─────────────┘
//! counter    0          1     2     3    4
//! ```
//!
//! The gates must be open at the same time: start all threads before you wait for the first.

use std::sync::{Arc, Mutex};
use std::thread;

/// Opens all gates at the same time, lets `n_visitors` people in at each, and returns how many came in altogether.
pub fn count_visitors(n_gates: u32, n_visitors: u32) -> u32 {
    todo!("one counter that all gates share")
}

fn main() {
    println!("4 gates, 1000 visitors each: {}", count_visitors(4, 1000));
}
