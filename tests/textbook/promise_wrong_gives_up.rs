// expect: timing-dependent
// Belief: a second is more than enough for a value to be made.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

fn main() {
    let cell = Mutex::new(None);
    let filled = Condvar::new();
    thread::scope(|s| {
        s.spawn(|| {
            thread::sleep(Duration::from_millis(10));
            *cell.lock().unwrap() = Some("value");
            filled.notify_one();
        });
        let (cell, _) = filled
            .wait_timeout_while(cell.lock().unwrap(), Duration::from_secs(1), |cell| {
                cell.is_none()
            })
            .unwrap();
        assert_eq!(*cell, Some("value"));
    });
}
