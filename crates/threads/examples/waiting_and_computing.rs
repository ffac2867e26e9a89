//! Measures what threads are good for: `cargo run --release -p threads --example waiting_and_computing`.
//!
//! Four waits overlap on any machine: that is concurrency. Four computations overlap only as far as there are cores:
//! that is parallelism. The times are real and differ from run to run; nothing here is a promise.

use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

/// A task that does nothing but wait, as one does for a disk or another machine.
fn wait() {
    thread::sleep(Duration::from_millis(200));
}

/// A task that keeps a core busy.
fn compute() {
    let mut x = 1_u64;
    for n in 0..100_000_000_u64 {
        // `black_box` keeps the optimiser from finding out that nobody needs the result.
        x = black_box(x.rotate_left(5) ^ n);
    }
    black_box(x);
}

/// Runs a task four times, one after the other.
fn one_after_the_other(task: fn()) -> Duration {
    let start = Instant::now();
    for _ in 0..4 {
        task();
    }
    start.elapsed()
}

/// Runs a task four times, on four threads.
fn on_four_threads(task: fn()) -> Duration {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(task);
        }
    });
    start.elapsed()
}

fn main() {
    let n_cores = thread::available_parallelism().map_or(1, usize::from);
    println!("this machine offers {n_cores} cores to this program");
    println!("                     in turn    on 4 threads");
    for (name, task) in [("waiting", wait as fn()), ("computing", compute as fn())] {
        println!(
            "4 times {name:<10} {:>7} ms    {:>7} ms",
            one_after_the_other(task).as_millis(),
            on_four_threads(task).as_millis(),
        );
    }
}
