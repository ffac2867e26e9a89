//! Waiting, but not for ever.
//!
//! [`recv_timeout`](Receiver::recv_timeout) waits for a message, but only for so long. It has three endings: a message,
//! `Timeout`, and `Disconnected`. The last one comes at once: there is no point in waiting for a channel that has
//! ended.
//!
//! A **time-out** limits one wait. A **deadline** limits the whole. That is a great difference as soon as there is a
//! loop: ten waits with a time-out of one second each may take ten seconds; and if something else comes again and
//! again, for ever. So take the time once, add the patience, and wait each time for **what is left**.
//!
//! ```text
//! time-out of 3 in each wait   ├─ other ─├─ other ─├─ other ─├─ other ─ …
//! deadline at 3                ├─ other ─├─ oth┤ given up
//! ```
//!
//! Being late is not an error of the other side. Its answer may come right after you gave up. It must find a channel
//! that is gone, or somebody who throws it away; it must not be taken for the answer to the next question.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It was called.
    Called,
    /// The deadline came first.
    TooLate,
    /// The channel has ended. The call can't come any more.
    Hopeless,
}

/// How long it is until a deadline. Zero if it is over.
///
/// ```
/// use std::time::{Duration, Instant};
/// use channels::deadlines::time_left;
/// let now = Instant::now();
/// assert_eq!(time_left(now + Duration::from_secs(3), now), Duration::from_secs(3));
/// assert_eq!(time_left(now, now + Duration::from_secs(3)), Duration::ZERO);
/// ```
pub fn time_left(deadline: Instant, now: Instant) -> Duration {
    // Not `deadline - now`: what that gives after the deadline is left open, and it used to panic.
    deadline.saturating_duration_since(now)
}

/// Listens until `name` is called, whatever else is called meanwhile. Gives up at the deadline.
///
/// ```
/// use std::sync::mpsc;
/// use std::time::{Duration, Instant};
/// use channels::deadlines::{Ending, wait_to_be_called};
/// let (sender, receiver) = mpsc::channel();
/// for name in ["ben", "ann", "eva"] {
///     sender.send(name).unwrap();
/// }
/// let in_an_hour = Instant::now() + Duration::from_secs(3600);
/// assert_eq!(wait_to_be_called(&receiver, "ann", in_an_hour), Ending::Called);
/// // A short wait, and nobody calls tom.
/// let soon = Instant::now() + Duration::from_millis(1);
/// assert_eq!(wait_to_be_called(&receiver, "tom", soon), Ending::TooLate);
/// // Nobody can call any more, so this does not take an hour.
/// drop(sender);
/// assert_eq!(wait_to_be_called(&receiver, "tom", in_an_hour), Ending::Hopeless);
/// ```
pub fn wait_to_be_called(calls: &Receiver<&str>, name: &str, deadline: Instant) -> Ending {
    loop {
        // Computed anew in each round: less and less.
        match calls.recv_timeout(time_left(deadline, Instant::now())) {
            Ok(called) if called == name => return Ending::Called,
            // Somebody else was called. That gives us no more time. But a message that is there already is taken even
            // when no time is left; so the deadline has to be asked, too.
            Ok(_) if Instant::now() >= deadline => return Ending::TooLate,
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout) => return Ending::TooLate,
            Err(RecvTimeoutError::Disconnected) => return Ending::Hopeless,
        }
    }
}
