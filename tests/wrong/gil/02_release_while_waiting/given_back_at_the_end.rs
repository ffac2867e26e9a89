// expect: race not-taken-again
// Belief: whoever is done gives the interpreter back.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// The lock of the interpreter. Leave it as it is.
#[derive(Default)]
pub struct Gil {
    is_taken: Mutex<bool>,
    freed: Condvar,
}

impl Gil {
    /// Returns when the calling thread has the interpreter.
    pub fn acquire(&self) {
        let mut is_taken = self.is_taken.lock().unwrap();
        while *is_taken {
            is_taken = self.freed.wait(is_taken).unwrap();
        }
        *is_taken = true;
    }

    /// Gives the interpreter back.
    pub fn release(&self) {
        *self.is_taken.lock().unwrap() = false;
        self.freed.notify_one();
    }
}

/// An object of the interpreter: a number, without a lock. Leave it as it is.
#[derive(Default)]
pub struct Number {
    value: AtomicU32,
}

impl Number {
    /// Reads it. Only who has the interpreter may do this.
    pub fn get(&self) -> u32 {
        self.value.load(Ordering::SeqCst)
    }

    /// Writes it. Only who has the interpreter may do this.
    pub fn set(&self, value: u32) {
        self.value.store(value, Ordering::SeqCst);
    }
}

/// What the interpreted program counts.
#[derive(Default)]
pub struct Stats {
    /// Downloads that were begun.
    pub n_requests: Number,
    /// Bytes that have come.
    pub n_bytes: Number,
}

/// Waits until the answer has come, and returns how many bytes it has. It touches no object. Leave it as it is.
pub fn wait_for_network() -> u32 {
    lab::io(Duration::from_millis(100));
    1500
}

/// Downloads something. Who calls it has the interpreter, before and after.
pub fn download(gil: &Gil, stats: &Stats) {
    stats.n_requests.set(stats.n_requests.get() + 1);
    gil.release();
    let n_bytes = wait_for_network();
    gil.acquire();
    stats.n_bytes.set(stats.n_bytes.get() + n_bytes);
    gil.release();
}

fn main() {
    let start = Instant::now();
    let (gil, stats) = (Gil::default(), Stats::default());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                gil.acquire();
                download(&gil, &stats);
                gil.release();
            });
        }
    });
    println!(
        "{} requests, {} bytes",
        stats.n_requests.get(),
        stats.n_bytes.get()
    );
    println!("after {} ms", start.elapsed().as_millis());
}
