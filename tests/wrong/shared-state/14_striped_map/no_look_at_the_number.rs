// expect: panic
// Belief: who relabels has counted before.

use std::collections::HashMap;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

/// How many pieces there are of each article of an aisle.
type Aisle = HashMap<u32, u32>;

/// A warehouse. Article `n` lies in aisle `n % n_aisles`.
pub struct Warehouse {
    aisles: Vec<Mutex<Aisle>>,
}

impl Warehouse {
    /// An empty warehouse with so many aisles, at least one.
    pub fn new(n_aisles: usize) -> Self {
        Warehouse {
            aisles: (0..n_aisles).map(|_| Mutex::default()).collect(),
        }
    }

    /// The number of the aisle in which an article lies.
    fn aisle_of(&self, article: u32) -> usize {
        article as usize % self.aisles.len()
    }

    /// How many pieces of the article there are. Of an article that was never there, none.
    pub fn count(&self, article: u32) -> u32 {
        let aisle = self.aisles[self.aisle_of(article)].lock().unwrap();
        aisle.get(&article).copied().unwrap_or(0)
    }

    /// Lets `change` change the number of pieces of an article. It may take its time; in other aisles work goes on.
    pub fn change(&self, article: u32, change: impl FnOnce(&mut u32)) {
        let mut aisle = self.aisles[self.aisle_of(article)].lock().unwrap();
        change(aisle.entry(article).or_default());
    }

    /// Makes `n_pieces` of the article `from` pieces of the article `to`. Returns false, and changes nothing, if there
    /// are not enough.
    pub fn relabel(&self, from: u32, to: u32, n_pieces: u32) -> bool {
        let (source, target) = (self.aisle_of(from), self.aisle_of(to));
        if source == target {
            let mut aisle = self.aisles[source].lock().unwrap();
            return take_all(&mut aisle, from, n_pieces) && put(&mut aisle, to, n_pieces);
        }
        let (mut one, mut other);
        if source < target {
            one = self.aisles[source].lock().unwrap();
            other = self.aisles[target].lock().unwrap();
        } else {
            other = self.aisles[target].lock().unwrap();
            one = self.aisles[source].lock().unwrap();
        }
        take_all(&mut one, from, n_pieces) && put(&mut other, to, n_pieces)
    }

    /// How many pieces there are in all. Nothing is counted twice, and nothing is missed, also while somebody relabels.
    pub fn total(&self) -> u32 {
        let mut aisles = Vec::new();
        for aisle in &self.aisles {
            aisles.push(aisle.lock().unwrap());
        }
        aisles.iter().flat_map(|aisle| aisle.values()).sum()
    }
}

/// Takes pieces out.
fn take_all(aisle: &mut Aisle, article: u32, n_pieces: u32) -> bool {
    *aisle.entry(article).or_default() -= n_pieces;
    true
}

/// Puts pieces in, which is always possible.
fn put(aisle: &mut Aisle, article: u32, n_pieces: u32) -> bool {
    *aisle.entry(article).or_default() += n_pieces;
    true
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
