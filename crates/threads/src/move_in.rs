//! A thread owns what it uses.
//!
//! A thread from [`thread::spawn`] may live longer than the function that started it. If it borrowed a local variable
//! of that function, it would look at memory that is gone. So the compiler asks that its closure borrows nothing that
//! can go away. `move` makes the closure take what it mentions: the new thread is then the only owner.
//!
//! ```compile_fail
//! let list = vec![1, 2, 3];
//! // Refused: the closure may outlive `list`, which it borrows.
//! std::thread::spawn(|| println!("{list:?}"));
//! ```
//!
//! Ownership is also why this is safe. What one thread owns alone, no other thread can change at the same time.

use std::thread;

/// A thing that can't be copied: there is only one of it, so it can only be handed on.
#[derive(Debug, PartialEq, Eq)]
pub struct Letter {
    /// Who shall get it.
    pub to: String,
}

/// Moves a letter into a thread, and back out again as the thread's return value.
///
/// ```
/// use threads::move_in::{Letter, send_round};
/// let letter = Letter { to: "ann".into() };
/// let letter = send_round(letter);
/// assert_eq!(letter.to, "ann, then back");
/// ```
///
/// # Panics
/// If the thread panics.
pub fn send_round(mut letter: Letter) -> Letter {
    // From here on the closure owns the letter. Mentioning `letter` after this line is a compile error.
    let carrier = thread::spawn(move || {
        letter.to.push_str(", then back");
        letter
    });
    carrier.join().unwrap()
}

/// Gives each thread a piece of its own, and counts what they all did.
///
/// `into_iter` hands out the elements themselves; `iter` would hand out borrows, which can't be moved in.
///
/// ```
/// let words = vec!["a thread".to_owned(), "owns".to_owned(), "its data".to_owned()];
/// assert_eq!(threads::move_in::total_len(words), 20);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn total_len(words: Vec<String>) -> usize {
    let mut workers = Vec::new();
    for word in words {
        workers.push(thread::spawn(move || word.len()));
    }
    let mut total = 0;
    for worker in workers {
        total += worker.join().unwrap();
    }
    total
}
