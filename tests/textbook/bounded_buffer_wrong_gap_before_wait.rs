// expect: deadlock
// Belief: it does not matter if the lock is let go for a moment between the look and the wait.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let items = Arc::new(Mutex::new(Vec::new()));
    let not_empty = Arc::new(Condvar::new());
    let producer = {
        let (items, not_empty) = (Arc::clone(&items), Arc::clone(&not_empty));
        thread::spawn(move || {
            items.lock().unwrap().push(7);
            not_empty.notify_all();
        })
    };
    while items.lock().unwrap().is_empty() {
        let guard = items.lock().unwrap();
        drop(not_empty.wait(guard).unwrap());
    }
    assert_eq!(items.lock().unwrap().pop(), Some(7));
    producer.join().unwrap();
}
