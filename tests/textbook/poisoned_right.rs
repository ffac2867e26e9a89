// expect: pass
//! A writer that panics half-way leaves a lock that says so, and a state that somebody can repair.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let pair = Arc::new(Mutex::new((0, 0)));
    let writer = thread::spawn({
        let pair = pair.clone();
        move || {
            let mut pair = pair.lock().unwrap();
            pair.0 = 1;
            panic!("half-way");
        }
    });
    let reader = thread::spawn({
        let pair = pair.clone();
        move || match pair.lock() {
            Ok(pair) => assert_eq!(*pair, (0, 0)),
            Err(poisoned) => {
                let mut pair = poisoned.into_inner();
                pair.1 = pair.0;
            }
        }
    });
    assert!(writer.join().is_err());
    reader.join().unwrap();
    assert!(pair.is_poisoned());
}
