//! # 7. Every output
//!
//! `program` has three threads. Run it a thousand times, and it may print the same thing a thousand times. But that
//! is not all it *can* print.
//!
//! Your task: do not change `program`. Write down every output it can print, in `prediction`. The judge tries every
//! schedule and compares.
//!
//! ```text
//! main   ──┬──┬───────── join x ── m ── join b ──
//! x        └──┼── x ── y ──┘              │
//! b           └── b ──────────────────────┘
//! ```
//!
//! An arrow of time goes along each line, from left to right. What is on two different lines has an order only where
//! `spawn` or `join` connects them.

use std::thread;

/// Three threads, four letters.
pub fn program() {
    let x = thread::spawn(|| {
        print!("x");
        print!("y");
    });
    let b = thread::spawn(|| print!("b"));
    x.join().unwrap();
    print!("m");
    b.join().unwrap();
}

/// Every output that `program` can print, each once, in any order.
pub fn prediction() -> Vec<&'static str> {
    // Like this: vec!["xybm", "…", "…"]
    todo!("write down every output that `program` can print")
}

fn main() {
    program();
    println!("   <- this is what it printed this time");
    println!("{:?}   <- this is what you say it can print", prediction());
}
