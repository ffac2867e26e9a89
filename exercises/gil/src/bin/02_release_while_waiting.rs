//! # 2. Release while waiting
//!
//! Only the thread that has the interpreter may run bytecodes. But a thread that waits for the network runs none. So CPython
//! gives the interpreter back before each wait of this kind, and takes it again afterwards. That is why threads help with
//! waiting, also in Python.
//!
//! There is a price. The interpreter's objects have no locks of their own. To add to a number is to read it and then to
//! write it, and what keeps others out in between is the interpreter's lock alone. Who hasn't got it must not touch any
//! object.
//!
//! Your task: write `download`. It is called by a thread that has the interpreter, and that has it again when `download`
//! returns.
//! - First it adds 1 to `stats.n_requests`.
//! - Then it calls `wait_for_network`. Two threads can wait there at the same time.
//! - Then it adds the number of bytes that have come to `stats.n_bytes`.
//!
//! ```text
//! has the interpreter   ann · ben ····························· ann · ben
//! ann                   n_requests ── waits for the network ── n_bytes
//! ben                         n_requests ── waits for the network ── n_bytes
//! ```

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
    todo!("count the request, wait for the network, count the bytes")
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
