// expect: panic poison-cascade
// Belief: `lock` only fails if something is wrong with the lock itself.

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
    books.lock().unwrap()
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
