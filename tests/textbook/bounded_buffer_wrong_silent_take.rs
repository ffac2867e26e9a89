// expect: deadlock
// Belief: only those who wait for items have to be woken.

use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Buffer {
    item: Mutex<Option<u32>>,
    not_full: Condvar,
    not_empty: Condvar,
}

fn main() {
    let buffer = Buffer::default();
    thread::scope(|s| {
        s.spawn(|| {
            for n in 0..2 {
                let mut item = buffer
                    .not_full
                    .wait_while(buffer.item.lock().unwrap(), |item| item.is_some())
                    .unwrap();
                *item = Some(n);
                buffer.not_empty.notify_one();
            }
        });
        for n in 0..2 {
            let mut item = buffer
                .not_empty
                .wait_while(buffer.item.lock().unwrap(), |item| item.is_none())
                .unwrap();
            assert_eq!(item.take(), Some(n));
        }
    });
}
