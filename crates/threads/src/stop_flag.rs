//! Asking a thread to stop.
//!
//! There is no way to stop a thread from outside, and for a good reason: it might hold something half done. One can
//! only ask, and the thread must look.
//!
//! The question is a flag that two threads share. A plain `bool` can't be shared like that: one thread changing it
//! while another looks at it would be a *data race*, and safe Rust does not compile it. An [`AtomicBool`] may be
//! shared. It is changed by [`store`](AtomicBool::store) and looked at by [`load`](AtomicBool::load).
//! `Ordering::SeqCst` is the strictest ordering and the easiest to think about: all such operations of all threads
//! happen as if in one single order.
//!
//! Stopping politely has three parts: ask, let the thread finish what must be finished, wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A thread that counts until it is asked to stop.
#[derive(Debug)]
pub struct Counter {
    /// Stored by [`Counter::stop`], loaded by the thread. The `Arc` lets both own it: it is freed when both are done.
    stop: Arc<AtomicBool>,
    thread: JoinHandle<u64>,
}

impl Counter {
    /// Starts counting, a step each millisecond.
    ///
    /// ```
    /// let counter = threads::stop_flag::Counter::start();
    /// std::thread::sleep(std::time::Duration::from_millis(20));
    /// println!("counted to {}", counter.stop());
    /// ```
    pub fn start() -> Counter {
        let stop = Arc::new(AtomicBool::new(false));
        let asked_to_stop = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut n = 0;
            // Each time round it looks again. A flag that is read once, before the loop, is never seen to change.
            while !asked_to_stop.load(Ordering::SeqCst) {
                n += 1;
                thread::sleep(Duration::from_millis(1));
            }
            // Here is the place for what must be done at the end: save, close, say goodbye.
            n
        });
        Counter { stop, thread }
    }

    /// Asks the thread to stop, waits for it, and returns how far it got.
    ///
    /// Taking `self` by value means that nobody can stop the same counter twice.
    ///
    /// # Panics
    /// If the thread panicked.
    pub fn stop(self) -> u64 {
        // First ask, then wait. The other way round waits for a thread that nobody has asked.
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().unwrap()
    }
}
