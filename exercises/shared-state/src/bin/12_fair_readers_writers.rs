//! # 12. Fair readers and writers
//!
//! This lock works: many can read at the same time, a writer is alone, nobody sleeps for ever when all others are gone.
//! But run it, and look when the writer gets its turn. As long as one reader is always inside, it never does. It
//! *starves*.
//!
//! Let us say: A *passes* B if B is already asleep in `read` or `write` when A calls, and A still gets in before B.
//!
//! Your task: mend the lock.
//! - A writer that waits is passed by at most one reader.
//! - A reader that waits is passed by at most one writer. To let writers always go first is no way out: then the readers
//!   starve.
//! - Readers can still read at the same time, and who waits sleeps on a `Condvar`.
//!
//! This holds in every schedule. So think twice: who is woken up still has to take the mutex, and somebody who has just
//! come may be quicker.
//!
//! ```text
//! reader 1   ── reads ────── reads ──── reads ──
//! reader 2       ── reads ────── reads ──── reads ──
//! writer            asks, z z z z z z z z z z z z z z z z z …
//! ```

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// A lock for many readers or one writer.
#[derive(Default)]
pub struct ReadersWriters {
    state: Mutex<State>,
    changed: Condvar,
}

/// Who is inside.
#[derive(Default)]
struct State {
    n_readers: u32,
    is_writing: bool,
}

impl ReadersWriters {
    /// A lock that nobody has.
    pub fn new() -> Self {
        ReadersWriters::default()
    }

    /// Does the work of a reader: others may read at the same time, nobody writes.
    pub fn read<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock().unwrap();
        while state.is_writing {
            state = self.changed.wait(state).unwrap();
        }
        state.n_readers += 1;
        drop(state);

        let result = work();

        let mut state = self.state.lock().unwrap();
        state.n_readers -= 1;
        self.changed.notify_all();
        result
    }

    /// Does the work of a writer: nobody else reads or writes.
    pub fn write<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock().unwrap();
        while state.is_writing || state.n_readers > 0 {
            state = self.changed.wait(state).unwrap();
        }
        state.is_writing = true;
        drop(state);

        let result = work();

        let mut state = self.state.lock().unwrap();
        state.is_writing = false;
        self.changed.notify_all();
        result
    }
}

fn main() {
    let lock = &ReadersWriters::new();
    thread::scope(|scope| {
        for reader in 1..=3 {
            scope.spawn(move || {
                for _ in 0..5 {
                    lock.read(|| {
                        println!("reader {reader} reads");
                        thread::sleep(Duration::from_millis(50 + 10 * reader));
                    });
                }
            });
        }
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(20));
            println!("the writer asks");
            lock.write(|| println!("the writer writes"));
        });
    });
}
