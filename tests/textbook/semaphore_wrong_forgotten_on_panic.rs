// expect: deadlock
// Belief: each `acquire` is followed by a `release`, as that stands in the next line but one.

use std::sync::{Condvar, Mutex};
use std::thread;

static PERMITS: Mutex<u32> = Mutex::new(1);
static RELEASED: Condvar = Condvar::new();

fn with_permit(act: impl FnOnce()) {
    let permits = PERMITS.lock().unwrap();
    *RELEASED.wait_while(permits, |n| *n == 0).unwrap() -= 1;
    act();
    *PERMITS.lock().unwrap() += 1;
    RELEASED.notify_one();
}

fn main() {
    let failing = thread::spawn(|| with_permit(|| panic!("bad luck")));
    let other = thread::spawn(|| with_permit(|| {}));
    assert!(failing.join().is_err());
    other.join().unwrap();
}
