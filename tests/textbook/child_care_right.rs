// expect: pass
//! Child care: for each child there is an adult. Adults leave only while enough others stay.

use std::sync::{Condvar, Mutex};
use std::thread;

struct Room {
    adults: u32,
    children: u32,
}

fn main() {
    let room = Mutex::new(Room {
        adults: 2,
        children: 1,
    });
    let changed = Condvar::new();
    let leave = || {
        let mut room = room.lock().unwrap();
        while room.adults - 1 < room.children {
            room = changed.wait(room).unwrap();
        }
        room.adults -= 1;
        assert!(room.adults >= room.children);
    };
    thread::scope(|s| {
        s.spawn(leave);
        s.spawn(leave);
        s.spawn(|| {
            room.lock().unwrap().children -= 1;
            changed.notify_all();
        });
    });
    assert_eq!(room.lock().unwrap().adults, 0);
}
