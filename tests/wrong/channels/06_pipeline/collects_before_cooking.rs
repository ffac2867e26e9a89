// expect: inefficient stage-buffers-all
// Belief: `collect` in the middle of a chain costs nothing.

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
    let (to_peel, washed) = mpsc::sync_channel(ROOM);
    let (to_cook, peeled) = mpsc::sync_channel(ROOM);
    let washing = thread::spawn(move || {
        for potato in potatoes {
            // An error says that nobody peels any more: then nothing needs to be washed.
            if to_peel.send(wash(potato)).is_err() {
                return;
            }
        }
    });
    let peeling = thread::spawn(move || {
        for potato in washed {
            if to_cook.send(peel(potato)).is_err() {
                return;
            }
        }
    });
    let cooking = thread::spawn(move || {
        let all: Vec<i32> = peeled.into_iter().collect();
        all.into_iter().map(cook).collect()
    });
    // All are joined before any result is looked at.
    let ends = (washing.join(), peeling.join(), cooking.join());
    match ends {
        (Ok(()), Ok(()), Ok(cooked)) => Ok(cooked),
        _ => Err(Broken),
    }
}

fn main() {
    for potatoes in [vec![1, 2, 3, 4], vec![1, -2, 3, 4]] {
        let start = Instant::now();
        let result = run(potatoes.clone());
        let millis = start.elapsed().as_millis();
        println!("{potatoes:?}: {result:?} after {millis} ms");
    }
}
