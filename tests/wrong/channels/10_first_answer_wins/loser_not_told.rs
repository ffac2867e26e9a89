// expect: inefficient waits-for-slowest
// Belief: who has lost notices it.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// What came of looking at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Here is the book.
    Found,
    /// It is not here, but there are more places.
    NotHere,
    /// It is not here, and this was the last place.
    Nowhere,
}

/// One way to look for the book, place by place.
pub struct Search {
    /// What kind of search it is.
    pub name: &'static str,
    n_places_left: u32,
    is_at_the_last: bool,
}

impl Search {
    /// A search through so many places, at least one. If the book is there, it is at the last of them.
    pub fn new(name: &'static str, n_places: u32, is_there: bool) -> Search {
        Search {
            name,
            n_places_left: n_places,
            is_at_the_last: is_there,
        }
    }

    /// Looks at the next place, which takes 100 ms. Leave it as it is.
    pub fn look(&mut self) -> Look {
        thread::sleep(Duration::from_millis(100));
        self.n_places_left = self.n_places_left.saturating_sub(1);
        match self.n_places_left {
            0 if self.is_at_the_last => Look::Found,
            0 => Look::Nowhere,
            _ => Look::NotHere,
        }
    }
}

/// Tells everybody which search has found the book. Leave it as it is.
pub fn announce(name: &str) {
    println!("found by {name}");
}

/// Searches in both ways at the same time. The first one that finds the book is announced and returned, and the other
/// one is stopped; `None` if neither finds it.
pub fn find(one: Search, other: Search) -> Option<&'static str> {
    let (winner, winners) = mpsc::channel();
    let threads = [one, other].map(|mut search| {
        let winner = winner.clone();
        thread::spawn(move || {
            loop {
                match search.look() {
                    Look::Found => {
                        // The receiver is there until all threads have ended.
                        winner.send(search.name).unwrap();
                        return;
                    }
                    Look::NotHere => {}
                    Look::Nowhere => return,
                }
            }
        })
    });
    drop(winner);
    let first = winners.recv().ok();
    for thread in threads {
        thread.join().unwrap();
    }
    if let Some(name) = first {
        announce(name);
    }
    first
}

fn main() {
    for (n_cards, n_shelves) in [(3, 8), (30, 5), (4, 4)] {
        let start = Instant::now();
        let cards = Search::new("the card index", n_cards, true);
        let shelves = Search::new("the shelves", n_shelves, true);
        let first = find(cards, shelves);
        println!("{first:?} after {} ms", start.elapsed().as_millis());
    }
}
