//! The sending half of a channel.

use std::cell::Cell;
use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use model::rt::{self, Arm, Order, Selected, Wait};
use model_std::time::Instant;

use super::error::{SendError, SendTimeoutError, TrySendError};
use super::queue::{Queue, Ticket};
use super::select::Participant;

/// The sending half of a channel. Stands for `crossbeam::channel::Sender`.
pub struct Sender<T> {
    queue: Arc<Queue<T>>,
}

// SAFETY: a sender only moves messages into the queue, which `T: Send` allows; the queue and the counters around it are
// the model's own bookkeeping: modelled threads run one at a time, on one thread of the operating system.
unsafe impl<T: Send> Send for Sender<T> {}
// SAFETY: as above; a shared sender gives no access to messages that are queued.
unsafe impl<T: Send> Sync for Sender<T> {}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}

impl<T> Sender<T> {
    /// The sender that a new channel was registered with.
    pub(super) fn of(queue: Arc<Queue<T>>) -> Sender<T> {
        Sender { queue }
    }

    /// Sends if that needs no waiting; with capacity 0, if a receiver waits.
    ///
    /// # Errors
    /// The message, as `Full` if there was no room, as `Disconnected` if no receiver is left.
    #[track_caller]
    pub fn try_send(&self, msg: T) -> Result<(), TrySendError<T>> {
        let mut message = Some(msg);
        let sent = rt::try_send(self.queue.obj(), &mut || self.put(&mut message));
        match (sent, message) {
            (rt::Send::Sent, None) => Ok(()),
            (rt::Send::Disconnected, Some(message)) => Err(TrySendError::Disconnected(message)),
            (rt::Send::Full, Some(message)) => Err(TrySendError::Full(message)),
            (sent, _) => contradiction(sent),
        }
    }

    /// Sends, waiting while the channel is full; with capacity 0, until a receiver takes the message.
    ///
    /// # Errors
    /// The message, if no receiver is left.
    #[track_caller]
    pub fn send(&self, msg: T) -> Result<(), SendError<T>> {
        match self.send_within(msg, None) {
            Ok(()) => Ok(()),
            Err(SendTimeoutError::Disconnected(message)) => Err(SendError(message)),
            Err(SendTimeoutError::Timeout(_)) => contradiction(rt::Send::Full),
        }
    }

    /// As [`send`](Sender::send), waiting for at most some time.
    ///
    /// # Errors
    /// The message, as `Timeout` if the time passed, as `Disconnected` if no receiver is left.
    #[track_caller]
    pub fn send_timeout(&self, msg: T, timeout: Duration) -> Result<(), SendTimeoutError<T>> {
        self.send_within(msg, Some(timeout))
    }

    /// As [`send`](Sender::send), waiting until some moment at most.
    ///
    /// # Errors
    /// The message, as `Timeout` if the moment has passed, as `Disconnected` if no receiver is left.
    #[track_caller]
    pub fn send_deadline(&self, msg: T, deadline: Instant) -> Result<(), SendTimeoutError<T>> {
        self.send_timeout(msg, deadline.saturating_duration_since(Instant::now()))
    }

    /// Whether no message is queued; always, with capacity 0.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.queue.len() == 0
    }

    /// Whether there is no room; always, with capacity 0.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        self.queue.is_full()
    }

    /// Messages that are queued.
    #[track_caller]
    pub fn len(&self) -> usize {
        self.queue.len()
    }

    /// How many messages can be queued; `None` if there is no limit.
    pub fn capacity(&self) -> Option<usize> {
        self.queue.capacity()
    }

    /// Whether both belong to one channel.
    pub fn same_channel(&self, other: &Sender<T>) -> bool {
        Arc::ptr_eq(&self.queue, &other.queue)
    }

    #[track_caller]
    fn send_within(&self, msg: T, timeout: Option<Duration>) -> Result<(), SendTimeoutError<T>> {
        if timeout.is_some() && self.queue.capacity() == Some(0) {
            return self.hand_over_within(msg, timeout);
        }
        let message = Cell::new(Some(msg));
        let ticket = Cell::new(None);
        let sent = rt::send(
            self.queue.obj(),
            timeout,
            &mut || ticket.set(message.take().map(|message| self.queue.push(message))),
            &mut || message.set(ticket.take().and_then(|ticket| self.queue.remove(ticket))),
        );
        outcome(sent, message.into_inner())
    }

    /// Waits for a receiver for some time only: a select, because in no other way of sending a message can be taken
    /// back when the time has passed.
    #[track_caller]
    fn hand_over_within(
        &self,
        msg: T,
        timeout: Option<Duration>,
    ) -> Result<(), SendTimeoutError<T>> {
        let mut message = Some(msg);
        let selected = rt::select(&[self.arm()], Order::Any, Wait::For(timeout), &mut |_| {
            self.put(&mut message)
        });
        let sent = match selected {
            Selected::Arm {
                disconnected: false,
                ..
            } => rt::Send::Sent,
            Selected::Arm { .. } => rt::Send::Disconnected,
            Selected::Nothing => rt::Send::Full,
        };
        outcome(sent, message)
    }

    fn put(&self, message: &mut Option<T>) {
        if let Some(message) = message.take() {
            self.queue.push(message);
        }
    }

    /// Completes a selected send.
    pub(super) fn complete(&self, ticket: Ticket, message: T) {
        self.queue.keep(ticket, message);
    }
}

fn outcome<T>(sent: rt::Send, message: Option<T>) -> Result<(), SendTimeoutError<T>> {
    match (sent, message) {
        (rt::Send::Sent, None) => Ok(()),
        (rt::Send::Disconnected, Some(message)) => Err(SendTimeoutError::Disconnected(message)),
        (rt::Send::Full, Some(message)) => Err(SendTimeoutError::Timeout(message)),
        (sent, _) => contradiction(sent),
    }
}

fn contradiction(sent: rt::Send) -> ! {
    unreachable!("a send ended as {sent:?}, which its message contradicts")
}

impl<T> Sender<T> {
    /// For the macros: what the program's text calls it.
    #[doc(hidden)]
    pub fn __called(&self, text: &'static str) {
        rt::called(self.queue.obj(), text);
    }
}

impl<T> Participant for Sender<T> {
    fn arm(&self) -> Arm<'_> {
        Arm::Send(self.queue.obj())
    }

    fn commit(&self) -> Ticket {
        self.queue.promise()
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        rt::sender_cloned(self.queue.obj());
        Sender {
            queue: Arc::clone(&self.queue),
        }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        rt::sender_dropped(self.queue.obj());
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Sender { .. }")
    }
}
