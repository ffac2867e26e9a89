//! `crossbeam::channel`: channels with many senders and many receivers, channels on which time sends, and selecting.
//!
//! The queue of messages is here (`queue`); how long it is, who waits on it and whether the other side is still there
//! is known to the explorer, which says when a message goes in or comes out. The same holds of `timer`, where the
//! explorer also says that a message is there. `select` asks it for one of several.

mod error;
mod queue;
mod receiver;
mod select;
mod sender;
mod timer;

pub use self::error::{
    ReadyTimeoutError, RecvError, RecvTimeoutError, SelectTimeoutError, SendError,
    SendTimeoutError, TryReadyError, TryRecvError, TrySelectError, TrySendError,
};
pub use self::receiver::{IntoIter, Iter, Receiver, TryIter, never};
pub use self::select::{Select, SelectedOperation};
pub use self::sender::Sender;
pub use self::timer::{after, at, tick};

pub use crate::{select, select_biased};

use std::sync::Arc;

use self::queue::Queue;

/// Creates a channel that never makes a sender wait.
#[track_caller]
pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
    halves(Queue::new(None))
}

/// Creates a channel that holds at most `cap` messages; a sender waits while it is full. With `cap` 0 a sender waits
/// until a receiver takes its message.
#[track_caller]
pub fn bounded<T>(cap: usize) -> (Sender<T>, Receiver<T>) {
    halves(Queue::new(Some(cap)))
}

fn halves<T>(queue: Arc<Queue<T>>) -> (Sender<T>, Receiver<T>) {
    (Sender::of(Arc::clone(&queue)), Receiver::of(queue))
}
