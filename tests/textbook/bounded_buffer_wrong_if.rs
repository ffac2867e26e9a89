// expect: race
// Belief: whoever is woken finds the item for which it was woken.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn take(shared: &(Mutex<Vec<u32>>, Condvar)) -> u32 {
    let (items, not_empty) = shared;
    let mut items = items.lock().unwrap();
    if items.is_empty() {
        items = not_empty.wait(items).unwrap();
    }
    items.pop().expect("there is an item")
}

fn main() {
    let shared = Arc::new((Mutex::new(Vec::new()), Condvar::new()));
    let takers: Vec<_> = (0..2)
        .map(|_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || take(&shared))
        })
        .collect();
    for item in [1, 2] {
        shared
            .0
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .push(item);
        shared.1.notify_one();
    }
    let sum: u32 = takers.into_iter().map(|t| t.join().unwrap()).sum();
    assert_eq!(sum, 3);
}
