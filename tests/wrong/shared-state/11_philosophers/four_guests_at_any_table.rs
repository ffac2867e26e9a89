// expect: deadlock lock-order
// Belief: a table has five seats.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A round table. The fork with the number of a seat lies to the left of it; to the right lies the next one.
pub struct Table {
    forks: Vec<Mutex<()>>,
    n_guests: Mutex<usize>,
    left: Condvar,
}

impl Table {
    /// A table with so many seats, and as many forks. There are at least two.
    pub fn new(n_seats: usize) -> Self {
        Table {
            forks: (0..n_seats).map(|_| Mutex::new(())).collect(),
            n_guests: Mutex::new(0),
            left: Condvar::new(),
        }
    }

    /// Takes both forks of the seat, eats, and puts them back.
    pub fn dine(&self, seat: usize, eat: impl FnOnce()) {
        let (left, right) = (seat, (seat + 1) % self.forks.len());

        let mut n_guests = self.n_guests.lock().unwrap();
        while *n_guests == 4 {
            n_guests = self.left.wait(n_guests).unwrap();
        }
        *n_guests += 1;
        drop(n_guests);
        let left_fork = self.forks[left].lock().unwrap();
        let right_fork = self.forks[right].lock().unwrap();

        eat();
        drop((left_fork, right_fork));
        *self.n_guests.lock().unwrap() -= 1;
        self.left.notify_one();
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
