// expect: pass
//! Print in order: three threads hand a stage on.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let (stage, next) = (Mutex::new(String::new()), Condvar::new());
    thread::scope(|s| {
        for (idx, letter) in [(2, 'c'), (0, 'a'), (1, 'b')] {
            let (stage, next) = (&stage, &next);
            s.spawn(move || {
                let mut text = next
                    .wait_while(stage.lock().unwrap(), |text| text.len() != idx)
                    .unwrap();
                text.push(letter);
                next.notify_all();
            });
        }
    });
    assert_eq!(*stage.lock().unwrap(), "abc");
}
