// expect: deadlock
// Belief: a barber who has seen no customer can lie down at his leisure.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let waiting = Arc::new(AtomicU32::new(0));
    let bed = Arc::new((Mutex::new(()), Condvar::new()));
    let barber = {
        let (waiting, bed) = (waiting.clone(), bed.clone());
        thread::spawn(move || {
            while waiting.load(Ordering::SeqCst) == 0 {
                let asleep = bed.0.lock().unwrap();
                let _awake = bed.1.wait(asleep).unwrap();
            }
            waiting.fetch_sub(1, Ordering::SeqCst);
        })
    };
    waiting.fetch_add(1, Ordering::SeqCst);
    bed.1.notify_one();
    barber.join().unwrap();
}
