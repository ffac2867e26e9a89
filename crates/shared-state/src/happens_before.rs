//! When one thread sees what another did.
//!
//! Compilers and processors reorder, delay and keep copies. Within one thread nobody can tell. Between threads, one
//! can: what one thread wrote first, another may see last. What can be relied on is a relation between two steps of a
//! program, *A happens before B*. It means: **B sees what A did**, in every run in which the two stand like that.
//!
//! There are only a few ways to get it:
//!
//! - A comes before B in the same thread.
//! - A is before a `spawn`, B in the new thread. Or: A is in a thread, B after its `join`.
//! - A is before letting go of a lock, B after the taking of the *same* lock later.
//! - A is before the store of a value in an atomic, B after a load that saw that value (with `Release` and `Acquire`,
//!   or the stricter `SeqCst`).
//! - A happens before X, and X happens before B.
//!
//! Three things that it is not:
//!
//! - It is not "earlier". A may be a second earlier on the clock, and nothing makes B see it.
//! - It is not made by sleeping. A `sleep` orders nothing.
//! - It is not made by *another* lock. Two locks for one value are two doors to one room.
//!
//! If neither of two steps happens before the other, they are *concurrent*. Both orders must be fine.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

/// A number that one thread leaves for others.
#[derive(Debug, Default)]
pub struct Note {
    /// Written before `is_written` is set, read only by those who saw it set. `Relaxed` orders nothing by itself: all
    /// the order here comes from the lock.
    number: AtomicU32,
    is_written: Mutex<bool>,
}

impl Note {
    /// An empty note.
    pub fn new() -> Note {
        Note::default()
    }

    /// Writes the note. To be called once.
    pub fn write(&self, number: u32) {
        // 1: the number.
        self.number.store(number, Ordering::Relaxed);
        // 2: the lock is taken, and let go of at the end of the statement. 1 happens before that.
        *self.is_written.lock().unwrap() = true;
    }

    /// The number, if it is there already.
    ///
    /// There are two possible answers, and only two: nothing, or the number. "Written, but still 0" is impossible.
    ///
    /// ```
    /// use shared_state::happens_before::Note;
    /// let note = Note::new();
    /// std::thread::scope(|scope| {
    ///     scope.spawn(|| note.write(7));
    ///     scope.spawn(|| assert!(matches!(note.read(), None | Some(7))));
    /// });
    /// // After the scope, both threads have been joined. Everything in them happens before this.
    /// assert_eq!(note.read(), Some(7));
    /// ```
    pub fn read(&self) -> Option<u32> {
        // 3: the same lock. If this sees `true`, then 2 came first, so 1 happens before 2, and 2 before 3 …
        let is_written = *self.is_written.lock().unwrap();
        // 4: … and 3 before 4. If it sees `false`, nothing is known, and nothing is read.
        is_written.then(|| self.number.load(Ordering::Relaxed))
    }
}
