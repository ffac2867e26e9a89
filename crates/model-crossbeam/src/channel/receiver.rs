//! The receiving half of a channel, whatever sends on it: senders, time, or nobody.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use model::rt::{self, Arm, Obj, ObjectRef};
use model_std::time::Instant;

use super::error::{RecvError, RecvTimeoutError, TryRecvError};
use super::queue::{Queue, Ticket};
use super::select::Participant;
use super::timer::Timer;

/// The receiving half of a channel. Stands for `crossbeam::channel::Receiver`.
pub struct Receiver<T> {
    source: Source<T>,
}

/// Who sends.
enum Source<T> {
    Senders(Arc<Queue<T>>),
    Time(Arc<Timer>, Fetched<T>),
    Nobody(Nobody, PhantomData<T>),
}

/// The messages of selected receives from a timer that have not been fetched yet, and how a moment becomes a message: a
/// receiver of moments is the only one that is made of a timer.
struct Fetched<T> {
    message: fn(Instant) -> T,
    taken: RefCell<Vec<(Ticket, Instant)>>,
    next_ticket: Cell<Ticket>,
}

/// A channel on which nobody ever sends. Made in constants, so it is registered at its first use.
struct Nobody {
    object: ObjectRef,
    registered: Cell<bool>,
}

/// Creates a channel on which no message ever appears.
#[track_caller]
pub const fn never<T>() -> Receiver<T> {
    Receiver {
        source: Source::Nobody(
            Nobody {
                object: ObjectRef::new(),
                registered: Cell::new(false),
            },
            PhantomData,
        ),
    }
}

// SAFETY: a receiver only moves messages out of the queue, which `T: Send` allows; the queue and the counters around it
// are the model's own bookkeeping: modelled threads run one at a time, on one thread of the operating system.
unsafe impl<T: Send> Send for Receiver<T> {}
// SAFETY: as above; a message is given to one receiver only, and by value.
unsafe impl<T: Send> Sync for Receiver<T> {}

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl Receiver<Instant> {
    pub(super) fn of_timer(timer: Arc<Timer>) -> Receiver<Instant> {
        Receiver {
            source: Source::Time(timer, Fetched::new(|moment| moment)),
        }
    }
}

impl<T> Receiver<T> {
    /// The receiver that a new channel was registered with.
    pub(super) fn of(queue: Arc<Queue<T>>) -> Receiver<T> {
        Receiver {
            source: Source::Senders(queue),
        }
    }

    /// Takes the next message if there is one.
    ///
    /// # Errors
    /// `Empty` if there is none, `Disconnected` if there is none and no sender is left.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match rt::try_recv(self.obj()) {
            rt::Recv::Received => Ok(self.pop()),
            rt::Recv::Disconnected => Err(TryRecvError::Disconnected),
            rt::Recv::Empty => Err(TryRecvError::Empty),
        }
    }

    /// Takes the next message, waiting for one.
    ///
    /// # Errors
    /// If there is none and no sender is left.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        match rt::recv(self.obj(), None) {
            rt::Recv::Received => Ok(self.pop()),
            rt::Recv::Disconnected => Err(RecvError),
            rt::Recv::Empty => unreachable!("a wait without a time-out came back empty"),
        }
    }

    /// Takes the next message, waiting for one for at most some time.
    ///
    /// # Errors
    /// `Timeout` if none came in time, `Disconnected` if there is none and no sender is left.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        match rt::recv(self.obj(), Some(timeout)) {
            rt::Recv::Received => Ok(self.pop()),
            rt::Recv::Disconnected => Err(RecvTimeoutError::Disconnected),
            rt::Recv::Empty => Err(RecvTimeoutError::Timeout),
        }
    }

    /// Takes the next message, waiting for one until some moment at most.
    ///
    /// # Errors
    /// `Timeout` if none came in time, `Disconnected` if there is none and no sender is left.
    #[track_caller]
    pub fn recv_deadline(&self, deadline: Instant) -> Result<T, RecvTimeoutError> {
        self.recv_timeout(deadline.saturating_duration_since(Instant::now()))
    }

    /// Whether no message is queued; always, with capacity 0.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room; always, with capacity 0.
    #[track_caller]
    pub fn is_full(&self) -> bool {
        match &self.source {
            Source::Senders(queue) => queue.is_full(),
            Source::Time(..) => !self.is_empty(),
            Source::Nobody(..) => true,
        }
    }

    /// Messages that are queued.
    #[track_caller]
    pub fn len(&self) -> usize {
        match &self.source {
            Source::Senders(queue) => queue.len(),
            Source::Time(timer, _) => rt::len(timer.obj()),
            Source::Nobody(..) => 0,
        }
    }

    /// How many messages can be queued; `None` if there is no limit.
    pub fn capacity(&self) -> Option<usize> {
        match &self.source {
            Source::Senders(queue) => queue.capacity(),
            Source::Time(..) => Some(1),
            Source::Nobody(..) => Some(0),
        }
    }

    /// An iterator that waits for messages, and ends when no sender is left.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// An iterator over the messages that are there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }

    /// Whether both belong to one channel.
    pub fn same_channel(&self, other: &Receiver<T>) -> bool {
        match (&self.source, &other.source) {
            (Source::Senders(mine), Source::Senders(other)) => Arc::ptr_eq(mine, other),
            (Source::Time(mine, _), Source::Time(other, _)) => Arc::ptr_eq(mine, other),
            (Source::Nobody(..), Source::Nobody(..)) => true,
            _ => false,
        }
    }

    fn obj(&self) -> Obj<'_> {
        match &self.source {
            Source::Senders(queue) => queue.obj(),
            Source::Time(timer, _) => timer.obj(),
            Source::Nobody(nobody, _) => nobody.obj(self),
        }
    }

    /// Takes the message at the front, which the explorer has said is there.
    fn pop(&self) -> T {
        match &self.source {
            Source::Senders(queue) => queue.pop(),
            Source::Time(timer, fetched) => (fetched.message)(timer.message()),
            Source::Nobody(..) => unreachable!("nobody has sent"),
        }
    }

    /// Completes a selected receive.
    pub(super) fn complete(&self, ticket: Ticket) -> T {
        match &self.source {
            Source::Senders(queue) => queue.fetch(ticket),
            Source::Time(_, fetched) => fetched.fetch(ticket),
            Source::Nobody(..) => unreachable!("nobody has sent"),
        }
    }
}

impl<T> Receiver<T> {
    /// For the macros: what the program's text calls it.
    #[doc(hidden)]
    pub fn __called(&self, text: &'static str) {
        rt::called(self.obj(), text);
    }
}

impl<T> Participant for Receiver<T> {
    fn arm(&self) -> Arm<'_> {
        Arm::Recv(self.obj())
    }

    fn commit(&self) -> Ticket {
        match &self.source {
            Source::Senders(queue) => queue.take(),
            Source::Time(timer, fetched) => fetched.take(timer.message()),
            Source::Nobody(..) => unreachable!("nobody has sent"),
        }
    }
}

impl<T> Fetched<T> {
    fn new(message: fn(Instant) -> T) -> Fetched<T> {
        Fetched {
            message,
            taken: RefCell::new(Vec::new()),
            next_ticket: Cell::new(0),
        }
    }

    fn take(&self, moment: Instant) -> Ticket {
        let ticket = self.next_ticket.get();
        self.next_ticket.set(ticket + 1);
        self.taken.borrow_mut().push((ticket, moment));
        ticket
    }

    fn fetch(&self, ticket: Ticket) -> T {
        let mut taken = self.taken.borrow_mut();
        let position = taken
            .iter()
            .position(|(taken, _)| *taken == ticket)
            .expect("a selected receive is completed once");
        (self.message)(taken.swap_remove(position).1)
    }
}

impl Nobody {
    fn obj<'a, T>(&'a self, receiver: &'a Receiver<T>) -> Obj<'a> {
        let obj = self.object.within(receiver);
        if !self.registered.get() {
            // In this order: a static is put back as it was when the explorer first heard of it.
            rt::selectable_channel(obj, None);
            self.registered.set(true);
        }
        obj
    }
}

impl<T> Clone for Receiver<T> {
    fn clone(&self) -> Self {
        let source = match &self.source {
            Source::Senders(queue) => {
                queue.receiver_cloned();
                Source::Senders(Arc::clone(queue))
            }
            Source::Time(timer, fetched) => {
                Source::Time(Arc::clone(timer), Fetched::new(fetched.message))
            }
            Source::Nobody(..) => return never(),
        };
        Receiver { source }
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        if let Source::Senders(queue) = &self.source {
            queue.receiver_dropped();
        }
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Receiver { .. }")
    }
}

/// Waits for one message after the other; ends when no sender is left.
pub struct Iter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// Takes the messages that are there; ends when it would have to wait.
pub struct TryIter<'a, T> {
    receiver: &'a Receiver<T>,
}

/// As [`Iter`], owning the receiver.
pub struct IntoIter<T> {
    receiver: Receiver<T>,
}

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.try_recv().ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}

impl<T> FusedIterator for Iter<'_, T> {}
impl<T> FusedIterator for IntoIter<T> {}

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
        IntoIter { receiver: self }
    }
}

impl<T> fmt::Debug for Iter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Iter { .. }")
    }
}

impl<T> fmt::Debug for TryIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("TryIter { .. }")
    }
}

impl<T> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("IntoIter { .. }")
    }
}
