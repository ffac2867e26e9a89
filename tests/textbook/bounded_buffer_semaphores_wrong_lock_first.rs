// expect: deadlock
// Belief: the order in which one takes the lock and the semaphore does not matter.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Semaphore(Mutex<usize>, Condvar);

impl Semaphore {
    fn acquire(&self) {
        let n = self.0.lock().unwrap();
        *self.1.wait_while(n, |n| *n == 0).unwrap() -= 1;
    }

    fn release(&self) {
        *self.0.lock().unwrap() += 1;
        self.1.notify_one();
    }
}

static ITEMS: Semaphore = Semaphore(Mutex::new(0), Condvar::new());
static BUFFER: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn main() {
    let producer = thread::spawn(|| {
        BUFFER.lock().unwrap().push(1);
        ITEMS.release();
    });
    let mut buffer = BUFFER.lock().unwrap();
    ITEMS.acquire();
    assert_eq!(buffer.pop(), Some(1));
    drop(buffer);
    producer.join().unwrap();
}
