//! # 11. Philosophers: a solution
//!
//! Everybody takes the fork with the lower number first. At most seats that is the left one, at the last seat it is the
//! right one: fork 0. So whoever holds a fork waits only for a fork with a higher number, and a circle of such waits
//! can't close. There is a lock for each fork and no other, so those who share no fork don't meet.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// A round table. The fork with the number of a seat lies to the left of it; to the right lies the next one.
pub struct Table {
    forks: Vec<Mutex<()>>,
}

impl Table {
    /// A table with so many seats, and as many forks. There are at least two.
    pub fn new(n_seats: usize) -> Self {
        Table {
            forks: (0..n_seats).map(|_| Mutex::new(())).collect(),
        }
    }

    /// Takes both forks of the seat, eats, and puts them back.
    pub fn dine(&self, seat: usize, eat: impl FnOnce()) {
        let (left, right) = (seat, (seat + 1) % self.forks.len());
        let _first = self.forks[left.min(right)].lock().unwrap();
        let _second = self.forks[left.max(right)].lock().unwrap();
        eat();
    }
}

fn main() {
    let start = Instant::now();
    let table = Table::new(5);
    thread::scope(|scope| {
        for (seat, name) in ["Ada", "Bo", "Cy", "Di", "Ed"].into_iter().enumerate() {
            let table = &table;
            scope.spawn(move || {
                for _ in 0..2 {
                    table.dine(seat, || {
                        println!("{name} eats");
                        thread::sleep(Duration::from_millis(100));
                    });
                }
            });
        }
    });
    println!("all of it after {} ms", start.elapsed().as_millis());
}
