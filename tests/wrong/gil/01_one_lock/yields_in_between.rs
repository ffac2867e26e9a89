// expect: inefficient starvation
// Belief: after `yield_now` the others have had their turn.

use std::sync::{Condvar, Mutex};
use std::thread;

/// The lock of an interpreter.
pub struct Gil {
    interval: u32,
    state: Mutex<State>,
    /// The interpreter was given back.
    freed: Condvar,
}

/// Who has it, and for how long.
#[derive(Default)]
struct State {
    is_taken: bool,
    n_waiting: u32,
    n_run: u32,
}

impl Gil {
    /// Nobody has the interpreter. Whoever gets it may run `interval` bytecodes, at least one, while others wait.
    pub fn new(interval: u32) -> Self {
        Gil {
            interval,
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// Returns when the calling thread has the interpreter.
    pub fn acquire(&self) {
        let mut state = self.state.lock().unwrap();
        state.n_waiting += 1;
        while state.is_taken {
            state = self.freed.wait(state).unwrap();
        }
        state.n_waiting -= 1;
        state.is_taken = true;
        state.n_run = 0;
    }

    /// Gives the interpreter back. Only who has it may call this.
    pub fn release(&self) {
        self.state.lock().unwrap().is_taken = false;
        self.freed.notify_one();
    }

    /// A bytecode was run. Only who has the interpreter may call this, and it has it when this returns.
    pub fn tick(&self) {
        let mut state = self.state.lock().unwrap();
        state.n_run += 1;
        let is_time = state.n_run >= self.interval && state.n_waiting > 0;
        drop(state);
        if is_time {
            self.release();
            thread::yield_now();
            self.acquire();
        }
    }
}

/// A thread of the interpreted program. Leave it as it is.
pub fn run(gil: &Gil, name: &str, n_bytecodes: u32) {
    gil.acquire();
    for number in 1..=n_bytecodes {
        println!("{name} runs bytecode {number}");
        lab::cpu(1000);
        gil.tick();
    }
    gil.release();
}

fn main() {
    let gil = Gil::new(2);
    thread::scope(|scope| {
        for name in ["ann", "ben", "cat"] {
            let gil = &gil;
            scope.spawn(move || run(gil, name, 6));
        }
    });
}
