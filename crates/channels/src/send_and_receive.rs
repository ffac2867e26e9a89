//! In at one end, out at the other.
//!
//! [`mpsc::channel`] makes a queue with two ends. [`send`](mpsc::Sender::send) puts a message in, and never waits.
//! [`recv`](Receiver::recv) takes the oldest one out, and sleeps while there is none. A thread that sleeps in `recv`
//! costs no time on any core.
//!
//! Sending moves: the message belongs to whoever receives it.
//!
//! ```compile_fail
//! let (sender, receiver) = std::sync::mpsc::channel();
//! let letter = String::from("hello");
//! sender.send(letter).unwrap();
//! // Refused: the letter is gone.
//! println!("{letter}");
//! # drop(receiver);
//! ```
//!
//! Who receives often does not know how many messages there will be. A `for` loop over a receiver takes them as they
//! come, and is over when the channel has ended: nobody can send any more, and all is taken. The lesson
//! [`ends`](crate::ends) is about that.

use std::sync::mpsc::{self, Receiver};
use std::thread;

/// Sends a traveller off, and returns the end at which postcards will come out: one from each of `towns`.
///
/// The function returns at once. The traveller writes on the way.
///
/// ```
/// let postcards = channels::send_and_receive::travel(vec!["Rome", "Oslo"]);
/// // Sleeps until the first one is there.
/// assert_eq!(postcards.recv().unwrap(), "greetings from Rome");
/// // All others. The loop ends when the traveller is home.
/// let rest: Vec<String> = postcards.into_iter().collect();
/// assert_eq!(rest, ["greetings from Oslo"]);
/// ```
pub fn travel(towns: Vec<&'static str>) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    // `move` takes the sender along. So it is dropped when the traveller is home, and the channel ends.
    thread::spawn(move || {
        for town in towns {
            let postcard = format!("greetings from {town}");
            // An error says that nobody is there to read. Then there is no point in writing more.
            if sender.send(postcard).is_err() {
                return;
            }
        }
    });
    receiver
}
