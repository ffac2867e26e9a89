// expect: race
// Belief: a worker that has sent its last message has let go of everything.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;

fn main() {
    let total = Arc::new(Mutex::new(0));
    let (done, is_done) = mpsc::channel();
    let worker = thread::spawn({
        let total = Arc::clone(&total);
        move || {
            *total.lock().unwrap() += 1;
            done.send(()).unwrap();
            // Only now are `done` and `total` dropped.
        }
    });
    is_done.recv().unwrap();
    let total = Arc::try_unwrap(total).expect("nobody else has it");
    assert_eq!(total.into_inner().unwrap(), 1);
    worker.join().unwrap();
}
