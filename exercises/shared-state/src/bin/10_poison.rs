//! # 10. Poison
//!
//! If a thread panics while it holds a lock, what the lock protects may be half changed. So the `Mutex` is *poisoned*:
//! from then on `lock` returns an `Err`. In it is a guard, if you want it all the same.
//!
//! `book` writes an amount into the books in two steps. It refuses a negative amount with a panic, but alas after the
//! first step: the amount is in `entries`, and not in `sum`.
//!
//! Your task: write `open`, through which everybody gets at the books. It must always give sound books, and never panic.
//! If a booking was interrupted, take its entry (the last one) out again.
//!
//! ```text
//! entries [5]      sum 5
//! book(-1)         entries [5, -1]  sum 5   panic!  (poisoned)
//! open             entries [5]      sum 5           (sound again)
//! book(7)          entries [5, 7]   sum 12
//! ```

use std::sync::{Mutex, MutexGuard};
use std::thread;

/// What was booked. Sound if `sum` is the sum of `entries`.
#[derive(Debug, Default)]
pub struct Books {
    /// Each amount.
    pub entries: Vec<i32>,
    /// All of them together.
    pub sum: i32,
}

/// Books an amount. Panics on a negative one; leave it as it is.
pub fn book(books: &Mutex<Books>, amount: i32) {
    let mut books = open(books);
    books.entries.push(amount);
    assert!(amount >= 0, "cannot book {amount}");
    books.sum += amount;
}

/// Takes the lock, and makes sure that the books are sound.
pub fn open(books: &Mutex<Books>) -> MutexGuard<'_, Books> {
    todo!("lock the books, and repair them if a booking was interrupted")
}

fn main() {
    let books = Mutex::new(Books::default());
    thread::scope(|scope| {
        let books = &books;
        for amount in [5, -1, 7] {
            let clerk = scope.spawn(move || book(books, amount));
            if clerk.join().is_err() {
                println!("{amount} could not be booked");
            }
        }
    });
    println!("{:?}", *open(&books));
}
