//! So many, and not more.
//!
//! A mutex lets one in. A *semaphore* lets in as many as it has permits: ten downloads at a time, four connections to a
//! database. `std` has none. A number under a lock, and a condition variable, are enough to make one.
//!
//! A semaphore is not a lock with a bigger number. A lock protects a value, and who locked it lets go of it. A permit
//! protects nothing, and whoever likes may give it back. So a semaphore can also count events: one thread gives permits
//! (a parcel has come), another one takes them.
//!
//! What was taken must be given back on every way out, also when a panic is the way. [`Garage::leave`] has to be called
//! by hand, and it can be forgotten. A guard that gives back when it is dropped can't forget: see
//! [`guards`](crate::guards).

use std::sync::{Condvar, Mutex};

/// A garage with a number of places. A long car needs more than one of them.
#[derive(Debug)]
pub struct Garage {
    n_places: u32,
    /// Never below 0, never above `n_places`.
    n_free: Mutex<u32>,
    /// Notified each time that places become free.
    somebody_left: Condvar,
}

impl Garage {
    /// An empty garage.
    pub fn new(n_places: u32) -> Garage {
        Garage {
            n_places,
            n_free: Mutex::new(n_places),
            somebody_left: Condvar::new(),
        }
    }

    /// How many places are free now.
    pub fn n_free(&self) -> u32 {
        *self.n_free.lock().unwrap()
    }

    /// Takes `n` places, all at once. Sleeps while there are not so many.
    ///
    /// All at once matters. Two long cars that each take one place, and then wait for the second, may fill the garage
    /// and wait for ever.
    ///
    /// ```
    /// use shared_state::semaphores::Garage;
    /// let garage = Garage::new(2);
    /// std::thread::scope(|scope| {
    ///     for n in [1, 2, 1, 2] {
    ///         let garage = &garage;
    ///         scope.spawn(move || {
    ///             garage.enter(n);
    ///             assert!(garage.n_free() <= 2 - n);
    ///             garage.leave(n);
    ///         });
    ///     }
    /// });
    /// assert_eq!(garage.n_free(), 2);
    /// ```
    ///
    /// # Panics
    /// If the garage has not so many places at all. Waiting would never end.
    pub fn enter(&self, n: u32) {
        assert!(
            n <= self.n_places,
            "a garage of {} places, a car for {n}",
            self.n_places
        );
        let mut n_free = self.n_free.lock().unwrap();
        while *n_free < n {
            n_free = self.somebody_left.wait(n_free).unwrap();
        }
        *n_free -= n;
    }

    /// Takes `n` places if they are free, without waiting. Returns whether they were.
    ///
    /// ```
    /// use shared_state::semaphores::Garage;
    /// let garage = Garage::new(2);
    /// assert!(garage.try_enter(2));
    /// assert!(!garage.try_enter(1));
    /// ```
    pub fn try_enter(&self, n: u32) -> bool {
        let mut n_free = self.n_free.lock().unwrap();
        let has_room = *n_free >= n;
        if has_room {
            *n_free -= n;
        }
        has_room
    }

    /// Gives `n` places back.
    ///
    /// # Panics
    /// If more are given back than were taken.
    pub fn leave(&self, n: u32) {
        let mut n_free = self.n_free.lock().unwrap();
        // Looked at before the change: a panic after it would leave a wrong number behind.
        assert!(
            *n_free + n <= self.n_places,
            "more places given back than were taken"
        );
        *n_free += n;
        // Not `notify_one`: it may wake a long car for which there is still no room, while a short one sleeps on.
        self.somebody_left.notify_all();
    }
}
