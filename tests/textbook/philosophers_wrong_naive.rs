// expect: deadlock lock-order
// Belief: everybody takes the fork on the left first, so everybody keeps the same order.

use std::sync::Mutex;
use std::thread;

static FORKS: [Mutex<()>; 3] = [Mutex::new(()), Mutex::new(()), Mutex::new(())];

fn main() {
    let diners: Vec<_> = (0..3)
        .map(|seat| {
            thread::spawn(move || {
                let _left = FORKS[seat].lock().unwrap();
                let _right = FORKS[(seat + 1) % 3].lock().unwrap();
            })
        })
        .collect();
    for diner in diners {
        diner.join().unwrap();
    }
}
