//! # 1. One lock
//!
//! An interpreter like CPython runs a Python program in small steps, called *bytecodes*. All threads share one
//! interpreter, and it has one lock: the *global interpreter lock*. Only the thread that has it may run a bytecode.
//!
//! A thread that waits would wait for ever if the others never let go. So whoever has the interpreter lets go of it from
//! time to time. How long one may keep it is the *switch interval*. Here it is a number of bytecodes. (CPython counted
//! like this up to version 3.1. Later versions count time.)
//!
//! Your task: write the lock. You choose the fields.
//! - `acquire` returns when the calling thread has the interpreter. One thread has it at a time. Whoever waits sleeps.
//! - `release` gives it back. Now one of those who wait can get it.
//! - `tick` is called after each bytecode, by the thread that has the interpreter. It counts. When a thread has run
//!   `interval` bytecodes since it got the interpreter, and others wait, then one of them gets it. `tick` returns when
//!   the caller has it again. In all other cases `tick` returns at once, and the caller keeps the interpreter.
//!
//! ```text
//! interval 2
//! ann   ── 1 · 2 ·· waits ········ 3 · 4 ·· waits ······ ends
//! ben      waits ·· 1 · 2 ·· waits ······ 3 · ends
//! ```
//!
//! Before you begin: if a thread lets go of a lock and asks for it again at once, who gets it?

use std::sync::{Condvar, Mutex};
use std::thread;

/// The lock of an interpreter.
pub struct Gil {
    interval: u32,
}

impl Gil {
    /// Nobody has the interpreter. Whoever gets it may run `interval` bytecodes, at least one, while others wait.
    pub fn new(interval: u32) -> Self {
        Gil { interval }
    }

    /// Returns when the calling thread has the interpreter.
    pub fn acquire(&self) {
        todo!("wait for the interpreter")
    }

    /// Gives the interpreter back. Only who has it may call this.
    pub fn release(&self) {
        todo!("let the next one have it")
    }

    /// A bytecode was run. Only who has the interpreter may call this, and it has it when this returns.
    pub fn tick(&self) {
        todo!("count, and hand over when it is time")
    }
}

/// A thread of the interpreted program. Leave it as it is.
pub fn run(gil: &Gil, name: &str, n_bytecodes: u32) {
    gil.acquire();
    for number in 1..=n_bytecodes {
        println!("{name} runs bytecode {number}");
        lab::cpu(1000);
        gil.tick();
    }
    gil.release();
}

fn main() {
    let gil = Gil::new(2);
    thread::scope(|scope| {
        for name in ["ann", "ben", "cat"] {
            let gil = &gil;
            scope.spawn(move || run(gil, name, 6));
        }
    });
}
