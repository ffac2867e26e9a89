//! # 11. Philosophers
//!
//! Philosophers sit at a round table. Between each two of them lies one fork. Who wants to eat needs two: the one to the
//! left and the one to the right. So two who sit side by side can't eat at the same time, and have to wait for each
//! other.
//!
//! Your task: write `dine`.
//! - Nobody eats without both forks, and a fork is used by one philosopher at a time.
//! - Whatever happens, nobody waits for ever. Here everybody may be hungry at the same moment.
//! - Two who share no fork can eat at the same time.
//! - Who has to wait sleeps. So don't ask again and again with `try_lock`.
//!
//! You may change the fields.
//!
//! ```text
//!          seat 0
//!    fork 0      fork 1
//! seat 4            seat 1
//!  fork 4          fork 2
//!     seat 3    seat 2
//!          fork 3
//! ```

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
        todo!("take the two forks, eat, put them back")
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
