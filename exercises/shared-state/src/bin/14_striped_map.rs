//! # 14. Striped map
//!
//! A warehouse has many aisles and many workers. With one lock for the whole house they would stand in line. So each
//! aisle has a lock of its own, and those who work in different aisles don't wait for each other.
//!
//! Your task: write `Warehouse`, all of it. You know what you need; this time nobody says which.
//! - Article `n` lies in aisle `n % n_aisles`. Work in different aisles goes on at the same time, also if it is slow.
//! - To relabel a piece is one step: nobody ever sees it in both places, or in none.
//! - Nobody waits for ever, whoever relabels what, and in which direction.
//!
//! ```text
//! aisle 0   articles 0, 4, 8, …    ── change(4) ········ slow ········ ──
//! aisle 1   articles 1, 5, 9, …    ── change(1) ── count(9) ── change(5) ──
//! aisle 2   articles 2, 6, …       ┐
//! aisle 3   articles 3, 7, …       ┘ relabel(2, 7, 1) needs two of them
//! ```

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// A warehouse. Article `n` lies in aisle `n % n_aisles`.
pub struct Warehouse {
    // What does it need?
}

impl Warehouse {
    /// An empty warehouse with so many aisles, at least one.
    pub fn new(n_aisles: usize) -> Self {
        todo!("build the aisles")
    }

    /// How many pieces of the article there are. Of an article that was never there, none.
    pub fn count(&self, article: u32) -> u32 {
        todo!("look into the right aisle")
    }

    /// Lets `change` change the number of pieces of an article. It may take its time; in other aisles work goes on.
    pub fn change(&self, article: u32, change: impl FnOnce(&mut u32)) {
        todo!("change the number in the right aisle")
    }

    /// Makes `n_pieces` of the article `from` pieces of the article `to`. Returns false, and changes nothing, if there
    /// are not enough.
    pub fn relabel(&self, from: u32, to: u32, n_pieces: u32) -> bool {
        todo!("take the pieces from one article, and give them to the other")
    }

    /// How many pieces there are in all. Nothing is counted twice, and nothing is missed, also while somebody relabels.
    pub fn total(&self) -> u32 {
        todo!("add up all aisles")
    }
}

fn main() {
    let start = Instant::now();
    let warehouse = Warehouse::new(4);
    thread::scope(|scope| {
        for article in 0..4 {
            let warehouse = &warehouse;
            scope.spawn(move || {
                warehouse.change(article, |n_pieces| {
                    // Unloading takes a while.
                    thread::sleep(Duration::from_millis(200));
                    *n_pieces += 10;
                });
            });
        }
    });
    println!("4 deliveries after {} ms", start.elapsed().as_millis());
    thread::scope(|scope| {
        scope.spawn(|| warehouse.relabel(0, 1, 6));
        scope.spawn(|| warehouse.relabel(1, 0, 8));
        scope.spawn(|| println!("{} pieces, says the boss", warehouse.total()));
    });
    println!("{} and {}", warehouse.count(0), warehouse.count(1));
}
