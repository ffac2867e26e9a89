//! The channel itself: the messages on their way, and those that a select has promised or taken.
//!
//! What a select has chosen happens in two parts. In the middle of the step the place in the queue is settled: a
//! receiver takes the first message, a sender leaves a promise of one. Then the program completes the operation: it
//! fetches the message, or keeps the promise. Whoever receives a promise waits until it is kept.
//!
//! No method calls the explorer while it borrows a list, nor runs a message's destructor, so the borrows never overlap.

use std::cell::{Cell, UnsafeCell};
use std::collections::VecDeque;
use std::mem::{self, ManuallyDrop};
use std::sync::Arc;

use model::rt::{self, Obj, ObjectRef};

/// What the senders and receivers of a channel share.
pub(super) struct Queue<T> {
    object: ObjectRef,
    capacity: Option<usize>,
    /// Receivers that have not been dropped.
    n_receivers: Cell<usize>,
    next_ticket: Cell<Ticket>,
    queued: UnsafeCell<VecDeque<Queued<T>>>,
    /// What selected senders still owe.
    promised: UnsafeCell<Vec<(Ticket, Arc<Promise<T>>)>>,
    /// What selected receivers have not fetched yet.
    taken: UnsafeCell<Vec<Queued<T>>>,
}

/// By this a message is found again. No two of a channel have the same.
pub(super) type Ticket = u64;

struct Queued<T> {
    ticket: Ticket,
    message: Message<T>,
}

enum Message<T> {
    Here(T),
    Promised(Arc<Promise<T>>),
}

struct Promise<T> {
    object: ObjectRef,
    message: Cell<Option<T>>,
}

impl<T> Queue<T> {
    /// A channel with one sender and one receiver.
    #[track_caller]
    pub(super) fn new(capacity: Option<usize>) -> Arc<Queue<T>> {
        let queue = Arc::new(Queue {
            object: ObjectRef::new(),
            capacity,
            n_receivers: Cell::new(1),
            next_ticket: Cell::new(0),
            queued: UnsafeCell::new(VecDeque::new()),
            promised: UnsafeCell::new(Vec::new()),
            taken: UnsafeCell::new(Vec::new()),
        });
        rt::selectable_channel(queue.obj(), capacity);
        queue
    }

    pub(super) fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }

    /// How many messages it holds; `None` if there is no limit.
    pub(super) fn capacity(&self) -> Option<usize> {
        self.capacity
    }

    /// Messages in the queue. With capacity 0 there are none to be seen.
    #[track_caller]
    pub(super) fn len(&self) -> usize {
        if self.capacity == Some(0) {
            0
        } else {
            rt::len(self.obj())
        }
    }

    /// Whether there is no room.
    #[track_caller]
    pub(super) fn is_full(&self) -> bool {
        match self.capacity {
            None => false,
            Some(0) => true,
            Some(capacity) => self.len() == capacity,
        }
    }

    /// Puts a message at the end of the queue.
    pub(super) fn push(&self, message: T) -> Ticket {
        self.push_message(Message::Here(message))
    }

    /// Takes the message at the front, which the explorer has said is there.
    pub(super) fn pop(&self) -> T {
        self.pop_queued().message.open()
    }

    /// Takes the message with this ticket out, if nobody has taken it.
    pub(super) fn remove(&self, ticket: Ticket) -> Option<T> {
        // SAFETY: see the top of the file; the borrow lasts to the end of this function.
        let queued = unsafe { &mut *self.queued.get() };
        let position = queued.iter().position(|queued| queued.ticket == ticket)?;
        match queued.remove(position)?.message {
            Message::Here(message) => Some(message),
            Message::Promised(_) => None,
        }
    }

    /// Leaves a promise at the end of the queue: a selected send.
    pub(super) fn promise(&self) -> Ticket {
        let promise = Arc::new(Promise {
            object: ObjectRef::new(),
            message: Cell::new(None),
        });
        let ticket = self.push_message(Message::Promised(Arc::clone(&promise)));
        // SAFETY: see the top of the file; the borrow ends in this statement.
        unsafe { &mut *self.promised.get() }.push((ticket, promise));
        ticket
    }

    /// Keeps a promise.
    pub(super) fn keep(&self, ticket: Ticket, message: T) {
        let promise = {
            // SAFETY: see the top of the file; the borrow ends with this block.
            let promised = unsafe { &mut *self.promised.get() };
            let position = promised
                .iter()
                .position(|(promised, _)| *promised == ticket)
                .expect("a selected send is completed once");
            promised.swap_remove(position).1
        };
        promise.message.set(Some(message));
        rt::deliver(promise.obj());
    }

    /// Takes the message at the front for a selected receive.
    pub(super) fn take(&self) -> Ticket {
        let first = self.pop_queued();
        let ticket = first.ticket;
        // SAFETY: see the top of the file; the borrow ends in this statement.
        unsafe { &mut *self.taken.get() }.push(first);
        ticket
    }

    /// Fetches what a selected receive took.
    pub(super) fn fetch(&self, ticket: Ticket) -> T {
        let taken = {
            // SAFETY: see the top of the file; the borrow ends with this block.
            let taken = unsafe { &mut *self.taken.get() };
            let position = taken
                .iter()
                .position(|taken| taken.ticket == ticket)
                .expect("a selected receive is completed once");
            taken.swap_remove(position)
        };
        taken.message.open()
    }

    /// One more receiver.
    pub(super) fn receiver_cloned(&self) {
        rt::receiver_cloned(self.obj());
        self.n_receivers.update(|n| n + 1);
    }

    /// One receiver fewer. After the last one nobody will receive what is queued.
    pub(super) fn receiver_dropped(&self) {
        rt::receiver_dropped(self.obj());
        self.n_receivers.update(|n| n - 1);
        // At a rendezvous each waiting sender takes its own message back.
        if self.n_receivers.get() == 0 && self.capacity != Some(0) {
            // SAFETY: see the top of the file; the borrow ends in this statement.
            let abandoned = mem::take(unsafe { &mut *self.queued.get() });
            // As in `crossbeam`, what comes behind a message whose destructor panics is never dropped. A destructor may
            // also use this channel.
            let mut abandoned = ManuallyDrop::new(abandoned);
            while let Some(queued) = abandoned.pop_front() {
                drop(queued);
            }
            drop(ManuallyDrop::into_inner(abandoned));
        }
    }

    fn push_message(&self, message: Message<T>) -> Ticket {
        let ticket = self.next_ticket.get();
        self.next_ticket.set(ticket + 1);
        // SAFETY: see the top of the file; the borrow ends in this statement.
        unsafe { &mut *self.queued.get() }.push_back(Queued { ticket, message });
        ticket
    }

    fn pop_queued(&self) -> Queued<T> {
        // SAFETY: see the top of the file; the borrow ends in this statement.
        let first = unsafe { &mut *self.queued.get() }.pop_front();
        first.expect("a channel that the explorer calls non-empty has a message")
    }
}

impl<T> Message<T> {
    /// The message, once it is there.
    fn open(self) -> T {
        match self {
            Message::Here(message) => message,
            Message::Promised(promise) => {
                rt::await_delivery(promise.obj());
                promise
                    .message
                    .take()
                    .expect("a message that was delivered is there")
            }
        }
    }
}

impl<T> Promise<T> {
    fn obj(&self) -> Obj<'_> {
        self.object.within(self)
    }
}
