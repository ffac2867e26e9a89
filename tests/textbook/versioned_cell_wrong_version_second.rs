// expect: race
// Belief: value and version that are read one after the other belong together.

use std::sync::Mutex;
use std::thread;

static VALUE: Mutex<u32> = Mutex::new(0);
static VERSION: Mutex<u32> = Mutex::new(0);

fn add(amount: u32) {
    loop {
        let value = *VALUE.lock().unwrap();
        let seen = *VERSION.lock().unwrap();
        let mut version = VERSION.lock().unwrap();
        if *version == seen {
            *VALUE.lock().unwrap() = value + amount;
            *version += 1;
            return;
        }
    }
}

fn main() {
    thread::scope(|s| {
        s.spawn(|| add(1));
        s.spawn(|| add(10));
    });
    assert_eq!(*VALUE.lock().unwrap(), 11);
}
