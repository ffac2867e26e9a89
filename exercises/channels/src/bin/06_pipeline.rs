//! # 6. Pipeline
//!
//! Work that is done in steps can be done like on an assembly line: each step is a thread, and a channel leads to the
//! next one. While one item is cooked, the next is peeled, and the one after it washed. Each item takes as long as
//! before, but more of them are under way at the same time.
//!
//! Your task: in `run`, build the pipeline: `wash`, then `peel`, then `cook`, each in a thread of its own.
//! - Between two steps there is room for one potato (`ROOM`), not more: a quick step waits for a slow one.
//! - The result is what was cooked, in order. If a step panics, it is `Err(Broken)`, and `run` must not hang.
//! - No thread is left running.
//!
//! ```text
//! wash  ── 1 ── 2 ── 3 ──
//! peel  ─────── 1 ── 2 ── 3 ──
//! cook  ──────────── 1 ·········· 2 ·········· 3 ·········· ──▶ Ok([cooked 1, cooked 2, cooked 3])
//! ```

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How many potatoes may wait between two steps.
pub const ROOM: usize = 1;

/// A step has panicked.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken;

/// The first step. Leave it as it is.
pub fn wash(potato: i32) -> i32 {
    thread::sleep(Duration::from_millis(100));
    potato
}

/// The second step. It panics on a rotten potato, which has a negative number. Leave it as it is.
pub fn peel(potato: i32) -> i32 {
    thread::sleep(Duration::from_millis(100));
    assert!(potato >= 0, "potato {potato} is rotten");
    potato
}

/// The third step, a slow one. Leave it as it is.
pub fn cook(potato: i32) -> String {
    thread::sleep(Duration::from_millis(300));
    format!("cooked {potato}")
}

/// Washes, peels and cooks: three threads, one after the other for each potato, at the same time for different ones.
pub fn run(potatoes: Vec<i32>) -> Result<Vec<String>, Broken> {
    // What is cooked need not go through a channel: a thread can return it.
    todo!("start a thread for each step, with a channel between one and the next")
}

fn main() {
    for potatoes in [vec![1, 2, 3, 4], vec![1, -2, 3, 4]] {
        let start = Instant::now();
        let result = run(potatoes.clone());
        let millis = start.elapsed().as_millis();
        println!("{potatoes:?}: {result:?} after {millis} ms");
    }
}
