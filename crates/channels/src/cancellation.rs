//! Asking many to stop.
//!
//! Sometimes the result is not wanted any more: the user has clicked on *Cancel*, another thread was faster, something
//! has failed. A thread can't be stopped from outside. It has to be asked, and it has to look. A flag is enough for a
//! thread that computes. But one that **sleeps** does not look at flags.
//!
//! A channel can do both. Nothing is ever sent through it. That it *ends* is the message, and an end is seen by
//! everybody: by whoever looks, by whoever sleeps on it, and by whoever comes later. So one dropped sender wakes them
//! all. A message would wake only one.
//!
//! The type says that nothing is sent: there is no value of the type [`Infallible`].
//!
//! - **Look often enough.** The time between two looks is the time that the one who cancels has to wait.
//! - **Stopping is not the end.** Whoever cancels a thread still joins it, to know that it is over.
//! - **The race is always on.** A thread may be ready just when it is cancelled. Then it is ready: both endings must be
//!   fine.

use std::convert::Infallible;
use std::time::Duration;

use crossbeam::channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};

/// Cancels when it is dropped, also by a panic or an early return: nobody goes on working for somebody who is gone.
#[derive(Debug)]
pub struct Canceller {
    /// Never used. Alive or dropped is all that it says.
    _alive: Sender<Infallible>,
}

/// For those who are to stop. Clones belong to the same canceller.
#[derive(Clone, Debug)]
pub struct Token(Receiver<Infallible>);

/// A canceller, and a token to be given to those who are to stop.
///
/// ```
/// let (canceller, token) = channels::cancellation::pair();
/// assert!(!token.is_cancelled());
/// canceller.cancel();
/// assert!(token.is_cancelled());
/// ```
pub fn pair() -> (Canceller, Token) {
    let (sender, receiver) = bounded(0);
    (Canceller { _alive: sender }, Token(receiver))
}

impl Canceller {
    /// Asks all to stop. The same as dropping it, but it says what is meant.
    pub fn cancel(self) {}
}

impl Token {
    /// Whether to stop. For those who compute: to be asked again and again.
    pub fn is_cancelled(&self) -> bool {
        match self.0.try_recv() {
            Ok(impossible) => match impossible {},
            Err(TryRecvError::Empty) => false,
            Err(TryRecvError::Disconnected) => true,
        }
    }

    /// Sleeps, but wakes up at once when cancelled. Returns whether it slept to the end.
    ///
    /// ```
    /// use std::time::Duration;
    /// let (canceller, token) = channels::cancellation::pair();
    /// assert!(token.sleep(Duration::from_millis(1)));
    /// std::thread::scope(|scope| {
    ///     // Two who would sleep for an hour.
    ///     let sleepers = [(); 2].map(|()| scope.spawn(|| token.sleep(Duration::from_secs(3600))));
    ///     canceller.cancel();
    ///     // Neither does.
    ///     assert_eq!(sleepers.map(|sleeper| sleeper.join().unwrap()), [false, false]);
    /// });
    /// ```
    pub fn sleep(&self, duration: Duration) -> bool {
        match self.0.recv_timeout(duration) {
            Ok(impossible) => match impossible {},
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => false,
        }
    }
}

/// The smallest divisor of `n` from 2 on, or `None` if it was cancelled before it found one.
///
/// ```
/// use channels::cancellation::{pair, smallest_divisor};
/// let (canceller, token) = pair();
/// assert_eq!(smallest_divisor(91, &token), Some(7));
/// canceller.cancel();
/// // A prime, and so large that nobody could wait for the end of the search.
/// assert_eq!(smallest_divisor(18_446_744_073_709_551_557, &token), None);
/// ```
///
/// # Panics
/// If `n` is less than 2.
pub fn smallest_divisor(n: u64, token: &Token) -> Option<u64> {
    assert!(n >= 2, "{n} has no divisor from 2 on");
    for candidate in 2..=n {
        // Looking costs something, too. Once in a few thousand steps is often enough, and cheap.
        if candidate % 4096 == 2 && token.is_cancelled() {
            return None;
        }
        if n.is_multiple_of(candidate) {
            return Some(candidate);
        }
    }
    unreachable!("{n} divides itself")
}
