// expect: inefficient starvation
// Belief: whoever has the interpreter may finish its work first.

use std::sync::{Condvar, Mutex};
use std::thread;

/// The lock of an interpreter.
pub struct Gil {
    interval: u32,
    queue: Mutex<Queue>,
    /// Another number is served.
    moved_on: Condvar,
}

/// Who is served, and who comes after.
#[derive(Default)]
struct Queue {
    /// The number for the next one who comes.
    next: u64,
    /// Who has this number has the interpreter. When it is `next`, nobody has.
    served: u64,
    /// Bytecodes that were run under this number.
    n_run: u32,
}

impl Gil {
    /// Nobody has the interpreter. Whoever gets it may run `interval` bytecodes, at least one, while others wait.
    pub fn new(interval: u32) -> Self {
        Gil {
            interval,
            queue: Mutex::default(),
            moved_on: Condvar::new(),
        }
    }

    /// Returns when the calling thread has the interpreter.
    pub fn acquire(&self) {
        let mut queue = self.queue.lock().unwrap();
        let number = queue.next;
        queue.next += 1;
        while queue.served != number {
            queue = self.moved_on.wait(queue).unwrap();
        }
    }

    /// Gives the interpreter back. Only who has it may call this.
    pub fn release(&self) {
        let mut queue = self.queue.lock().unwrap();
        queue.served += 1;
        queue.n_run = 0;
        self.moved_on.notify_all();
    }

    /// A bytecode was run. Only who has the interpreter may call this, and it has it when this returns.
    pub fn tick(&self) {
        let mut queue = self.queue.lock().unwrap();
        queue.n_run += 1;
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
