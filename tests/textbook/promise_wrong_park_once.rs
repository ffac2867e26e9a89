// expect: race
// Belief: `park` returns only when the value is there.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let cell = Arc::new(Mutex::new(None));
    let waiting = thread::current();
    let filler = thread::spawn({
        let cell = cell.clone();
        move || {
            *cell.lock().unwrap() = Some(1);
            waiting.unpark();
        }
    });
    thread::park();
    let value = cell.lock().unwrap().take();
    filler.join().unwrap();
    assert_eq!(value, Some(1));
}
