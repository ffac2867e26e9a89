//! Drops a handle, and shows that the thread runs on: `cargo run -p threads --example detached`.
//!
//! Then `main` returns, and the thread is gone in the middle of a sentence.

use std::thread;
use std::time::Duration;

fn main() {
    let worker = thread::spawn(|| {
        for line in 1.. {
            println!("worker: line {line}");
            thread::sleep(Duration::from_millis(100));
        }
    });
    // Dropping the handle does not stop the thread. It only means that nobody can wait for it any more.
    drop(worker);
    println!("main: the handle is gone");
    // A sleep, to have something to watch. It puts nothing in order: how many lines come out may vary.
    thread::sleep(Duration::from_millis(350));
    println!("main: the end, for all of us");
}
