//! # 10. First answer wins
//!
//! A book can be found in two ways: through the card index, or along the shelves. Nobody knows which one is quicker
//! today. So two people begin at the same time, and when one of them has found it, the other one need not go on.
//!
//! Your task: write `find`. How the two threads hear of each other is up to you: you have all the tools.
//! - Both searches run at the same time, each in a thread of its own. The first one that finds the book is announced,
//!   exactly once, and returned.
//! - The loser does not search to the end: it stops before its next place. When `find` returns, no thread is left.
//! - A search that ends without the book has not won. If neither finds it, nothing is announced: `None`.
//!
//! ```text
//! cards    ── card 1 ──── card 2 ──── card 3: found! ────────────────────┐
//! shelves  ── shelf 1 ─── shelf 2 ─── shelf 3 ─── shelf 4 ─ told to stop ┴──▶ Some("the card index")
//! ```

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
    todo!("let both search, announce the first one that finds the book, and stop the other")
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
