// expect: race
// Belief: if somebody else has the lock, that one is fetching what I want.

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
        if let Ok(mut pages) = self.pages.try_write() {
            pages.entry(number).or_insert_with(|| (self.fetch)(number));
        }
        let pages = self.pages.read().unwrap();
        reader(&pages[&number])
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
