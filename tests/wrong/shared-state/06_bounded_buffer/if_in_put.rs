// expect: race if-instead-of-while
// Belief: being awake means that there is room.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;

/// A queue with a limited capacity. What comes in first goes out first.
pub struct Buffer {
    items: Mutex<VecDeque<u32>>,
    capacity: usize,
    not_full: Condvar,
    not_empty: Condvar,
}

impl Buffer {
    /// An empty buffer with room for `capacity` items, at least one.
    pub fn new(capacity: usize) -> Self {
        Buffer {
            items: Mutex::new(VecDeque::new()),
            capacity,
            not_full: Condvar::new(),
            not_empty: Condvar::new(),
        }
    }

    /// Puts an item in. Sleeps while there is no room.
    pub fn put(&self, item: u32) {
        let mut items = self.items.lock().unwrap();
        if items.len() == self.capacity {
            items = self.not_full.wait(items).unwrap();
        }
        items.push_back(item);
        self.not_empty.notify_one();
    }

    /// Takes the oldest item out. Sleeps while there is none.
    pub fn take(&self) -> u32 {
        let mut items = self.items.lock().unwrap();
        loop {
            if let Some(item) = items.pop_front() {
                self.not_full.notify_one();
                return item;
            }
            items = self.not_empty.wait(items).unwrap();
        }
    }
}

fn main() {
    let buffer = Buffer::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            for item in 1..=6 {
                buffer.put(item);
                println!("put {item}");
            }
        });
        scope.spawn(|| {
            for _ in 1..=6 {
                println!("          took {}", buffer.take());
            }
        });
    });
}
