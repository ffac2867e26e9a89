// expect: deadlock
// Belief: it is enough that a waiter lets people in, however many.

use std::sync::{Condvar, Mutex};
use std::thread;

fn main() {
    let forks = [const { Mutex::new(()) }; 2];
    let (free_seats, seat_left) = (Mutex::new(2), Condvar::new());
    thread::scope(|s| {
        for seat in 0..2 {
            let (forks, free_seats, seat_left) = (&forks, &free_seats, &seat_left);
            s.spawn(move || {
                let free = free_seats.lock().unwrap();
                *seat_left.wait_while(free, |free| *free == 0).unwrap() -= 1;
                {
                    let _left = forks[seat].lock().unwrap();
                    let _right = forks[1 - seat].lock().unwrap();
                }
                *free_seats.lock().unwrap() += 1;
                seat_left.notify_one();
            });
        }
    });
}
