//! Measures what a global lock allows: `cargo run --release -p gil --example waiting_and_computing`.
//!
//! Four waits overlap, lock or no lock. Four computations overlap only with an interpreter each, and only as far as there
//! are cores. The times are real and differ from run to run; nothing here is a promise.

use std::thread;
use std::time::{Duration, Instant};

use gil::{one_each, waiting};

/// How long something takes.
fn measure(name: &str, task: impl FnOnce() -> i64) {
    let start = Instant::now();
    let n_done = task();
    println!(
        "{name:<44} {n_done} done in {:>5} ms",
        start.elapsed().as_millis()
    );
}

fn main() {
    let n_cores = thread::available_parallelism().map_or(1, usize::from);
    println!("this machine offers {n_cores} cores to this program");
    let wait = Duration::from_millis(200);
    measure("1 thread waits", || waiting::wait_together(1, wait));
    measure("4 threads of one interpreter wait", || {
        waiting::wait_together(4, wait)
    });
    let n_rounds = 100_000_000;
    measure("1 thread computes", || {
        one_each::compute_in_one(1, n_rounds)
    });
    measure("4 threads of one interpreter compute", || {
        one_each::compute_in_one(4, n_rounds)
    });
    measure("4 threads with an interpreter each compute", || {
        one_each::compute(4, n_rounds)
    });
}
