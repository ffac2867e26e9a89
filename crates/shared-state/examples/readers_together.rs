//! Times eight slow readers, with a mutex and with a read-write lock:
//! `cargo run -p shared-state --example readers_together`.
//!
//! The times are real. How the two compare is not luck: readers exclude each other with the one, and not with the
//! other.

use std::sync::{Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

/// Lets eight threads read at the same time, as far as they can, and returns how long it took.
fn time(read: impl Fn() + Sync) -> Duration {
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(&read);
        }
    });
    start.elapsed()
}

/// Looks at something for a while, without changing it.
fn look(_: &str) {
    thread::sleep(Duration::from_millis(50));
}

fn main() {
    let mutex = Mutex::new("a page".to_owned());
    let rw_lock = RwLock::new("a page".to_owned());
    let with_mutex = time(|| look(&mutex.lock().unwrap()));
    let with_rw_lock = time(|| look(&rw_lock.read().unwrap()));
    println!("8 readers, 50 ms each");
    println!(
        "Mutex   {:>4} ms: one after the other",
        with_mutex.as_millis()
    );
    println!("RwLock  {:>4} ms: all together", with_rw_lock.as_millis());
}
