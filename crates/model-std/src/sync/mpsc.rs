//! `std::sync::mpsc`: channels with many senders and one receiver.
//!
//! The queue of messages is here; how long it is, who waits on it and whether the other side is
//! still there is known to the explorer, which says when a message goes in or comes out. The error
//! types are `std`'s own.

use std::cell::{Cell, UnsafeCell};
use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use model::rt::{self, Obj, ObjectRef};

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

/// Creates a channel that never makes a sender wait.
#[must_use]
#[track_caller]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let shared = Shared::new(None);
    (
        Sender {
            half: SendingHalf {
                shared: Arc::clone(&shared),
            },
        },
        Receiver { shared },
    )
}

/// Creates a channel that holds at most `bound` messages; a sender waits while it is full. With
/// `bound` 0 a sender waits until a receiver has taken its message.
#[must_use]
#[track_caller]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let shared = Shared::new(Some(bound));
    (
        SyncSender {
            half: SendingHalf {
                shared: Arc::clone(&shared),
            },
        },
        Receiver { shared },
    )
}

/// The sending half of [`channel`].
pub struct Sender<T> {
    half: SendingHalf<T>,
}

/// The sending half of [`sync_channel`].
pub struct SyncSender<T> {
    half: SendingHalf<T>,
}

/// The receiving half of a channel.
pub struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

/// Waits for one message after the other; ends when the last sender is gone.
// The field's name is seen in the `Debug` output, as in the iterators below.
#[derive(Debug)]
pub struct Iter<'a, T: 'a> {
    rx: &'a Receiver<T>,
}

/// Takes the messages that are there; ends when it would have to wait.
#[derive(Debug)]
pub struct TryIter<'a, T: 'a> {
    rx: &'a Receiver<T>,
}

/// As [`Iter`], owning the receiver.
#[derive(Debug)]
pub struct IntoIter<T> {
    rx: Receiver<T>,
}

// SAFETY: a sender only moves messages into the queue, which `T: Send` allows; the queue and the
// counters around it are the model's own bookkeeping: modelled threads run one at a time, on one
// thread of the operating system.
unsafe impl<T: Send> Send for Sender<T> {}
// SAFETY: as above; a shared sender gives no access to messages that are queued.
unsafe impl<T: Send> Sync for Sender<T> {}
// SAFETY: as for `Sender`.
unsafe impl<T: Send> Send for SyncSender<T> {}
// SAFETY: as for `Sender`.
unsafe impl<T: Send> Sync for SyncSender<T> {}
// SAFETY: a receiver only moves messages out of the queue. It is not `Sync`, as in `std`: that
// follows from its field.
unsafe impl<T: Send> Send for Receiver<T> {}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}
impl<T> UnwindSafe for SyncSender<T> {}
impl<T> RefUnwindSafe for SyncSender<T> {}
impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Sender<T> {
    /// Puts a message into the channel; never waits.
    ///
    /// # Errors
    /// The message, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        self.half.send(t)
    }
}

impl<T> SyncSender<T> {
    /// Puts a message into the channel, waiting while it is full; with a bound of 0, until the
    /// receiver has taken the message.
    ///
    /// # Errors
    /// The message, if the receiver is gone.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        self.half.send(t)
    }

    /// Puts a message into the channel if that needs no waiting; with a bound of 0, if the receiver
    /// is waiting for one.
    ///
    /// # Errors
    /// The message, as `Full` if there was no room, as `Disconnected` if the receiver is gone.
    #[track_caller]
    pub fn try_send(&self, t: T) -> Result<(), TrySendError<T>> {
        self.half.try_send(t)
    }
}

impl<T> Receiver<T> {
    /// Takes the next message if there is one.
    ///
    /// # Errors
    /// `Empty` if there is none, `Disconnected` if there is none and the last sender is gone.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match rt::try_recv(self.shared.obj()) {
            rt::Recv::Received => Ok(self.shared.pop()),
            rt::Recv::Disconnected => Err(TryRecvError::Disconnected),
            rt::Recv::Empty => Err(TryRecvError::Empty),
        }
    }

    /// Takes the next message, waiting for one.
    ///
    /// # Errors
    /// If there is none and the last sender is gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        match rt::recv(self.shared.obj(), None) {
            rt::Recv::Received => Ok(self.shared.pop()),
            rt::Recv::Disconnected => Err(RecvError),
            rt::Recv::Empty => unreachable!("a wait without a time-out came back empty"),
        }
    }

    /// Takes the next message, waiting for one for at most `timeout` of virtual time.
    ///
    /// # Errors
    /// `Timeout` if none came in time, `Disconnected` if there is none and the last sender is gone.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        match rt::recv(self.shared.obj(), Some(timeout)) {
            rt::Recv::Received => Ok(self.shared.pop()),
            rt::Recv::Disconnected => Err(RecvTimeoutError::Disconnected),
            rt::Recv::Empty => Err(RecvTimeoutError::Timeout),
        }
    }

    /// An iterator that waits for messages.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { rx: self }
    }

    /// An iterator over the messages that are there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { rx: self }
    }
}

impl<T> Clone for Sender<T> {
    #[track_caller]
    fn clone(&self) -> Sender<T> {
        Sender {
            half: self.half.clone(),
        }
    }
}

impl<T> Clone for SyncSender<T> {
    #[track_caller]
    fn clone(&self) -> SyncSender<T> {
        SyncSender {
            half: self.half.clone(),
        }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        rt::receiver_dropped(self.shared.obj());
        // A message's destructor may use this channel, so nothing of it is borrowed while they run.
        drop(self.shared.take_abandoned());
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.rx.recv().ok()
    }
}

impl<'a, T> Iterator for TryIter<'a, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.rx.try_recv().ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.rx.recv().ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter { rx: self }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for SyncSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncSender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}

/// What both kinds of sender are made of: one registered sender of the channel.
struct SendingHalf<T> {
    shared: Arc<Shared<T>>,
}

impl<T> SendingHalf<T> {
    #[track_caller]
    fn send(&self, message: T) -> Result<(), SendError<T>> {
        let shared = &*self.shared;
        let message = Cell::new(Some(message));
        let ticket = Cell::new(None);
        let sent = rt::send(
            shared.obj(),
            None,
            &mut || ticket.set(message.take().map(|message| shared.push(message))),
            &mut || message.set(ticket.take().and_then(|ticket| shared.remove(ticket))),
        );
        match (sent, message.into_inner()) {
            (rt::Send::Sent, None) => Ok(()),
            (rt::Send::Disconnected, Some(message)) => Err(SendError(message)),
            (sent, _) => unreachable!("a send ended as {sent:?}, which its message contradicts"),
        }
    }

    #[track_caller]
    fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        let shared = &*self.shared;
        let mut message = Some(message);
        let sent = rt::try_send(shared.obj(), &mut || {
            if let Some(message) = message.take() {
                shared.push(message);
            }
        });
        match (sent, message) {
            (rt::Send::Sent, None) => Ok(()),
            (rt::Send::Disconnected, Some(message)) => Err(TrySendError::Disconnected(message)),
            (rt::Send::Full, Some(message)) => Err(TrySendError::Full(message)),
            (sent, _) => unreachable!("a send ended as {sent:?}, which its message contradicts"),
        }
    }
}

impl<T> Clone for SendingHalf<T> {
    #[track_caller]
    fn clone(&self) -> SendingHalf<T> {
        rt::sender_cloned(self.shared.obj());
        SendingHalf {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<T> Drop for SendingHalf<T> {
    fn drop(&mut self) {
        rt::sender_dropped(self.shared.obj());
    }
}

/// The channel itself: the messages on their way.
///
/// No method calls the explorer while it borrows the queue, nor runs a message's destructor, so
/// the borrows never overlap.
struct Shared<T> {
    object: ObjectRef,
    /// With capacity 0 a message in the queue still belongs to the sender that waits with it.
    is_rendezvous: bool,
    next_ticket: Cell<u64>,
    queue: UnsafeCell<VecDeque<Queued<T>>>,
}

struct Queued<T> {
    /// By this a waiting sender finds its own message again.
    ticket: u64,
    message: T,
}

impl<T> Shared<T> {
    #[track_caller]
    fn new(capacity: Option<usize>) -> Arc<Shared<T>> {
        let shared = Arc::new(Shared {
            object: ObjectRef::new(),
            is_rendezvous: capacity == Some(0),
            next_ticket: Cell::new(0),
            queue: UnsafeCell::new(VecDeque::new()),
        });
        rt::channel(shared.obj(), capacity);
        shared
    }

    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// Puts a message at the end of the queue and returns its ticket.
    fn push(&self, message: T) -> u64 {
        let ticket = self.next_ticket.get();
        self.next_ticket.set(ticket + 1);
        // SAFETY: the borrow ends in this statement, which calls neither the explorer nor code of
        // the learner, so no other borrow of the queue overlaps.
        unsafe { &mut *self.queue.get() }.push_back(Queued { ticket, message });
        ticket
    }

    /// Takes the message at the front, which the explorer has said is there.
    fn pop(&self) -> T {
        // SAFETY: as in `push`.
        let first = unsafe { &mut *self.queue.get() }.pop_front();
        first
            .expect("a channel that the explorer calls non-empty has a message")
            .message
    }

    /// Takes the message with this ticket out, if nobody has taken it.
    fn remove(&self, ticket: u64) -> Option<T> {
        // SAFETY: the borrow lasts to the end of this function, which calls neither the explorer
        // nor code of the learner, so no other borrow of the queue overlaps.
        let queue = unsafe { &mut *self.queue.get() };
        let position = queue.iter().position(|queued| queued.ticket == ticket)?;
        queue.remove(position).map(|queued| queued.message)
    }

    /// Takes out what nobody will receive any more.
    fn take_abandoned(&self) -> VecDeque<Queued<T>> {
        if self.is_rendezvous {
            // Each waiting sender takes its own message back.
            return VecDeque::new();
        }
        // SAFETY: as in `push`.
        mem::take(unsafe { &mut *self.queue.get() })
    }
}
