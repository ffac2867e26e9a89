//! Few threads, many jobs.
//!
//! A thread for each job is wasteful if there are thousands: each needs memory for its stack, and no more of them can
//! compute at the same time than there are cores. A *pool* starts a few workers once. Jobs go into a queue, and who is
//! free takes the next one. So a long job keeps one worker busy, and the others go on.
//!
//! A `std` receiver can't be cloned. For many workers at one queue, the receiver goes into a `Mutex`. Then everything
//! depends on how long the lock is held: while taking a job, yes; while doing it, no.
//!
//! ```text
//! let job = queue.lock().unwrap().recv();          the guard is dropped at the end of this statement
//! while let Ok(job) = queue.lock().unwrap().recv() { … }      the guard lives through the whole body
//! ```
//!
//! The second form looks the same, and works. But there is never more than one worker at work.
//!
//! A pool has to be ended: drop the sender, so that the queue ends when the last job is taken; then join the workers.
//! Joining first would never end.

use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// Something to be done, once, by whichever worker is free.
type Job = Box<dyn FnOnce() + Send>;

/// A few workers and a queue of jobs.
#[derive(Debug)]
pub struct Pool {
    jobs: Sender<Job>,
    /// Each returns how many of its jobs panicked.
    workers: Vec<JoinHandle<usize>>,
}

impl Pool {
    /// Starts the workers.
    ///
    /// # Panics
    /// If `n_workers` is 0: nobody would ever do a job.
    pub fn start(n_workers: usize) -> Pool {
        assert!(n_workers > 0, "a pool needs a worker");
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        let mut workers = Vec::new();
        for _ in 0..n_workers {
            let queue = Arc::clone(&queue);
            workers.push(thread::spawn(move || work(&queue)));
        }
        Pool { jobs, workers }
    }

    /// Puts a job into the queue, and returns at once.
    ///
    /// # Panics
    /// If there is no worker any more, which does not happen as long as the pool is there.
    pub fn run(&self, job: impl FnOnce() + Send + 'static) {
        self.jobs.send(Box::new(job)).unwrap();
    }

    /// Lets the workers do what is still in the queue, and waits for them. Returns how many jobs panicked.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use channels::worker_pool::Pool;
    /// let sum = Arc::new(AtomicU64::new(0));
    /// let pool = Pool::start(3);
    /// for n in 1..=100 {
    ///     let sum = Arc::clone(&sum);
    ///     pool.run(move || {
    ///         assert!(n != 50, "not this one");
    ///         sum.fetch_add(n, Ordering::SeqCst);
    ///     });
    /// }
    /// assert_eq!(pool.finish(), 1);
    /// assert_eq!(sum.load(Ordering::SeqCst), 5000);
    /// ```
    ///
    /// # Panics
    /// If a worker panicked, which no job can make it do.
    pub fn finish(self) -> usize {
        // First this, so that the queue ends. Then the joins.
        drop(self.jobs);
        let mut n_panics = 0;
        for worker in self.workers {
            n_panics += worker.join().unwrap();
        }
        n_panics
    }
}

/// What a worker does: one job after the other, until there will be no more. Returns how many panicked.
fn work(queue: &Mutex<Receiver<Job>>) -> usize {
    let mut n_panics = 0;
    loop {
        // One worker sleeps in `recv`, with the lock; the others sleep in `lock`. A job wakes the first;
        // the lock, of which that one lets go, wakes the next.
        let job = queue.lock().unwrap().recv();
        // Here the lock is free.
        let Ok(job) = job else { return n_panics };
        // A panic would end the worker, and the pool would be one short from then on. What the job itself has left half
        // done is no business of the pool.
        if panic::catch_unwind(AssertUnwindSafe(job)).is_err() {
            n_panics += 1;
        }
    }
}
