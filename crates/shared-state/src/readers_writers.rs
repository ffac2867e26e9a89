//! Many may look, one may change.
//!
//! A [`Mutex`](std::sync::Mutex) keeps out even those who only want to look. A [`RwLock`] makes a difference:
//! [`read`](RwLock::read) lets any number in, as long as nobody changes anything; [`write`](RwLock::write) lets in one,
//! alone. It is the borrow checker's rule, many `&` or one `&mut`, kept while the program runs.
//!
//! It pays where there is much looking, little changing, and the looking takes a while. For a quick look, a `Mutex` is
//! often faster, because it has less to count.
//!
//! Two traps:
//!
//! - There is no way from reading to writing without letting go. A thread that holds a read guard and calls `write`
//!   waits for itself. And after letting go, all that was seen may have changed: **look again** under the write lock.
//! - Whether readers may come in while a writer waits depends on the system. If they may, the writer can wait for very
//!   long. If they may not, a thread that calls `read` a second time may wait for a writer that waits for it. So don't
//!   take a read lock twice.

use std::sync::{Barrier, RwLock};
use std::thread;

/// When the bus leaves, in minutes after midnight. In order, none twice.
#[derive(Debug, Default)]
pub struct Timetable {
    departures: RwLock<Vec<u32>>,
}

impl Timetable {
    /// A timetable without a bus.
    pub fn new() -> Timetable {
        Timetable::default()
    }

    /// The first bus at this minute or later. Any number of people can look at the same time.
    ///
    /// ```
    /// use shared_state::readers_writers::Timetable;
    /// let timetable = Timetable::new();
    /// timetable.add(480);
    /// assert_eq!(timetable.next(475), Some(480));
    /// assert_eq!(timetable.next(500), None);
    /// ```
    pub fn next(&self, minute: u32) -> Option<u32> {
        let departures = self.departures.read().unwrap();
        departures.iter().copied().find(|&bus| bus >= minute)
    }

    /// Adds a bus. Returns false, and changes nothing, if there is one at that minute already.
    ///
    /// ```
    /// use shared_state::readers_writers::Timetable;
    /// let timetable = Timetable::new();
    /// let added = std::thread::scope(|scope| {
    ///     let both = [0, 1].map(|_| scope.spawn(|| timetable.add(480)));
    ///     both.map(|thread| thread.join().unwrap())
    /// });
    /// assert_ne!(added[0], added[1], "one of them was first");
    /// ```
    pub fn add(&self, minute: u32) -> bool {
        // A first look, which keeps no reader waiting. It is enough if the bus is there: buses are never removed.
        if self
            .departures
            .read()
            .unwrap()
            .binary_search(&minute)
            .is_ok()
        {
            return false;
        }
        // Here no lock is held, and somebody else may add the same bus. So the second look is the one that counts.
        let mut departures = self.departures.write().unwrap();
        match departures.binary_search(&minute) {
            Ok(_) => false,
            Err(place) => {
                departures.insert(place, minute);
                true
            }
        }
    }
}

/// Two readers who meet while both hold the lock. Returns what each of them read.
///
/// They wait for each other inside. With a `Mutex`, the second could not get in, and this would never end.
///
/// ```
/// assert_eq!(shared_state::readers_writers::meet_inside(7), [7, 7]);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn meet_inside(number: u32) -> [u32; 2] {
    let lock = RwLock::new(number);
    let both_are_in = Barrier::new(2);
    thread::scope(|scope| {
        let readers = [(), ()].map(|()| {
            scope.spawn(|| {
                let guard = lock.read().unwrap();
                both_are_in.wait();
                *guard
            })
        });
        readers.map(|reader| reader.join().unwrap())
    })
}
