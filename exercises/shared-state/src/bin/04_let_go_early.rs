//! # 4. Let go early
//!
//! While one thread holds a lock, the others wait for it. So nothing slow should happen under a lock.
//!
//! In this kitchen several cooks work at the same time. When a dish is ready, it gets the next number, and two lines
//! are printed. `n_served` counts the dishes, and its lock is also for the screen: who holds it may print.
//!
//! Your task: write `serve`. Cook the dish, then count it and print `no. 1: soup` and `no. 1: enjoy!` (with its own
//! number and name).
//! - The numbers count up on the screen, and the two lines of a dish stand together.
//! - Two cooks can cook at the same time.
//!
//! ```text
//! soup    ── cooks ······ 200 ms ── lock · no. 1: soup · no. 1: enjoy! · unlock
//! salad   ── cooks ······ 200 ms ── waits ······························ lock · no. 2: salad · …
//! ```

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// The slow part. Leave it as it is.
pub fn cook(dish: &str) -> String {
    thread::sleep(Duration::from_millis(200));
    dish.to_owned()
}

/// Cooks a dish, gives it the next number, and prints its two lines.
pub fn serve(n_served: &Mutex<u32>, dish: &str) {
    todo!("cook, count, print")
}

fn main() {
    let start = Instant::now();
    let n_served = Mutex::new(0);
    thread::scope(|scope| {
        for dish in ["soup", "salad", "rice", "cake"] {
            let n_served = &n_served;
            scope.spawn(move || serve(n_served, dish));
        }
    });
    println!("all of it after {} ms", start.elapsed().as_millis());
}
