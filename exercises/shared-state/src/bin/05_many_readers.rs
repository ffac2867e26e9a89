//! # 5. Many readers
//!
//! A `Mutex` lets one thread in at a time, whatever that thread wants to do. But threads that only look don't disturb
//! each other. A `RwLock` knows two ways in: `read` lets in many at a time, `write` lets in one, alone.
//!
//! This shelf keeps pages that come from a slow archive. Readers take their time, too.
//!
//! Your task: write `Shelf::read`.
//! - If the page is on the shelf, the reader is shown it. Many readers can read at the same time.
//! - If it isn't, it is fetched first. No page is ever fetched twice, also if two threads want it at the same time.
//!
//! You may change the fields.
//!
//! ```text
//! reader 1   not there ── fetch 7 ······── reads page 7 ········
//! reader 2     not there ── waits ······── reads page 7 ········
//! reader 3                                   reads page 7 ········
//! ```

use std::collections::HashMap;
use std::sync::RwLock;
use std::thread;
use std::time::{Duration, Instant};

/// Fetches a page from the archive. The slow part; leave it as it is.
pub fn fetch(number: u32) -> String {
    thread::sleep(Duration::from_millis(200));
    format!("this is page {number}")
}

/// Pages that were fetched once, for many readers.
pub struct Shelf {
    fetch: fn(u32) -> String,
    pages: RwLock<HashMap<u32, String>>,
}

impl Shelf {
    /// An empty shelf. What is missing will be fetched with `fetch`.
    pub fn new(fetch: fn(u32) -> String) -> Self {
        Shelf {
            fetch,
            pages: RwLock::new(HashMap::new()),
        }
    }

    /// Shows the page to the reader, and returns what the reader returns. Fetches the page if it isn't there yet.
    pub fn read<T>(&self, number: u32, reader: impl FnOnce(&str) -> T) -> T {
        // A field that holds a function is called like this: (self.fetch)(number)
        todo!("look for the page, fetch it if it is missing, and show it to the reader")
    }
}

fn main() {
    let start = Instant::now();
    let shelf = Shelf::new(fetch);
    thread::scope(|scope| {
        for number in [1, 2, 1, 1, 2] {
            let shelf = &shelf;
            scope.spawn(move || {
                shelf.read(number, |page| {
                    println!("{page}");
                    thread::sleep(Duration::from_millis(300));
                });
            });
        }
    });
    println!("all of it after {} ms", start.elapsed().as_millis());
}
