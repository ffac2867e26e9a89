//! Two locks, always in the same order.
//!
//! Some changes need two locks at once. Then the order in which they are taken matters, and not only within one
//! function: one thread takes A and waits for B, another takes B and waits for A, and both wait for ever. That is a
//! *deadlock*.
//!
//! ```text
//! thread 1   lock A ── wants B ······························· for ever
//! thread 2   lock B ── wants A ······························· for ever
//! ```
//!
//! It needs bad luck, so it may show for the first time after a year. The cure needs no luck: **give the locks an
//! order, and let everybody take them in that order.** Any order will do, as long as it is the same one for all. Then
//! whoever has the highest lock of all that are taken waits for nobody, and can go on.
//!
//! Sometimes there is a simpler cure: don't hold two locks. Copy what you need, let go, then take the other one.
//!
//! One lock can be one too many as well. A thread that locks a [`Mutex`] which it has locked already never gets any
//! further, or panics.

use std::sync::Mutex;

/// A chest of drawers. Each drawer has a lock of its own.
#[derive(Debug)]
pub struct Chest {
    /// The order of the locks is the order of the indices: who holds one may only wait for a higher one.
    drawers: Vec<Mutex<Vec<String>>>,
}

impl Chest {
    /// A chest with these things in its drawers.
    pub fn new(contents: Vec<Vec<String>>) -> Chest {
        Chest {
            drawers: contents.into_iter().map(Mutex::new).collect(),
        }
    }

    /// What is in a drawer now.
    ///
    /// # Panics
    /// If there is no such drawer.
    pub fn look(&self, drawer: usize) -> Vec<String> {
        self.drawers[drawer].lock().unwrap().clone()
    }

    /// Exchanges what is in two drawers. Nobody can see it half done.
    ///
    /// ```
    /// use shared_state::lock_order::Chest;
    /// let chest = Chest::new(vec![vec!["sock".into()], vec!["shirt".into()]]);
    /// std::thread::scope(|scope| {
    ///     // One says (0, 1), the other (1, 0). Inside, both lock 0 first.
    ///     scope.spawn(|| chest.exchange(0, 1));
    ///     scope.spawn(|| chest.exchange(1, 0));
    /// });
    /// assert_eq!(chest.look(0), ["sock"]);
    /// ```
    ///
    /// # Panics
    /// If there is no such drawer.
    pub fn exchange(&self, one: usize, other: usize) {
        if one == other {
            // Nothing to do, and locking the same drawer twice would never end.
            return;
        }
        let mut low = self.drawers[one.min(other)].lock().unwrap();
        let mut high = self.drawers[one.max(other)].lock().unwrap();
        std::mem::swap(&mut *low, &mut *high);
    }

    /// Adds a copy of what is in one drawer to another. There is never more than one lock to hold.
    ///
    /// This has a price: in between, both are unlocked, and the first may change. Here that does no harm, since it is
    /// only copied. For [`exchange`](Chest::exchange), it would.
    ///
    /// ```
    /// use shared_state::lock_order::Chest;
    /// let chest = Chest::new(vec![vec!["sock".into()], vec!["shirt".into()]]);
    /// chest.copy_into(0, 1);
    /// assert_eq!(chest.look(1), ["shirt", "sock"]);
    /// // Even this ends: the first lock is free before the second is taken.
    /// chest.copy_into(0, 0);
    /// assert_eq!(chest.look(0), ["sock", "sock"]);
    /// ```
    ///
    /// # Panics
    /// If there is no such drawer.
    pub fn copy_into(&self, from: usize, to: usize) {
        // `look` has let go of the lock when it returns.
        let copy = self.look(from);
        self.drawers[to].lock().unwrap().extend(copy);
    }
}
