//! Change it if nobody else has.
//!
//! An atomic has ready-made steps for adding, for the maximum, and a few more. For everything else there is
//! [`compare_exchange`](AtomicU8::compare_exchange): *if it is still what I saw, make it this; if not, tell me what it
//! is now.* All that is one step, which nothing can interrupt.
//!
//! So any change can be done in a loop:
//!
//! 1. load the value;
//! 2. compute what it should become;
//! 3. `compare_exchange` the one for the other. `Ok`: done. `Err`: somebody else was faster, and the new value comes
//!    with it. Go to 2.
//!
//! Ignoring the `Err` is the classic mistake: then nothing was changed, and the program goes on as if it had been.
//!
//! No thread ever waits for a lock here. And whenever one has to try again, another one has just got on. That is called
//! *lock-free*. It does not promise that everybody gets on: see [`fairness`](crate::fairness).
//!
//! [`compare_exchange_weak`](AtomicU8::compare_exchange_weak) may fail for no reason, which makes it cheaper on some
//! processors. In a loop that does not matter.
//!
//! It works on one atomic. Two of them can't be changed in one step like that: for two values that belong together,
//! take a lock.

use std::sync::atomic::{AtomicU8, Ordering};

/// Eight seats. Each bit is a seat, and a 1 is a taken one.
#[derive(Debug, Default)]
pub struct Seats {
    /// Changed by everybody, at any time, and only by `compare_exchange` or in one ready-made step.
    taken: AtomicU8,
}

impl Seats {
    /// Eight free seats.
    pub fn new() -> Seats {
        Seats::default()
    }

    /// Takes the free seat with the lowest number. `None` if there is none.
    ///
    /// ```
    /// use shared_state::compare_exchange::Seats;
    /// let seats = Seats::new();
    /// let mut got = std::thread::scope(|scope| {
    ///     let people = [(); 9].map(|()| scope.spawn(|| seats.take()));
    ///     people.map(|person| person.join().unwrap())
    /// });
    /// got.sort();
    /// // One of nine has no seat, and no seat was given twice.
    /// assert_eq!(got[0], None);
    /// assert_eq!(got[1..], [0, 1, 2, 3, 4, 5, 6, 7].map(Some));
    /// ```
    pub fn take(&self) -> Option<u32> {
        let mut taken = self.taken.load(Ordering::SeqCst);
        loop {
            let seat = taken.trailing_ones();
            if seat == u8::BITS {
                return None;
            }
            let with_mine = taken | (1 << seat);
            match self
                .taken
                .compare_exchange(taken, with_mine, Ordering::SeqCst, Ordering::SeqCst)
            {
                Ok(_) => return Some(seat),
                // Somebody sat down or got up. Perhaps another seat is the lowest now: choose again.
                Err(now_taken) => taken = now_taken,
            }
        }
    }

    /// Gives a seat back. No loop: taking away a bit is a ready-made step.
    ///
    /// ```
    /// use shared_state::compare_exchange::Seats;
    /// let seats = Seats::new();
    /// assert_eq!([seats.take(), seats.take()], [Some(0), Some(1)]);
    /// seats.give_back(0);
    /// assert_eq!(seats.take(), Some(0));
    /// ```
    ///
    /// # Panics
    /// If there is no such seat, or if it is free.
    pub fn give_back(&self, seat: u32) {
        assert!(seat < u8::BITS, "there is no seat {seat}");
        let before = self.taken.fetch_and(!(1 << seat), Ordering::SeqCst);
        assert!(before & (1 << seat) != 0, "seat {seat} was free");
    }
}
