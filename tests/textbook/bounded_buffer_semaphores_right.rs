// expect: pass
//! Dijkstra's bounded buffer: one semaphore counts the free places, one the items, and a lock guards the buffer.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Semaphore(Mutex<usize>, Condvar);

impl Semaphore {
    const fn new(n: usize) -> Self {
        Semaphore(Mutex::new(n), Condvar::new())
    }

    fn acquire(&self) {
        let mut n = self.0.lock().unwrap();
        while *n == 0 {
            n = self.1.wait(n).unwrap();
        }
        *n -= 1;
    }

    fn release(&self) {
        *self.0.lock().unwrap() += 1;
        self.1.notify_one();
    }
}

static FREE: Semaphore = Semaphore::new(1);
static ITEMS: Semaphore = Semaphore::new(0);
static BUFFER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn main() {
    let producer = thread::spawn(|| {
        for n in 1..=2 {
            FREE.acquire();
            BUFFER.lock().unwrap().push(n);
            ITEMS.release();
        }
    });
    for n in 1..=2 {
        ITEMS.acquire();
        let mut buffer = BUFFER.lock().unwrap();
        assert_eq!(*buffer, [n]);
        buffer.clear();
        drop(buffer);
        FREE.release();
    }
    producer.join().unwrap();
}
