//! Forty people want one of eight seats: `cargo run -p shared-state --example seats`.
//!
//! No lock, nobody waits, and no seat is given twice.

use std::thread;

use shared_state::compare_exchange::Seats;

fn main() {
    let seats = Seats::new();
    let got: Vec<Option<u32>> = thread::scope(|scope| {
        let people: Vec<_> = (0..40).map(|_| scope.spawn(|| seats.take())).collect();
        people
            .into_iter()
            .map(|person| person.join().unwrap())
            .collect()
    });
    for (person, seat) in got.iter().enumerate() {
        if let Some(seat) = seat {
            println!("person {person:>2} has seat {seat}");
        }
    }
    println!(
        "{} people have to stand",
        got.iter().filter(|seat| seat.is_none()).count()
    );
}
