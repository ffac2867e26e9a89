//! Twelve jobs for one, three and twelve workers: `cargo run -p channels --example busy_pool`.
//!
//! One of the jobs panics, with a message on standard error. The pool goes on. The times are real.

use std::thread;
use std::time::{Duration, Instant};

use channels::worker_pool::Pool;

fn main() {
    for n_workers in [1, 3, 12] {
        let start = Instant::now();
        let pool = Pool::start(n_workers);
        for number in 1..=12 {
            pool.run(move || {
                // A job that waits, as for a disk. It needs no core.
                thread::sleep(Duration::from_millis(30));
                assert!(number != 7, "job 7 fails");
            });
        }
        let queued = start.elapsed().as_millis();
        let n_panics = pool.finish();
        let finished = start.elapsed().as_millis();
        println!(
            "{n_workers:>2} workers: queued after {queued} ms, done after {finished:>3} ms, {n_panics} failed"
        );
    }
}
