// expect: race
// Belief: threads run in the order in which they were started.

use std::sync::{Arc, Mutex};
use std::thread;

fn main() {
    let text = Arc::new(Mutex::new(Vec::new()));
    let mut threads = vec![];
    for n in 0..3 {
        let text = Arc::clone(&text);
        threads.push(thread::spawn(move || text.lock().unwrap().push(n)));
    }
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(*text.lock().unwrap(), [0, 1, 2]);
}
