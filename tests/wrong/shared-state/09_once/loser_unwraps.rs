// expect: race
// Belief: if somebody else has begun, the value is there.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// A value that is made on first use.
#[derive(Default)]
pub struct Lazy {
    is_made: AtomicBool,
    value: OnceLock<u32>,
}

impl Lazy {
    /// Nothing is made yet.
    pub fn new() -> Self {
        Lazy::default()
    }

    /// The value; the first call makes it.
    pub fn get(&self, make: impl FnOnce() -> u32) -> u32 {
        if !self.is_made.swap(true, Ordering::SeqCst) {
            self.value.set(make()).unwrap();
        }
        *self.value.get().unwrap()
    }
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
}
