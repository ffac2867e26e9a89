// expect: race double-init
// Belief: a flag that says "made" is enough.

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
    vec!["Aab", "Aba", "Bab", "Bba"]
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
