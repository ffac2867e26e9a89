//! A data race is not a race condition.
//!
//! A **data race** is about one place in memory: two threads use it at the same time, at least one of them writes, and
//! nothing puts the two in order. What such a program does is not defined at all, not even that it reads the old value
//! or the new one. Safe Rust excludes data races: it does not compile them.
//!
//! ```compile_fail
//! let mut highest = 0;
//! std::thread::scope(|scope| {
//!     // Refused: two threads, each with the right to change `highest`.
//!     scope.spawn(|| highest = 10);
//!     scope.spawn(|| highest = 90);
//! });
//! ```
//!
//! (Atomics may be used by many at the same time. That is what they are for, and it is not a data race.)
//!
//! A **race condition** is about meaning: whether the result is right depends on who is faster. No compiler excludes
//! it, because none knows what you mean. Every single step of [`Auction::bid_in_two_steps`] is fine. Together they
//! lose a bid.
//!
//! ```text
//! highest   0 ───────────────────── 90 ──────────── 10      the bid of 90 is lost
//! ann       loads 0 ····································· stores 10
//! ben                loads 0 ── stores 90
//! ```
//!
//! So "it is all atomics, it is safe" is wrong: *atomic steps do not make an atomic whole.*

use std::sync::atomic::{AtomicU32, Ordering};

/// An auction that knows the highest bid so far.
#[derive(Debug, Default)]
pub struct Auction {
    /// Loaded and changed by every bidder, at any time. It never may go down.
    highest: AtomicU32,
}

impl Auction {
    /// An auction without a bid.
    pub fn new() -> Auction {
        Auction::default()
    }

    /// The highest bid so far, or 0.
    pub fn highest(&self) -> u32 {
        self.highest.load(Ordering::SeqCst)
    }

    /// Bids, in two steps: look, then store. This is wrong.
    ///
    /// `in_between` is called between the two. It stands for what other threads do just then. So the unlucky schedule,
    /// which may be rare, can be had each time:
    ///
    /// ```
    /// use shared_state::data_races::Auction;
    /// let auction = Auction::new();
    /// auction.bid_in_two_steps(10, || auction.bid(90));
    /// // The highest bid was 90, and now it is 10.
    /// assert_eq!(auction.highest(), 10);
    /// ```
    pub fn bid_in_two_steps(&self, amount: u32, in_between: impl FnOnce()) {
        let highest = self.highest.load(Ordering::SeqCst);
        in_between();
        // What was loaded is a copy. Nobody keeps it up to date.
        if amount > highest {
            self.highest.store(amount, Ordering::SeqCst);
        }
    }

    /// Bids in one step: no other thread can come between the look and the change.
    ///
    /// ```
    /// use shared_state::data_races::Auction;
    /// let auction = Auction::new();
    /// std::thread::scope(|scope| {
    ///     for amount in [10, 90, 40] {
    ///         let auction = &auction;
    ///         scope.spawn(move || auction.bid(amount));
    ///     }
    /// });
    /// assert_eq!(auction.highest(), 90);
    /// ```
    pub fn bid(&self, amount: u32) {
        // Atomics have a ready-made step for this. Where there is none, take a lock, and look and change under it.
        self.highest.fetch_max(amount, Ordering::SeqCst);
    }
}
