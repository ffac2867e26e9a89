//! Hidden test of `08_scatter_gather`: what comes in time is kept, nobody waits longer, late offers harm nobody.
//!
//! The judge also tries runs in which a sleep lasts any while, and a timed wait gives up at any moment. There, every
//! offer may be late, so which offers must be there is only asked where sleeps are exact. That no offer is counted
//! twice holds in all runs. How long `ask` takes is seen from the makespan, not here.

use std::__judge::{Check, explore, mistake, time_is_exact};
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{Market, Offer};

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn open(delays: &[u64]) -> Market {
    Market::open(delays.iter().copied().map(millis).collect())
}

/// Asks for `item`, and checks the offers: they are for this item, one of each shop at most, and the shops in
/// `prompt`, which can make it within the limit, are among them.
fn ask(market: &Market, item: u32, limit: Duration, prompt: &[usize]) -> Vec<Offer> {
    let start = Instant::now();
    let offers = ask_market(market, item, limit);
    let has_overrun = start.elapsed() > limit;
    for (idx, offer) in offers.iter().enumerate() {
        let Offer { shop, price } = *offer;
        let expected = 100 * item + shop as u32;
        let earlier_item = price / 100;
        if price % 100 == shop as u32 && (1..item).contains(&earlier_item) {
            mistake!(
                "late-offer-counted",
                "item {item} was asked for, but {offer:?} is for item {earlier_item}, which was asked for before"
            );
        }
        assert!(
            price == expected,
            "the price of item {item} in shop {shop}: expected {expected}, found {price}"
        );
        assert!(
            offers[..idx].iter().all(|other| other.shop != shop),
            "shop {shop} was asked once, but it has two offers: {offers:?}"
        );
    }
    let missing = prompt
        .iter()
        .find(|shop| !offers.iter().any(|offer| offer.shop == **shop));
    // Who comes back too late has another problem.
    if let Some(shop) = missing.filter(|_| !has_overrun && time_is_exact()) {
        mistake!(
            "offer-missing",
            "shop {shop} can answer item {item} within the limit of {limit:?}, but its offer is missing: {offers:?}"
        );
    }
    offers
}

/// Calls the learner's `ask`, and gives a name to the panic of a subtraction that goes below zero: only an offer that
/// comes after the limit brings it about.
fn ask_market(market: &Market, item: u32, limit: Duration) -> Vec<Offer> {
    let asked = panic::catch_unwind(AssertUnwindSafe(|| market.ask(item, limit)));
    asked.unwrap_or_else(|payload| {
        let message = payload.downcast_ref::<String>();
        if message.is_some_and(|message| message == "overflow when subtracting durations") {
            mistake!(
                "deadline-passed",
                "an offer came after the limit, and taking the time that had passed from the limit panicked"
            );
        }
        panic::resume_unwind(payload)
    })
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("a late offer harms nobody", || {
            let market = open(&[300]);
            ask(&market, 1, millis(200), &[]);
            market.close();
        })
        .spawns_at_least(1)
        .joins_all()
        .no_busy_wait(),
        explore("who is late is asked again, and makes a new offer", || {
            let has_panicked = Arc::new(AtomicBool::new(false));
            let seen = Arc::clone(&has_panicked);
            panic::set_hook(Box::new(move |_| seen.store(true, Ordering::SeqCst)));
            let market = open(&[300]);
            ask(&market, 1, millis(200), &[]);
            ask(&market, 2, millis(1000), &[0]);
            market.close();
            assert!(
                !has_panicked.load(Ordering::SeqCst),
                "all shops have closed, but one of the threads has panicked"
            );
        })
        .joins_all()
        .no_busy_wait(),
        explore("the limit is one for all offers together", || {
            let market = open(&[200, 400, 2000]);
            let start = Instant::now();
            let offers = ask(&market, 1, millis(300), &[0]);
            let elapsed = start.elapsed();
            let has = |shop| offers.iter().any(|offer| offer.shop == shop);
            // Somebody who waits for all has the slowest offer too, and the makespan tells.
            if has(1) && !has(2) && elapsed >= millis(700) && time_is_exact() {
                mistake!(
                    "deadline-restarted",
                    "the limit was 300 ms, but an offer that took 400 ms is among the offers: {offers:?}"
                );
            }
            // Closing would take as long as the slowest shop takes.
            mem::forget(market);
        })
        .no_busy_wait()
        .makespan_at_most(millis(300)),
        explore("all offers come in time, and nobody waits any longer", || {
            let market = open(&[200, 250]);
            ask(&market, 1, millis(300), &[0, 1]);
            market.close();
        })
        .spawns_at_least(2)
        .joins_all()
        .no_busy_wait()
        .makespan_at_most(millis(250)),
        explore("where there are no shops there is nothing to wait for", || {
            let market = Market::open(Vec::new());
            ask(&market, 1, millis(300), &[]);
            market.close();
        })
        .makespan_at_most(Duration::ZERO),
    ]
}
