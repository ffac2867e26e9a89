//! Programs as data: what each thread does, how many schedules that may have, and which peer can express it.

use std::fmt::{Display, Formatter, Result};

/// One thing that a thread does. Whatever it learns by it goes into its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Statement {
    /// Atomics, by number.
    Load(usize),
    Store(usize, u32),
    Add(usize, u32),
    Swap(usize, u32),
    Exchange(usize, u32, u32),
    /// Locks the mutex of that number, reads it, does what is inside and writes.
    Locked(usize, Vec<Statement>),
    /// As `Locked`, if the mutex is free.
    TryLocked(usize, Vec<Statement>),
    /// Takes the read-write lock to read it.
    Reading(Vec<Statement>),
    /// Takes the read-write lock to write it.
    Writing(Vec<Statement>),
    /// Waits at the gate (a counter under a mutex, with a condition variable) until it is above zero; takes one off.
    Await,
    /// Adds one to the gate's counter, and notifies one waiter or all.
    Raise(Notify),
    /// Sends on the channel, which everyone who sends has an end of.
    Send(u32),
    /// Receives; only for the receiving thread.
    Recv,
    TryRecv,
    Park,
    /// Unparks a thread that was spawned before this one, or `main`; `main` can unpark whomever it has spawned.
    Unpark(usize),
    /// Spawns the thread of that number; only for `main`, in ascending order.
    Spawn(usize),
    /// Joins that thread early, if it is there; only for `main`.
    Join(usize),
}

/// Whom a statement notifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Notify {
    One,
    All,
}

/// A whole program. Thread 0 is `main`.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) threads: Vec<Vec<Statement>>,
    /// How much the channel holds; without it, any number.
    pub(crate) bound: Option<usize>,
    /// Who has the receiver.
    pub(crate) receiver: usize,
}

impl Program {
    /// Whether some statement is like this, inside of another one too.
    pub(crate) fn has(&self, like: impl Fn(&Statement) -> bool) -> bool {
        self.threads.iter().any(|thread| has(thread, &like))
    }

    /// Whether thread `me` sends.
    pub(crate) fn sends(&self, me: usize) -> bool {
        has(&self.threads[me], &|statement| {
            matches!(statement, Statement::Send(_))
        })
    }

    /// Whether anybody uses the channel.
    pub(crate) fn uses_channel(&self) -> bool {
        use Statement::{Recv, Send, TryRecv};
        self.has(|statement| matches!(statement, Send(_) | Recv | TryRecv))
    }

    pub(crate) fn parks(&self) -> bool {
        self.has(|statement| matches!(statement, Statement::Park))
    }

    /// Whether `loom` has what the program needs, and explores all of it. (No program has more threads than it allows.)
    pub(crate) fn is_for_loom(&self) -> bool {
        use Statement::{Await, Join, Locked, Raise, Reading, TryLocked, Unpark, Writing};
        // Its channel has no bound and no `try_recv`, and a message that stays in it is a panic.
        if self.uses_channel() {
            return false;
        }
        // It switches threads before an operation, and releasing a lock is none: it does not see that a `try_lock`
        // can come between a lock and its release.
        if self.has(|statement| matches!(statement, TryLocked(..))) {
            return false;
        }
        // It wakes the waiter that came first, where `std` promises nothing.
        let awaits = self.threads.iter().flatten();
        let awaits = awaits.filter(|statement| **statement == Await).count();
        if awaits > 1 && self.has(|statement| *statement == Raise(Notify::One)) {
            return false;
        }
        // Its `unpark` also wakes a thread that waits for something else, which then panics, and the token is lost.
        let waits = |statement: &Statement| {
            matches!(
                statement,
                Locked(..) | Reading(_) | Writing(_) | Await | Raise(_) | Join(_)
            )
        };
        let unparks_main = self.has(|statement| *statement == Unpark(0));
        let unparks = self.has(|statement| matches!(statement, Unpark(_)));
        // Every `main` waits in joins.
        !(unparks_main || unparks && self.has(waits))
    }

    /// An estimate of the schedules that a search without reduction has to try.
    pub(crate) fn schedules(&self) -> f64 {
        let mut done = 0.0;
        let mut schedules = 1.0;
        for thread in &self.threads {
            // The start and the end of a thread count as steps as well.
            for nth in 1..=steps(thread) + 1 {
                done += 1.0;
                schedules *= done / f64::from(nth);
            }
        }
        schedules
    }
}

fn has(thread: &[Statement], like: &impl Fn(&Statement) -> bool) -> bool {
    thread.iter().any(|statement| {
        like(statement) || inside(statement).is_some_and(|inside| has(inside, like))
    })
}

fn inside(statement: &Statement) -> Option<&[Statement]> {
    use Statement::{Locked, Reading, TryLocked, Writing};
    match statement {
        Locked(_, inside) | TryLocked(_, inside) | Reading(inside) | Writing(inside) => {
            Some(inside)
        }
        _ => None,
    }
}

fn steps(thread: &[Statement]) -> u32 {
    let steps = thread.iter().map(|statement| match statement {
        Statement::Await | Statement::Raise(_) => 3,
        other => inside(other).map_or(1, |inside| 2 + steps(inside)),
    });
    steps.sum()
}

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Program {
            threads,
            bound,
            receiver,
        } = self;
        writeln!(f, "channel of {bound:?}, received by thread {receiver}")?;
        for (me, thread) in threads.iter().enumerate() {
            writeln!(f, "thread {me}: {thread:?}")?;
        }
        Ok(())
    }
}
