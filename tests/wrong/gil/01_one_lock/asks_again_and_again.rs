// expect: inefficient busy-wait
// Belief: to ask again and again is a way of waiting.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

/// The lock of an interpreter.
pub struct Gil {
    interval: u32,
    next: AtomicU32,
    served: AtomicU32,
    n_run: AtomicU32,
}

impl Gil {
    /// Nobody has the interpreter. Whoever gets it may run `interval` bytecodes, at least one, while others wait.
    pub fn new(interval: u32) -> Self {
        Gil {
            interval,
            next: AtomicU32::new(0),
            served: AtomicU32::new(0),
            n_run: AtomicU32::new(0),
        }
    }

    /// Returns when the calling thread has the interpreter.
    pub fn acquire(&self) {
        let number = self.next.fetch_add(1, Ordering::SeqCst);
        while self.served.load(Ordering::SeqCst) != number {
            thread::yield_now();
        }
    }

    /// Gives the interpreter back. Only who has it may call this.
    pub fn release(&self) {
        self.n_run.store(0, Ordering::SeqCst);
        self.served.fetch_add(1, Ordering::SeqCst);
    }

    /// A bytecode was run. Only who has the interpreter may call this, and it has it when this returns.
    pub fn tick(&self) {
        let n_run = self.n_run.fetch_add(1, Ordering::SeqCst) + 1;
        let others_wait = self.next.load(Ordering::SeqCst) > self.served.load(Ordering::SeqCst) + 1;
        if n_run >= self.interval && others_wait {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            self.release();
            while self.served.load(Ordering::SeqCst) != number {
                thread::yield_now();
            }
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
