// expect: deadlock
// Belief: one thread asks, so the value can be moved out.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let promise = Arc::new((Mutex::new(None), Condvar::new()));
    let get = |promise: &(Mutex<Option<u32>>, Condvar)| {
        let mut cell = promise.0.lock().unwrap();
        loop {
            if let Some(value) = cell.take() {
                return value;
            }
            cell = promise.1.wait(cell).unwrap();
        }
    };
    let other = thread::spawn({
        let promise = promise.clone();
        move || get(&promise)
    });
    *promise.0.lock().unwrap() = Some(5);
    promise.1.notify_all();
    let mine = get(&promise);
    assert_eq!(other.join().unwrap(), mine);
}
