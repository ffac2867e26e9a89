// expect: race
// Belief: somebody else's panic is somebody else's.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let total = Arc::new(Mutex::new(0));
    let bad = thread::spawn({
        let total = total.clone();
        move || {
            let _total = total.lock().unwrap();
            panic!("half-way");
        }
    });
    *total.lock().unwrap() += 1;
    let _ = bad.join();
}
