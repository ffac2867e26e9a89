//! How a channel ends.
//!
//! Nobody closes a channel. It ends by itself:
//!
//! - When the **last sender** is dropped, nothing more can come. What was sent before can still be received. After
//!   that, `recv` returns an `Err`, and a `for` loop over the receiver is over.
//! - When the **receiver** is dropped, nobody will ever read. From then on, `send` returns an `Err`, and the message is
//!   in it.
//!
//! So it matters who holds a sender. A clone that somebody forgot in a variable keeps the channel open. A receiver that
//! waits for the end then waits for ever. The usual suspect is the thread that made the channel: it made the first
//! sender, gave clones to everybody, and never dropped its own.
//!
//! *Empty* is not *ended*. [`try_recv`](Receiver::try_recv), which never waits, tells them apart: `Empty` means nothing
//! is there **yet**, and the next moment something may be. `Disconnected` means never again.

use std::sync::mpsc::{Receiver, Sender, TryRecvError};

/// What a look into a channel shows.
#[derive(Debug, PartialEq, Eq)]
pub enum Look<T> {
    /// A message, and here it is.
    Message(T),
    /// Nothing now. Something may come.
    NothingYet,
    /// Nothing now, and nothing will come.
    Ended,
}

/// Looks into a channel without waiting.
///
/// ```
/// use std::sync::mpsc;
/// use channels::ends::{Look, look};
/// let (sender, receiver) = mpsc::channel();
/// let forgotten = sender.clone();
/// sender.send(7).unwrap();
/// drop(sender);
/// assert_eq!(look(&receiver), Look::Message(7));
/// // One sender is still alive. A `recv` would sleep here, for ever.
/// assert_eq!(look(&receiver), Look::NothingYet);
/// drop(forgotten);
/// assert_eq!(look(&receiver), Look::Ended);
/// ```
pub fn look<T>(receiver: &Receiver<T>) -> Look<T> {
    match receiver.try_recv() {
        Ok(message) => Look::Message(message),
        Err(TryRecvError::Empty) => Look::NothingYet,
        Err(TryRecvError::Disconnected) => Look::Ended,
    }
}

/// Sends a message. If nobody can receive it any more, the message comes back.
///
/// `Ok` is no receipt: the receiver may be dropped with the message still in the queue.
///
/// ```
/// use std::sync::mpsc;
/// use channels::ends::send_or_keep;
/// let (sender, receiver) = mpsc::channel();
/// assert_eq!(send_or_keep(&sender, "one"), None);
/// drop(receiver);
/// assert_eq!(send_or_keep(&sender, "two"), Some("two"));
/// ```
pub fn send_or_keep<T>(sender: &Sender<T>, message: T) -> Option<T> {
    sender.send(message).err().map(|error| error.0)
}
