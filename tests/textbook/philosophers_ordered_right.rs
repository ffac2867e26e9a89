// expect: pass
//! Dining philosophers who always take the fork with the lower number first.

use std::sync::{Arc, Mutex};
use std::thread;

struct Table {
    forks: Vec<Mutex<u32>>,
}

fn main() {
    let table = Arc::new(Table {
        forks: (0..3).map(|_| Mutex::new(0)).collect(),
    });
    let diners: Vec<_> = (0..3)
        .map(|seat| {
            let table = Arc::clone(&table);
            thread::spawn(move || {
                let (a, b) = (seat, (seat + 1) % 3);
                let mut first = table.forks[a.min(b)].lock().unwrap();
                let mut second = table.forks[a.max(b)].lock().unwrap();
                *first += 1;
                *second += 1;
            })
        })
        .collect();
    for diner in diners {
        diner.join().unwrap();
    }
    for fork in &table.forks {
        assert_eq!(*fork.lock().unwrap(), 2);
    }
}
