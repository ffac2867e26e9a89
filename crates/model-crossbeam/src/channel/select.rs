//! Selecting: one of several operations on channels, whichever can go on.

use std::fmt;
use std::marker::PhantomData;
use std::mem;
use std::time::Duration;

use model::rt::{self, Arm, Order, Selected, Wait};
use model_std::time::Instant;

use super::error::{
    ReadyTimeoutError, RecvError, SelectTimeoutError, SendError, TryReadyError, TrySelectError,
};
use super::queue::Ticket;
use super::receiver::Receiver;
use super::sender::Sender;

/// One half of a channel, as far as a select is concerned.
pub(super) trait Participant {
    /// What the explorer is to choose among.
    fn arm(&self) -> Arm<'_>;

    /// Settles the place in the queue, at the moment at which the operation is chosen.
    fn commit(&self) -> Ticket;
}

/// Operations on channels, of which one is to be done. Stands for `crossbeam::channel::Select`.
pub struct Select<'a> {
    operations: Vec<Operation<'a>>,
    next_index: usize,
    biased: bool,
}

#[derive(Clone, Copy)]
struct Operation<'a> {
    index: usize,
    participant: &'a dyn Participant,
}

/// An operation that was chosen and has to be completed. Stands for `crossbeam::channel::SelectedOperation`.
#[must_use]
pub struct SelectedOperation<'a> {
    index: usize,
    /// The address of the sender or receiver.
    half: *const u8,
    /// `None` where nobody is left at the other end.
    ticket: Option<Ticket>,
    _halves: PhantomData<&'a ()>,
}

// SAFETY: as in `crossbeam`. The halves of channels are only borrowed; whoever uses them through this on another thread
// is one modelled thread at a time, all of them on one thread of the operating system.
unsafe impl Send for Select<'_> {}
// SAFETY: as above; nothing can be done through a shared reference.
unsafe impl Sync for Select<'_> {}

impl<'a> Select<'a> {
    /// Nothing to choose from yet. Where several operations are ready, any of them may be chosen.
    pub fn new() -> Select<'a> {
        Select {
            operations: Vec::new(),
            next_index: 0,
            biased: false,
        }
    }

    /// As [`new`](Select::new); where several operations are ready, the first one added is chosen.
    pub fn new_biased() -> Self {
        Select {
            biased: true,
            ..Select::new()
        }
    }

    /// Adds a send. Gives its index.
    pub fn send<T>(&mut self, s: &'a Sender<T>) -> usize {
        self.add(s)
    }

    /// Adds a receive. Gives its index.
    pub fn recv<T>(&mut self, r: &'a Receiver<T>) -> usize {
        self.add(r)
    }

    /// Takes an operation out again. The indices of the others stay.
    ///
    /// # Panics
    /// If there is no operation with this index.
    #[track_caller]
    pub fn remove(&mut self, index: usize) {
        assert!(
            index < self.next_index,
            "index out of bounds; {index} >= {}",
            self.next_index
        );
        let position = self
            .operations
            .iter()
            .position(|operation| operation.index == index)
            .expect("no operation with this index");
        self.operations.remove(position);
    }

    /// Chooses an operation that is ready.
    ///
    /// # Errors
    /// If none is.
    #[track_caller]
    pub fn try_select(&mut self) -> Result<SelectedOperation<'a>, TrySelectError> {
        self.choose(Wait::No).ok_or(TrySelectError)
    }

    /// Waits until an operation is ready, and chooses it.
    ///
    /// # Panics
    /// If no operation has been added.
    #[track_caller]
    pub fn select(&mut self) -> SelectedOperation<'a> {
        self.check_not_empty();
        self.choose(Wait::For(None))
            .expect("a wait without a time-out ends with a choice")
    }

    /// As [`select`](Select::select), waiting for at most some time.
    ///
    /// # Errors
    /// If the time passed.
    #[track_caller]
    pub fn select_timeout(
        &mut self,
        timeout: Duration,
    ) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.choose(Wait::For(Some(timeout)))
            .ok_or(SelectTimeoutError)
    }

    /// As [`select`](Select::select), waiting until some moment at most.
    ///
    /// # Errors
    /// If the moment has passed.
    #[track_caller]
    pub fn select_deadline(
        &mut self,
        deadline: Instant,
    ) -> Result<SelectedOperation<'a>, SelectTimeoutError> {
        self.select_timeout(deadline.saturating_duration_since(Instant::now()))
    }

    /// The index of an operation that is ready.
    ///
    /// # Errors
    /// If none is.
    #[track_caller]
    pub fn try_ready(&mut self) -> Result<usize, TryReadyError> {
        self.look(Wait::No).ok_or(TryReadyError)
    }

    /// Waits until an operation is ready, and gives its index.
    ///
    /// # Panics
    /// If no operation has been added.
    #[track_caller]
    pub fn ready(&mut self) -> usize {
        self.check_not_empty();
        self.look(Wait::For(None))
            .expect("a wait without a time-out ends with something ready")
    }

    /// As [`ready`](Select::ready), waiting for at most some time.
    ///
    /// # Errors
    /// If the time passed.
    #[track_caller]
    pub fn ready_timeout(&mut self, timeout: Duration) -> Result<usize, ReadyTimeoutError> {
        self.look(Wait::For(Some(timeout))).ok_or(ReadyTimeoutError)
    }

    /// As [`ready`](Select::ready), waiting until some moment at most.
    ///
    /// # Errors
    /// If the moment has passed.
    #[track_caller]
    pub fn ready_deadline(&mut self, deadline: Instant) -> Result<usize, ReadyTimeoutError> {
        self.ready_timeout(deadline.saturating_duration_since(Instant::now()))
    }

    fn add<P: Participant>(&mut self, participant: &'a P) -> usize {
        let index = self.next_index;
        self.next_index += 1;
        self.operations.push(Operation { index, participant });
        index
    }

    #[track_caller]
    fn check_not_empty(&self) {
        assert!(
            !self.operations.is_empty(),
            "no operations have been added to `Select`"
        );
    }

    fn arms(&self) -> Vec<Arm<'a>> {
        self.operations
            .iter()
            .map(|operation| operation.participant.arm())
            .collect()
    }

    fn order(&self) -> Order {
        if self.biased {
            Order::InOrder
        } else {
            Order::Any
        }
    }

    #[track_caller]
    fn choose(&mut self, wait: Wait) -> Option<SelectedOperation<'a>> {
        let mut ticket = None;
        let selected = rt::select(&self.arms(), self.order(), wait, &mut |chosen| {
            ticket = Some(self.operations[chosen].participant.commit());
        });
        let Selected::Arm { index, .. } = selected else {
            return None;
        };
        let operation = self.operations[index];
        Some(SelectedOperation {
            index: operation.index,
            half: std::ptr::from_ref(operation.participant).cast(),
            ticket,
            _halves: PhantomData,
        })
    }

    #[track_caller]
    fn look(&mut self, wait: Wait) -> Option<usize> {
        match rt::ready(&self.arms(), self.order(), wait) {
            Selected::Arm { index, .. } => Some(self.operations[index].index),
            Selected::Nothing => None,
        }
    }
}

impl SelectedOperation<'_> {
    /// The index of the operation, as it was given when it was added.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Completes a send.
    ///
    /// # Errors
    /// The message, if no receiver is left.
    ///
    /// # Panics
    /// If another operation was chosen.
    #[track_caller]
    pub fn send<T>(self, s: &Sender<T>, msg: T) -> Result<(), SendError<T>> {
        assert!(
            self.half == std::ptr::from_ref(s).cast(),
            "passed a sender that wasn't selected"
        );
        match self.completed() {
            Some(ticket) => {
                s.complete(ticket, msg);
                Ok(())
            }
            None => Err(SendError(msg)),
        }
    }

    /// Completes a receive.
    ///
    /// # Errors
    /// If no message and no sender is left.
    ///
    /// # Panics
    /// If another operation was chosen.
    #[track_caller]
    pub fn recv<T>(self, r: &Receiver<T>) -> Result<T, RecvError> {
        assert!(
            self.half == std::ptr::from_ref(r).cast(),
            "passed a receiver that wasn't selected"
        );
        match self.completed() {
            Some(ticket) => Ok(r.complete(ticket)),
            None => Err(RecvError),
        }
    }

    fn completed(self) -> Option<Ticket> {
        let ticket = self.ticket;
        mem::forget(self);
        ticket
    }
}

impl Drop for SelectedOperation<'_> {
    #[track_caller]
    fn drop(&mut self) {
        const NOT_COMPLETED: &str = "dropped `SelectedOperation` without completing the operation";
        if rt::panicking() {
            // A second panic would abort the process, and the exploration with it.
            rt::abort(NOT_COMPLETED);
        }
        panic!("{NOT_COMPLETED}");
    }
}

impl<'a> Clone for Select<'a> {
    fn clone(&self) -> Select<'a> {
        Select {
            operations: self.operations.clone(),
            ..*self
        }
    }
}

impl<'a> Default for Select<'a> {
    fn default() -> Select<'a> {
        Select::new()
    }
}

impl fmt::Debug for Select<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Select { .. }")
    }
}

impl fmt::Debug for SelectedOperation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("SelectedOperation { .. }")
    }
}
