//! Waiting for several channels.
//!
//! A thread that sleeps in `recv` of one channel does not see what comes in at another. Looking at both in turn, again
//! and again, costs a whole core. [`select!`] from the crate `crossbeam` sleeps until one of several operations is
//! possible, and does that one. `std` has no such thing.
//!
//! - If several are possible, `select!` takes **any** of them, by chance. So nothing is promised about which comes
//!   first; but each gets its turn. Who must come first, must be asked first:
//!   [`select_biased!`](crossbeam::channel::select_biased) takes the first possible one in the order of the text.
//! - A channel that has **ended** counts as possible: it gives its `Err` at once, each time. In a loop that is a busy
//!   wait. Put [`never`](never()) in its place, a channel on which nothing ever happens.
//! - **Time is a channel**, too. [`after`](crossbeam::channel::after) gives one message, once, when a time has passed.
//!   [`tick`](crossbeam::channel::tick) gives one again and again. An `after` that is made anew in each round of a loop
//!   starts anew: then it limits each wait, not the whole. For a deadline, make it once, before the loop.
//! - `default` is taken if nothing is possible right now. In a loop, that is a busy wait again. `default(time)` waits
//!   for that long first.
//!
//! A crossbeam receiver can be cloned. Each message still goes to one of them only.

use std::time::{Duration, Instant};

use crossbeam::channel::{Receiver, never};
use crossbeam::select;

/// Everything that comes from two channels, until both have ended.
///
/// ```
/// use crossbeam::channel::unbounded;
/// use channels::select::merge;
/// let (left_sender, left) = unbounded();
/// let (right_sender, right) = unbounded();
/// std::thread::scope(|scope| {
///     scope.spawn(move || [1, 2, 3].map(|n| left_sender.send(n).unwrap()));
///     scope.spawn(move || [10, 20].map(|n| right_sender.send(n).unwrap()));
/// });
/// let all = merge(left, right);
/// assert_eq!(all.len(), 5);
/// // Each side keeps its own order.
/// let left: Vec<i32> = all.into_iter().filter(|&n| n < 10).collect();
/// assert_eq!(left, [1, 2, 3]);
/// ```
pub fn merge<T>(mut left: Receiver<T>, mut right: Receiver<T>) -> Vec<T> {
    let mut all = Vec::new();
    let mut n_open = 2;
    while n_open > 0 {
        select! {
            recv(left) -> message => match message {
                Ok(message) => all.push(message),
                // Ended, and it would go on saying so. From now on this arm is never possible.
                Err(_) => {
                    left = never();
                    n_open -= 1;
                }
            },
            recv(right) -> message => match message {
                Ok(message) => all.push(message),
                Err(_) => {
                    right = never();
                    n_open -= 1;
                }
            },
        }
    }
    all
}

/// Whichever message comes first from two channels. `None` if none came in time, or if none can come any more.
///
/// ```
/// use std::time::Duration;
/// use crossbeam::channel::{never, unbounded};
/// use channels::select::first_of;
/// let (sender, receiver) = unbounded();
/// sender.send("hello").unwrap();
/// assert_eq!(first_of(receiver, never(), Duration::from_secs(60)), Some("hello"));
/// assert_eq!(first_of::<u32>(never(), never(), Duration::from_millis(1)), None);
/// ```
pub fn first_of<T>(mut left: Receiver<T>, mut right: Receiver<T>, patience: Duration) -> Option<T> {
    // Before the loop: it is one wait, however many rounds it takes.
    let time_is_up = crossbeam::channel::after(patience);
    for _ in 0..2 {
        select! {
            recv(left) -> message => match message {
                Ok(message) => return Some(message),
                Err(_) => left = never(),
            },
            recv(right) -> message => match message {
                Ok(message) => return Some(message),
                Err(_) => right = never(),
            },
            recv(time_is_up) -> _ => return None,
        }
    }
    // Each round without an answer has found that one of the two channels has ended.
    None
}

/// Counts the beats of a clock until `stop` ends or gives a message.
///
/// The clock is any channel of moments: in a program a `tick`, in a test whatever the test likes.
///
/// ```
/// use std::time::Instant;
/// use crossbeam::channel::{bounded, unbounded};
/// use channels::select::count_beats;
/// let (clock, beats) = unbounded();
/// let (stop, stopped) = bounded::<()>(0);
/// std::thread::scope(|scope| {
///     let counter = scope.spawn(|| count_beats(&beats, &stopped));
///     for _ in 0..3 {
///         clock.send(Instant::now()).unwrap();
///     }
///     // Dropping the sender is enough. How many beats were counted before is not said.
///     drop(stop);
///     assert!(counter.join().unwrap() <= 3);
/// });
/// ```
pub fn count_beats(clock: &Receiver<Instant>, stop: &Receiver<()>) -> usize {
    let mut n_beats = 0;
    loop {
        select! {
            recv(clock) -> beat => match beat {
                Ok(_) => n_beats += 1,
                // A clock that has ended will never beat again: nothing more to count.
                Err(_) => return n_beats,
            },
            recv(stop) -> _ => return n_beats,
        }
    }
}
