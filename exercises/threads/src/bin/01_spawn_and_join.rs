//! # 1. Spawn and join
//!
//! A program starts with one thread: `main`. `thread::spawn` starts a second one. From then on both run, each at
//! its own pace. `join` waits until the other one has ended.
//!
//! Your task: in `run`, let a second thread call `work`. Wait until it has ended. Only then print the line
//! `main: the worker is done`.
//!
//! ```text
//! main    ──┬─ spawn ·········· waits ·········· join ── main: the worker is done
//!           │                                     │
//! worker    └── worker: one ── worker: two ── end ┘
//! ```
//!
//! Run it: `cargo run -p exercises-threads --bin 01_spawn_and_join`

use std::thread;

/// What the second thread does.
pub fn work() {
    println!("worker: one");
    println!("worker: two");
}

/// Has `work` done by a second thread, waits for it, and then says so.
pub fn run() {
    // `thread::spawn` takes the function that the new thread calls, and returns a handle.
    // The handle has a method `join`.
    todo!("let a second thread call `work`, wait for it, then print the last line")
}

fn main() {
    run();
}
