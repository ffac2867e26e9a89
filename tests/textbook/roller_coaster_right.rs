// expect: pass
//! A roller coaster with one car of two seats: it leaves when it is full, and is emptied before anybody gets in again.

use std::sync::{Arc, Barrier, Mutex};
use std::thread;

fn main() {
    let (boarded, arrived) = (Arc::new(Barrier::new(3)), Arc::new(Barrier::new(3)));
    let car = Arc::new(Mutex::new(0));
    let mut threads = Vec::new();
    for _ in 0..2 {
        let (boarded, arrived, car) = (boarded.clone(), arrived.clone(), car.clone());
        threads.push(thread::spawn(move || {
            *car.lock().unwrap() += 1;
            boarded.wait();
            arrived.wait();
            *car.lock().unwrap() -= 1;
        }));
    }
    boarded.wait();
    assert_eq!(*car.lock().unwrap(), 2, "the car leaves full");
    arrived.wait();
    for thread in threads {
        thread.join().unwrap();
    }
    assert_eq!(*car.lock().unwrap(), 0);
}
