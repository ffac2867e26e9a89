// expect: race
// Belief: each access to the time of the last call is locked, so two calls can't come at once.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

static LAST: Mutex<Option<Instant>> = Mutex::new(None);
const GAP: Duration = Duration::from_millis(50);

fn may_call() -> bool {
    let last = *LAST.lock().unwrap();
    let now = Instant::now();
    if last.is_some_and(|last| now.duration_since(last) < GAP) {
        return false;
    }
    *LAST.lock().unwrap() = Some(now);
    true
}

fn main() {
    let calls = [(); 2].map(|()| thread::spawn(may_call));
    let n = calls
        .map(|call| call.join().unwrap())
        .iter()
        .filter(|may| **may)
        .count();
    assert!(n == 1, "{n} calls at once");
}
