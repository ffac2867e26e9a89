//! Loses bids in an auction: `cargo run -p shared-state --example lost_bids`.
//!
//! First by luck, as it happens in real life: rarely, or not at all today. Then by hand, with the unlucky schedule:
//! each time.

use std::sync::Barrier;
use std::thread;

use shared_state::data_races::Auction;

fn main() {
    let n_auctions = 5_000;
    let mut n_lost = 0;
    for _ in 0..n_auctions {
        let auction = Auction::new();
        let ready = Barrier::new(2);
        thread::scope(|scope| {
            for amount in [10, 90] {
                let (auction, ready) = (&auction, &ready);
                scope.spawn(move || {
                    // To give bad luck a chance, both start together.
                    ready.wait();
                    auction.bid_in_two_steps(amount, || {});
                });
            }
        });
        if auction.highest() != 90 {
            n_lost += 1;
        }
    }
    println!("by luck: the bid of 90 was lost in {n_lost} of {n_auctions} auctions");

    let mut n_lost = 0;
    for _ in 0..100 {
        let auction = Auction::new();
        thread::scope(|scope| {
            // Ann looks. Before she acts, Ben comes and goes.
            auction.bid_in_two_steps(10, || {
                let ben = scope.spawn(|| auction.bid_in_two_steps(90, || {}));
                ben.join().unwrap();
            });
        });
        if auction.highest() != 90 {
            n_lost += 1;
        }
    }
    println!("by hand: the bid of 90 was lost in {n_lost} of 100 auctions");
    // The same program, the same mistake. Only the schedule is another one.
}
