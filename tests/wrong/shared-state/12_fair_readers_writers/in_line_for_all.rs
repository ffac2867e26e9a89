// expect: inefficient
// Belief: one after the other is fair.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// A lock for many readers or one writer.
#[derive(Default)]
pub struct ReadersWriters {
    state: Mutex<State>,
    changed: Condvar,
}

/// Who is inside, and whose turn it is.
#[derive(Default)]
struct State {
    n_readers: u32,
    is_writing: bool,
    next_ticket: u64,
    turn: u64,
}

impl State {
    fn take_ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket - 1
    }
}

impl ReadersWriters {
    /// A lock that nobody has.
    pub fn new() -> Self {
        ReadersWriters::default()
    }

    /// Does the work of a reader: others may read at the same time, nobody writes.
    pub fn read<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock().unwrap();
        let ticket = state.take_ticket();
        while state.turn != ticket || state.is_writing {
            state = self.changed.wait(state).unwrap();
        }
        state.n_readers += 1;
        drop(state);

        let result = work();

        let mut state = self.state.lock().unwrap();
        state.n_readers -= 1;
        state.turn += 1;
        self.changed.notify_all();
        result
    }

    /// Does the work of a writer: nobody else reads or writes.
    pub fn write<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut state = self.state.lock().unwrap();
        let ticket = state.take_ticket();
        while state.turn != ticket || state.is_writing || state.n_readers > 0 {
            state = self.changed.wait(state).unwrap();
        }
        state.is_writing = true;
        state.turn += 1;
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
