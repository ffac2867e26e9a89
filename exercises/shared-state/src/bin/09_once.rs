//! # 9. Once
//!
//! Some values are made when they are first needed, and kept. Making one may be slow, or may only be done once.
//!
//! This `Lazy` works as long as one thread uses it. With two threads, `make` can be called twice.
//!
//! Your task has two parts.
//! - Mend `Lazy`. Whoever calls `get`, and whenever: one thread calls its `make`, once, and everybody gets that value.
//!   You may change the fields.
//! - `program` uses `Once` of the standard library, which does what its name says: of all closures that are given to
//!   `call_once`, one is called, and nobody goes on before it has ended. Write down every output that `program` can
//!   print, in `prediction`. The first one is there already.
//!
//! ```text
//! thread 1   get ── make ········ 42 ── 42
//! thread 2      get ── waits ········── 42
//! thread 3                                   get ── 42
//! ```
//!
//! Before you begin: how many times could `make` be called if ten threads call `get` at the same time?

use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

/// A value that is made on first use.
#[derive(Default)]
pub struct Lazy {
    is_made: AtomicBool,
    value: AtomicU32,
}

impl Lazy {
    /// Nothing is made yet.
    pub fn new() -> Self {
        Lazy::default()
    }

    /// The value; the first call makes it.
    pub fn get(&self, make: impl FnOnce() -> u32) -> u32 {
        if !self.is_made.load(Ordering::SeqCst) {
            self.value.store(make(), Ordering::SeqCst);
            self.is_made.store(true, Ordering::SeqCst);
        }
        self.value.load(Ordering::SeqCst)
    }
}

/// Two threads want the same thing done once: each brings a capital letter for it, then prints a small one of its own.
/// Leave it as it is.
pub fn program() {
    let once = Once::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            once.call_once(|| print!("A"));
            print!("a");
        });
        scope.spawn(|| {
            once.call_once(|| print!("B"));
            print!("b");
        });
    });
}

/// Every output that `program` can print, each once, in any order.
pub fn prediction() -> Vec<&'static str> {
    vec!["Aab"]
}

fn main() {
    let answer = Lazy::new();
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let found = answer.get(|| {
                    println!("making it …");
                    42
                });
                println!("got {found}");
            });
        }
    });
    program();
    println!("   <- this is what `program` printed this time");
}
