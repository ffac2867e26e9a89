// expect: deadlock
// Belief: whoever may read can ask for the right to write as well.

use std::sync::RwLock;
use std::thread;

fn main() {
    let stock = RwLock::new(vec![1]);
    thread::scope(|s| {
        s.spawn(|| stock.write().unwrap().push(2));
        let seen = stock.read().unwrap();
        if seen.len() == 1 {
            stock.write().unwrap().push(3);
        }
    });
}
