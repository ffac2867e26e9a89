//! Start it again, but not for ever.
//!
//! Some programs crash now and then. Often it helps to start them again: the network is back, the file is there now, or
//! the crash needed a rare interleaving. A program that does that is a *supervisor*. It looks simple, a loop round
//! `status`, and has four questions to answer:
//!
//! 1. **Is it worth trying again?** A child that ended well is done. One that can't even be started, because there is
//!    no such program, will not start the next time either. See [`advice`].
//! 2. **When?** At once is bad: a child that crashes at its start would be started a thousand times a second, and
//!    whatever it needs would be asked as often. So wait, and each time longer: 1, 2, 4, 8 seconds. That is called
//!    *exponential back-off*. And there is a longest wait, or one would come back after a year. See [`delays`].
//! 3. **When to give up?** Two crashes in a year are no reason; ten in a minute are. So count the ones in a recent
//!    stretch of time. See [`Restarts`].
//! 4. **What does one tell?** How the last one ended. A supervisor that says only "gave up" has thrown away what
//!    everybody wants to know.
//!
//! Where many supervisors wait for the same thing, one adds some chance to the delays (*jitter*); else they all come
//! back in the same moment.
//!
//! The functions here take times as values, and never sleep or look at a clock. So they can be tested in no time.

use std::collections::VecDeque;
use std::io;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

/// What to do after a child has ended, or has not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// It did what it was to do.
    Done,
    /// Another try may go better.
    TryAgain,
    /// Another try will go the same way.
    Hopeless,
}

/// Whether it is worth trying again.
///
/// ```
/// use std::process::{Command, Stdio};
/// use processes::supervision::{Advice, advice};
/// let mut cargo = Command::new(env!("CARGO"));
/// cargo.arg("--version").stdout(Stdio::null());
/// assert_eq!(advice(&cargo.status()), Advice::Done);
/// let mut cargo = Command::new(env!("CARGO"));
/// cargo.arg("--no-such-option").stderr(Stdio::null());
/// assert_eq!(advice(&cargo.status()), Advice::TryAgain);
/// let nobody = Command::new("there is no program of this name").status();
/// assert_eq!(advice(&nobody), Advice::Hopeless);
/// ```
pub fn advice(ending: &io::Result<ExitStatus>) -> Advice {
    match ending {
        Ok(status) if status.success() => Advice::Done,
        Ok(_) => Advice::TryAgain,
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied => Advice::Hopeless,
            // Too many processes, no memory: that may pass.
            _ => Advice::TryAgain,
        },
    }
}

/// How long to wait before each new try: twice as long as before, but never longer than `longest`. It never ends.
///
/// ```
/// use std::time::Duration;
/// use processes::supervision::delays;
/// let seconds = |n| Duration::from_secs(n);
/// let first_six: Vec<Duration> = delays(seconds(1), seconds(10)).take(6).collect();
/// assert_eq!(first_six, [1, 2, 4, 8, 10, 10].map(seconds));
/// // After very many, it is still the longest, and nothing has overflowed.
/// assert_eq!(delays(seconds(1), seconds(10)).nth(1000), Some(seconds(10)));
/// ```
pub fn delays(first: Duration, longest: Duration) -> impl Iterator<Item = Duration> {
    let mut next = first;
    std::iter::repeat_with(move || {
        let delay = next.min(longest);
        // Not `*`, which would panic one day. This stays at the longest time that there is.
        next = next.saturating_mul(2);
        delay
    })
}

/// Counts restarts, and says when there were too many in too short a time.
#[derive(Clone, Debug)]
pub struct Restarts {
    n_allowed: usize,
    within: Duration,
    /// When the recent ones were, oldest first. No more than `n_allowed`.
    recent: VecDeque<Instant>,
}

impl Restarts {
    /// Allows so many restarts within any stretch of so much time.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use processes::supervision::Restarts;
    /// let mut restarts = Restarts::new(2, Duration::from_secs(60));
    /// let start = Instant::now();
    /// let at = |seconds| start + Duration::from_secs(seconds);
    /// assert!(restarts.allow(at(0)));
    /// assert!(restarts.allow(at(30)));
    /// assert!(!restarts.allow(at(59)), "the third one within a minute");
    /// assert!(restarts.allow(at(60)), "the first one is a minute ago");
    /// assert!(!restarts.allow(at(61)), "30, 60, 61");
    /// ```
    pub fn new(n_allowed: usize, within: Duration) -> Restarts {
        Restarts {
            n_allowed,
            within,
            recent: VecDeque::new(),
        }
    }

    /// Whether one more is allowed now. If so, it is counted.
    pub fn allow(&mut self, now: Instant) -> bool {
        while let Some(&oldest) = self.recent.front()
            && now.saturating_duration_since(oldest) >= self.within
        {
            self.recent.pop_front();
        }
        let allowed = self.recent.len() < self.n_allowed;
        if allowed {
            self.recent.push_back(now);
        }
        allowed
    }
}
