// expect: race double-init
// Belief: a mutex makes sure of everything.

use std::sync::Mutex;
use std::thread;

/// A value that is made on first use.
#[derive(Default)]
pub struct Lazy {
    value: Mutex<Option<u32>>,
}

impl Lazy {
    /// Nothing is made yet.
    pub fn new() -> Self {
        Lazy::default()
    }

    /// The value; the first call makes it.
    pub fn get(&self, make: impl FnOnce() -> u32) -> u32 {
        if let Some(value) = *self.value.lock().unwrap() {
            return value;
        }
        let value = make();
        *self.value.lock().unwrap() = Some(value);
        value
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
