//! A sender can be cloned.
//!
//! `mpsc` stands for *multiple producers, single consumer*: any number of threads can send into one channel, each with
//! a sender of its own. One thread receives, and sees one stream. That is called *fan-in*.
//!
//! What comes in which order?
//!
//! - The messages of **one** sender come in the order in which it sent them.
//! - Messages of **different** senders can be mixed in any way, unless something else puts the two `send`s in order.
//!
//! So if it matters where a message comes from, it has to say so itself.
//!
//! The channel ends when the *last* sender is gone. Don't forget the first one, from which the others were cloned.

use std::sync::mpsc;
use std::thread;

/// Everybody reads their lines aloud, all at the same time. Returns what was heard, as `(who, line)`.
///
/// ```
/// use channels::many_producers::{is_possible, read_aloud};
/// let poems = vec![vec!["roses", "are red"], vec!["violets", "are blue"]];
/// let heard = read_aloud(&poems);
/// assert!(is_possible(&poems, &heard));
/// ```
///
/// # Panics
/// If a thread panics.
pub fn read_aloud(poems: &[Vec<&'static str>]) -> Vec<(usize, &'static str)> {
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for (who, poem) in poems.iter().enumerate() {
            let sender = sender.clone();
            scope.spawn(move || {
                for line in poem {
                    sender.send((who, *line)).unwrap();
                }
                // Here this thread's sender is dropped.
            });
        }
        // The first sender has nothing to say. With it alive, the next line would never end.
        drop(sender);
        receiver.into_iter().collect()
    })
}

/// Whether this can be heard when these poems are read at the same time: each complete, and each in its own order.
///
/// ```
/// use channels::many_producers::is_possible;
/// let poems = vec![vec!["a", "b"], vec!["x"]];
/// assert!(is_possible(&poems, &[(0, "a"), (1, "x"), (0, "b")]));
/// assert!(is_possible(&poems, &[(1, "x"), (0, "a"), (0, "b")]));
/// // Never: one sender's messages keep their order.
/// assert!(!is_possible(&poems, &[(0, "b"), (0, "a"), (1, "x")]));
/// // Never: no message is lost.
/// assert!(!is_possible(&poems, &[(0, "a"), (0, "b")]));
/// ```
pub fn is_possible(poems: &[Vec<&str>], heard: &[(usize, &str)]) -> bool {
    let all_are_known = heard.iter().all(|&(who, _)| who < poems.len());
    let each_is_right = poems.iter().enumerate().all(|(number, poem)| {
        let lines = heard.iter().filter(|&&(who, _)| who == number);
        lines.map(|&(_, line)| line).eq(poem.iter().copied())
    });
    all_are_known && each_is_right
}
