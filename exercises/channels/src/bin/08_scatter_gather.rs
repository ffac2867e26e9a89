//! # 8. Scatter and gather
//!
//! Who looks for a good price asks all shops at the same time, not one after the other. Some shops answer soon, some
//! take very long. So there is a limit: what has come by then counts, and the rest does not.
//!
//! `recv_timeout(d)` is a `recv` that gives up after `d`. It also returns an `Err` when the channel has ended.
//!
//! Your task: a market that can be asked several times.
//! - `open` starts a thread for each shop. It answers one request after the other with what `find_offer` gives. When
//!   its offer comes too late, and nobody listens any more, it goes on with the next request.
//! - `ask` returns after `limit` at the latest: one limit for all offers together. It returns earlier when all offers
//!   are there. A late offer must not turn up when the market is asked the next time.
//! - `close` lets all shops end, and waits until they have.
//!
//! ```text
//! ask      ─┬───── offer 0 ────── offer 1 ──────── limit ──▶ [offer 0, offer 1]
//!           │         ▲              ▲               ┆
//! shop 0    ├─ finds ─┘              │               ┆
//! shop 1    ├─ finds ────────────────┘               ┆
//! shop 2    └─ finds ─────────────────────────────────────── too late: nobody listens
//! ```

use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What a shop wants for the thing that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The number of the shop.
    pub shop: usize,
    /// In cents.
    pub price: u32,
}

/// A question for one shop, and the way back for its offer.
pub struct Request {
    item: u32,
    reply: Sender<Offer>,
}

/// Looks up a price, which takes a shop as long as it takes. Leave it as it is.
pub fn find_offer(shop: usize, item: u32, delay: Duration) -> Offer {
    thread::sleep(delay);
    let price = 100 * item + shop as u32;
    Offer { shop, price }
}

/// Some shops, each of them a thread.
pub struct Market {
    shops: Vec<Sender<Request>>,
    threads: Vec<JoinHandle<()>>,
}

impl Market {
    /// Opens a shop for each delay: that is how long it takes to find an offer. Shops are numbered from 0.
    pub fn open(delays: Vec<Duration>) -> Market {
        todo!("start a thread for each delay, with a channel for its requests")
    }

    /// Asks all shops for `item` at the same time. Returns the offers that came within `limit`, in any order, as soon
    /// as all are there.
    pub fn ask(&self, item: u32, limit: Duration) -> Vec<Offer> {
        todo!("send a request to every shop, and collect the offers until the limit")
    }

    /// Closes all shops, and waits until they have closed.
    pub fn close(self) {
        todo!("let the shops end, and wait for them")
    }
}

fn main() {
    let delays = [100, 200, 700].map(Duration::from_millis);
    let market = Market::open(delays.to_vec());
    for millis in [300, 3000, 50] {
        let start = Instant::now();
        let offers = market.ask(7, Duration::from_millis(millis));
        println!(
            "limit {millis} ms: {} offers after {:?}",
            offers.len(),
            start.elapsed()
        );
        for offer in offers {
            println!("  shop {}: {} cents", offer.shop, offer.price);
        }
    }
    market.close();
}
