//! Operations and their dependence: which two may not be swapped without changing what the program does.
//!
//! Partial-order reduction stands or falls with this table. One and the same relation is used for clocks, sleep
//! sets and wakeup trees; it depends on the kinds of the two operations alone, never on their results.
//! "Enabling" (an unlock before the lock that it lets through, a send before its receive) is not dependence:
//! the two are never possible at the same time, so there is nothing to swap. It only adds to clocks.
//!
//! Three things are races besides, and are found by the engine rather than in this table: a notification and the way
//! out (a time-out, a spurious wakeup) that it takes from a waiter; the alternatives of one step; and an operation that
//! stayed blocked, until the end or until the clock moved, with what kept it so.

use std::panic::Location;

/// What a thread is about to do, and to which object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Op {
    pub(crate) kind: Kind,
    /// Dense number of the object, the same in every execution.
    pub(crate) object: u32,
    /// The mutex that a condition variable's wait releases; unused otherwise.
    pub(crate) second: u32,
    /// What the operation needs to know besides: a barrier's size, a once-cell's new state.
    pub(crate) arg: u32,
    /// The learner's call.
    pub(crate) place: &'static Location<'static>,
}

impl Op {
    /// An operation on one object.
    pub(crate) fn on(kind: Kind, object: u32, place: &'static Location<'static>) -> Op {
        Op {
            kind,
            object,
            second: NONE,
            arg: 0,
            place,
        }
    }

    /// What it does: the kind, or what one that is [`InLine`](Kind::InLine) does.
    pub(crate) fn deed(self) -> Kind {
        use Kind::*;
        if self.kind != InLine {
            return self.kind;
        }
        let kinds = [Read, TryRead, Unread, Write, TryWrite, Unwrite];
        let found = kinds.into_iter().find(|&kind| kind as u32 == self.arg);
        found.unwrap_or(Downgrade)
    }

    /// The same, with what it needs to know besides.
    pub(crate) fn with(self, arg: u32) -> Op {
        Op { arg, ..self }
    }
}

/// No object, no thread.
pub(crate) const NONE: u32 = u32::MAX;

/// The kinds of visible operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Kind {
    /// An atomic read.
    Load,
    /// An atomic write, or read-modify-write; a failing compare-exchange counts as one too.
    Store,
    /// As `Store`, where the explorer may make it fail (`compare_exchange_weak`).
    WeakCas,
    /// Mutex.
    Lock,
    TryLock,
    /// Visible only where the program uses `try_lock` at all.
    Unlock,
    /// Read-write lock.
    Read,
    TryRead,
    Unread,
    Write,
    TryWrite,
    Unwrite,
    Downgrade,
    /// Any operation on a read-write lock, where it matters that writers stand in line and keep later readers out; what it
    /// does, `Op::deed` tells. A writer that finds the lock taken gets in line first, and takes it later.
    InLine,
    /// Condition variable: enqueue and release the mutex `second`.
    Wait,
    /// The waiter's way out that nobody notified: a time-out or a spurious wakeup.
    Wake,
    NotifyOne,
    NotifyAll,
    /// Once-cells.
    OnceState,
    OnceBegin,
    OnceEnd,
    OnceWait,
    /// Barrier.
    Arrive,
    /// Channels.
    Send,
    TrySend,
    Recv,
    TryRecv,
    DropSender,
    DropReceiver,
    /// A receiver of a rendezvous channel announces that it waits.
    Offer,
    /// Any operation on the channels that a program selects among; what it is, the thread knows (see `select`).
    Select,
    /// Thread tokens.
    Park,
    Unpark,
    /// Visible only where the program asks `is_finished`.
    End,
    IsFinished,
    /// The output stream.
    Print,
    LockStream,
    /// The end of the process: depends on whatever can still be seen outside.
    Exit,
}

/// Whether the order of two operations of these kinds on the same object can matter.
pub(crate) fn conflict(a: Kind, b: Kind) -> bool {
    use Kind::*;
    match a {
        Load => matches!(b, Store | WeakCas),
        Store | WeakCas => matches!(b, Load | Store | WeakCas),

        Lock => matches!(b, Lock | TryLock),
        TryLock => matches!(b, Lock | TryLock | Unlock | Wait),
        Unlock => matches!(b, TryLock),

        Read => matches!(b, Write | TryWrite),
        TryRead => matches!(b, Write | TryWrite | Unwrite | Downgrade),
        Write => matches!(b, Read | TryRead | Write | TryWrite),
        TryWrite => matches!(
            b,
            Read | TryRead | Unread | Write | TryWrite | Unwrite | Downgrade
        ),
        Unread => matches!(b, TryWrite),
        Unwrite | Downgrade => matches!(b, TryRead | TryWrite),

        // In one order, so that the state before each of them is known.
        InLine => matches!(b, InLine),

        // As the mutex's release, `Wait` concerns `TryLock`; as the enqueueing, the notifications.
        Wait => matches!(b, NotifyOne | NotifyAll | TryLock),
        Wake => matches!(b, NotifyOne | NotifyAll),
        NotifyOne | NotifyAll => matches!(b, Wait | Wake | NotifyOne | NotifyAll),

        OnceState => matches!(b, OnceBegin | OnceEnd),
        // A poisoned cell can be begun anew, and then whoever waits for its end waits again.
        OnceBegin => matches!(b, OnceBegin | OnceState | OnceWait),
        OnceEnd => matches!(b, OnceState),
        OnceWait => matches!(b, OnceBegin),

        Arrive => matches!(b, Arrive),

        Send => matches!(b, Send | TrySend | TryRecv | DropReceiver),
        TrySend => matches!(b, Send | TrySend | Recv | TryRecv | DropReceiver | Offer),
        Recv => matches!(b, Recv | TryRecv | TrySend),
        TryRecv => matches!(
            b,
            Send | TrySend | Recv | TryRecv | DropSender | DropReceiver | Offer
        ),
        DropSender => matches!(b, TryRecv),
        DropReceiver => matches!(b, Send | TrySend | TryRecv),
        Offer => matches!(b, TrySend | TryRecv),

        Select => matches!(b, Select),

        Park | Unpark => matches!(b, Park | Unpark),
        End => matches!(b, IsFinished),
        IsFinished => matches!(b, End),

        Print | LockStream | Exit => matches!(b, Print | LockStream | Exit),
    }
}

/// Kinds whose conflicting kinds all conflict with one another: the latest conflict hides all earlier ones.
pub(crate) fn conflicts_form_a_chain(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Load | Lock
            | Recv
            | Arrive
            | Print
            | LockStream
            | Exit
            | Unpark
            | Park
            | DropSender
            | Unlock
            | Select
            | InLine
    )
}

/// Kinds of operations that can go several ways, which ones being known only when their turn comes.
pub(crate) fn ways_depend_on_state(kind: Kind) -> bool {
    matches!(kind, Kind::NotifyOne | Kind::Select)
}

/// Whether two operations of different threads are dependent.
pub(crate) fn dependent(a: &Op, b: &Op) -> bool {
    let meet = |x: u32, y: u32| x == y && x != NONE;
    (meet(a.object, b.object) || meet(a.object, b.second) || meet(a.second, b.object))
        && conflict(a.kind, b.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependence_is_symmetric() {
        use Kind::*;
        let all = [
            Load,
            Store,
            WeakCas,
            Lock,
            TryLock,
            Unlock,
            Read,
            TryRead,
            Unread,
            Write,
            TryWrite,
            Unwrite,
            Downgrade,
            InLine,
            Wait,
            Wake,
            NotifyOne,
            NotifyAll,
            OnceState,
            OnceBegin,
            OnceEnd,
            OnceWait,
            Arrive,
            Send,
            TrySend,
            Recv,
            TryRecv,
            DropSender,
            DropReceiver,
            Offer,
            Select,
            Park,
            Unpark,
            End,
            IsFinished,
            Print,
            LockStream,
            Exit,
        ];
        for a in all {
            for b in all {
                assert_eq!(conflict(a, b), conflict(b, a), "{a:?} and {b:?}");
            }
        }
    }
}
