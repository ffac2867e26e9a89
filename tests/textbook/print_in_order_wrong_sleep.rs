// expect: timing-dependent
// Belief: who sleeps longer comes later.

use std::sync::Mutex;
use std::thread;
use std::time::Duration;

fn main() {
    let order = Mutex::new(Vec::new());
    thread::scope(|s| {
        for n in [2, 1] {
            let order = &order;
            s.spawn(move || {
                thread::sleep(Duration::from_millis(100 * n));
                order.lock().unwrap().push(n);
            });
        }
    });
    assert_eq!(order.into_inner().unwrap(), [1, 2]);
}
