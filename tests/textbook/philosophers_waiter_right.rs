// expect: pass
//! Dining philosophers with a waiter, who lets only two of three sit down at a time.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let forks = [const { Mutex::new(()) }; 3];
    let (free_seats, seat_left) = (Mutex::new(2), Condvar::new());
    thread::scope(|s| {
        for seat in 0..3 {
            let (forks, free_seats, seat_left) = (&forks, &free_seats, &seat_left);
            s.spawn(move || {
                let mut free = free_seats.lock().unwrap();
                while *free == 0 {
                    free = seat_left.wait(free).unwrap();
                }
                *free -= 1;
                drop(free);
                {
                    let _left = forks[seat].lock().unwrap();
                    let _right = forks[(seat + 1) % 3].lock().unwrap();
                }
                *free_seats.lock().unwrap() += 1;
                seat_left.notify_one();
            });
        }
    });
    assert_eq!(free_seats.into_inner().unwrap(), 2);
}
