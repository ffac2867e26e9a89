// expect: inefficient sleep-as-synchronisation
// Belief: to wait until a point in time is to sleep.

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
        let mut market = Market {
            shops: Vec::new(),
            threads: Vec::new(),
        };
        for (shop, delay) in delays.into_iter().enumerate() {
            let (requests, inbox) = mpsc::channel::<Request>();
            market.shops.push(requests);
            market.threads.push(thread::spawn(move || {
                for request in inbox {
                    let offer = find_offer(shop, request.item, delay);
                    // An error says that the offer is late. There is nothing to be done about that.
                    let _ = request.reply.send(offer);
                }
            }));
        }
        market
    }

    /// Asks all shops for `item` at the same time. Returns the offers that came within `limit`, in any order, as soon
    /// as all are there.
    pub fn ask(&self, item: u32, limit: Duration) -> Vec<Offer> {
        let (reply, offers) = mpsc::channel();
        for shop in &self.shops {
            let reply = reply.clone();
            shop.send(Request { item, reply }).unwrap();
        }
        thread::sleep(limit);
        offers.try_iter().collect()
    }

    /// Closes all shops, and waits until they have closed.
    pub fn close(self) {
        drop(self.shops);
        for thread in self.threads {
            thread.join().unwrap();
        }
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
