//! Everybody gets a turn.
//!
//! No deadlock means: *somebody* gets on. It does not mean that *everybody* does. A thread that could go on, and is
//! passed over again and again, *starves*.
//!
//! [`Mutex`] promises nothing about who is next. A thread that lets go of a lock and takes it again at once may well be
//! faster than the one that has waited for a long time and must wake up first. That is on purpose: it keeps the cores
//! busy. Most programs hold locks briefly, and there is no harm in it.
//!
//! Where there is, make the order a part of the program: **take a number, wait until it is called.** Numbers are called
//! in order, so at most those who were there before you come before you. That is a bound that can be said in one
//! sentence, and checked. "It is your turn in the end" is liveness. "At most so many pass you" is safety, and stronger.
//!
//! The same question comes up wherever there are two kinds of users. Readers who let each other in can keep out a
//! writer for ever. A writer who always goes first can keep out the readers.

use std::sync::{Condvar, Mutex, PoisonError};

/// A counter that serves one after the other, in the order in which they took their numbers.
#[derive(Debug, Default)]
pub struct Desk {
    numbers: Mutex<Numbers>,
    /// Notified each time that the next number is called.
    called: Condvar,
}

/// Both only ever grow.
#[derive(Debug, Default)]
struct Numbers {
    next_to_take: u64,
    now_served: u64,
}

impl Desk {
    /// A desk at which nobody waits.
    pub fn new() -> Desk {
        Desk::default()
    }

    /// Takes a number, and sleeps until it is called. The turn lasts until what is returned is dropped.
    ///
    /// ```
    /// use shared_state::fairness::Desk;
    /// use std::sync::Mutex;
    /// let desk = Desk::new();
    /// let order = Mutex::new(Vec::new());
    /// std::thread::scope(|scope| {
    ///     for _ in 0..3 {
    ///         scope.spawn(|| {
    ///             let turn = desk.wait_for_turn();
    ///             // Nobody else has a turn now, so the numbers can't be mixed up.
    ///             order.lock().unwrap().push(turn.number());
    ///         });
    ///     }
    /// });
    /// assert_eq!(*order.lock().unwrap(), [0, 1, 2]);
    /// ```
    pub fn wait_for_turn(&self) -> Turn<'_> {
        let mut numbers = self.numbers.lock().unwrap();
        let number = numbers.next_to_take;
        numbers.next_to_take += 1;
        while numbers.now_served != number {
            numbers = self.called.wait(numbers).unwrap();
        }
        // The lock is let go here, and the turn goes on: others can take numbers meanwhile.
        Turn { desk: self, number }
    }

    /// How many have a turn or wait for one.
    pub fn n_there(&self) -> u64 {
        let numbers = self.numbers.lock().unwrap();
        numbers.next_to_take - numbers.now_served
    }
}

/// It is your turn as long as this lives.
#[derive(Debug)]
#[must_use = "the turn ends when this is dropped"]
pub struct Turn<'a> {
    desk: &'a Desk,
    number: u64,
}

impl Turn<'_> {
    /// The number that was called.
    pub fn number(&self) -> u64 {
        self.number
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // This may run in a panic, where a second one would end the program. Nothing under this lock can be half done.
        let mut numbers = self
            .desk
            .numbers
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        numbers.now_served += 1;
        // Each waits for a number of its own: `notify_one` might wake the wrong one.
        self.desk.called.notify_all();
    }
}
