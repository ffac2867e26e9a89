// expect: pass
//! A bounded buffer of one place: two condition variables, and whoever wakes looks again.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex};
use std::thread;

struct Buffer {
    items: Mutex<VecDeque<u32>>,
    not_full: Condvar,
    not_empty: Condvar,
}

impl Buffer {
    fn put(&self, item: u32) {
        let mut items = self.items.lock().unwrap();
        while items.len() == 1 {
            items = self.not_full.wait(items).unwrap();
        }
        items.push_back(item);
        self.not_empty.notify_one();
    }

    fn take(&self) -> u32 {
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
    let buffer = Buffer {
        items: Mutex::new(VecDeque::new()),
        not_full: Condvar::new(),
        not_empty: Condvar::new(),
    };
    let buffer = &buffer;
    let sum = thread::scope(|s| {
        s.spawn(|| buffer.put(1));
        s.spawn(|| buffer.put(2));
        let a = s.spawn(|| buffer.take());
        let b = s.spawn(|| buffer.take());
        a.join().unwrap() + b.join().unwrap()
    });
    assert_eq!(sum, 3);
}
