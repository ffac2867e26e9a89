// expect: pass
//! Who wants the value out of an `Arc` joins the others first: then their clones are gone.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let total = Arc::new(Mutex::new(0));
    let workers: Vec<_> = (1..=2)
        .map(|n| {
            let total = Arc::clone(&total);
            thread::spawn(move || *total.lock().unwrap() += n)
        })
        .collect();
    for worker in workers {
        worker.join().unwrap();
    }
    let total = Arc::try_unwrap(total).unwrap().into_inner().unwrap();
    assert_eq!(total, 3);
}
