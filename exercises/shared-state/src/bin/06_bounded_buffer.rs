//! # 6. Bounded buffer
//!
//! A buffer with a limited capacity stands between those who make things and those who use them. Who wants to put
//! something in waits while it is full. Who wants to take something out waits while it is empty.
//!
//! To wait, a thread calls `wait` on a `Condvar`. That lets go of the lock, puts the thread to sleep, and takes the lock
//! again when the thread wakes up. `notify_one` wakes one of the sleepers, `notify_all` all of them. A notification
//! that finds nobody asleep is gone. And a sleeper may wake up for no reason.
//!
//! Your task: write `put` and `take`. Nobody looks again and again: who can't go on sleeps.
//!
//! ```text
//! capacity 1
//! producer   put 1 ── put 2: full, z z z z z z ── 2 is in ──
//! buffer     [1]      [1]          []             [2]
//! consumer   ····················· take: 1 ······ take: 2 ──
//! ```

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
        todo!("wait for room, put the item in, and wake who waits for it")
    }

    /// Takes the oldest item out. Sleeps while there is none.
    pub fn take(&self) -> u32 {
        todo!("wait for an item, take it out, and wake who waits for room")
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
