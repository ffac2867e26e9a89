// expect: deadlock
// Belief: who comes next will see that the room is empty.

use std::sync::{Arc, Condvar, Mutex};
use std::thread;

fn main() {
    let room = Arc::new((Mutex::new([0, 0]), Condvar::new()));
    let visitors = [0, 1].map(|kind| {
        let room = Arc::clone(&room);
        thread::spawn(move || {
            let mut inside = room.0.lock().unwrap();
            while inside[1 - kind] > 0 {
                inside = room.1.wait(inside).unwrap();
            }
            inside[kind] += 1;
            drop(inside);
            room.0.lock().unwrap()[kind] -= 1;
        })
    });
    for visitor in visitors {
        visitor.join().unwrap();
    }
}
