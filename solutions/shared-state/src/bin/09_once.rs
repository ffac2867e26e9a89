//! # 9. Once: a solution
//!
//! `get_or_init` does three things that a flag alone can't do: it lets one thread in, makes the others wait, and shows
//! them the value only when it is there.

use std::sync::OnceLock;
use std::thread;

/// A value that is made on first use.
#[derive(Default)]
pub struct Lazy {
    value: OnceLock<u32>,
}

impl Lazy {
    /// Nothing is made yet.
    pub fn new() -> Self {
        Lazy::default()
    }

    /// The value; the first call makes it.
    pub fn get(&self, make: impl FnOnce() -> u32) -> u32 {
        *self.value.get_or_init(make)
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
