//! Many owners, one at a time.
//!
//! Two questions come up as soon as threads share a value, and each has an answer of its own:
//!
//! - *Who owns it?* [`Arc`] lets many own one value. It is freed when the last owner is gone.
//! - *Who may change it?* [`Mutex`] lets one thread at a time get at the value. [`lock`](Mutex::lock) waits until
//!   nobody else has the lock, and returns a *guard*. The guard is the way to the value. When it is dropped, the lock
//!   is free again.
//!
//! `Arc` alone is not enough. What many own, nobody may change:
//!
//! ```compile_fail
//! use std::sync::Arc;
//! let list = Arc::new(vec![1, 2, 3]);
//! // Refused: an `Arc` gives out `&Vec`, never `&mut Vec`.
//! list.push(4);
//! ```
//!
//! And `Rc`, the `Arc` for one thread, can't go to another. It counts its owners without caring who else is counting:
//!
//! ```compile_fail
//! use std::rc::Rc;
//! let list = Rc::new(vec![1, 2, 3]);
//! // Refused: `Rc` is not `Send`.
//! std::thread::spawn(move || println!("{list:?}"));
//! ```
//!
//! The value lives *inside* the mutex. So nobody can forget to lock: there is no other way in.

use std::sync::{Arc, Mutex};
use std::thread;

/// Lets each guest sign the guest book from a thread of their own. Returns the book.
///
/// All signatures are there, in an order that nobody knows beforehand.
///
/// ```
/// let mut book = shared_state::share_and_lock::sign_all(&["ann", "ben", "eva"]);
/// book.sort();
/// assert_eq!(book, ["ann", "ben", "eva"]);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn sign_all(guests: &[&'static str]) -> Vec<&'static str> {
    let book = Arc::new(Mutex::new(Vec::new()));
    let mut handles = Vec::new();
    for &guest in guests {
        // A clone of the `Arc` is one more owner of the same book. A clone of what is in it would be another book.
        let book = Arc::clone(&book);
        handles.push(thread::spawn(move || {
            let mut book = book.lock().unwrap();
            book.push(guest);
            // Here the guard is dropped, and the next guest may sign.
        }));
    }
    for handle in handles {
        handle.join().unwrap();
    }
    let book = book.lock().unwrap();
    book.clone()
}

/// The same with scoped threads: they may borrow the mutex, so nobody needs an `Arc`.
///
/// ```
/// let mut book = shared_state::share_and_lock::sign_all_scoped(&["ann", "ben"]);
/// book.sort();
/// assert_eq!(book, ["ann", "ben"]);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn sign_all_scoped(guests: &[&'static str]) -> Vec<&'static str> {
    let book = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for &guest in guests {
            let book = &book;
            scope.spawn(move || book.lock().unwrap().push(guest));
        }
    });
    // All threads have ended and nobody borrows the mutex any more: it can be taken apart without locking.
    book.into_inner().unwrap()
}
