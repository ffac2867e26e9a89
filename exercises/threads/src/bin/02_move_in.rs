//! # 2. Move in
//!
//! A thread may live longer than the function that started it. So it can't just look at that function's variables.
//! It must *own* what it uses. `move` in front of a closure gives the closure what it mentions.
//!
//! Your task: in `deliver_all`, start one thread for each parcel. The first parcel goes to courier 1, the second to
//! courier 2, and so on. Each thread calls `deliver` with its number and its parcel. Wait for all of them.
//!
//! ```text
//! main       ──┬────────┬────────┬──── join, join, join ──
//!              │ lamp   │ book   │ chair
//! courier 1    └────────┼────────┼── courier 1 delivers the lamp
//! courier 2             └────────┼── courier 2 delivers the book
//! courier 3                      └── courier 3 delivers the chair
//! ```
//!
//! The three lines may come in any order. A parcel can't be copied: there is only one of each.

use std::thread;

/// Something to deliver. It has no `Clone`, on purpose.
#[derive(Debug)]
pub struct Parcel {
    what: &'static str,
}

impl Parcel {
    /// A parcel with `what` in it.
    pub fn new(what: &'static str) -> Parcel {
        Parcel { what }
    }
}

/// What a courier does with a parcel.
pub fn deliver(courier: usize, parcel: &Parcel) {
    println!("courier {courier} delivers the {}", parcel.what);
}

/// Gives each parcel to a courier of its own, and waits for all couriers.
pub fn deliver_all(parcels: Vec<Parcel>) {
    // `parcels.into_iter()` hands out the parcels themselves, one after the other.
    todo!("start one thread for each parcel, then join them all")
}

fn main() {
    deliver_all(vec![
        Parcel::new("lamp"),
        Parcel::new("book"),
        Parcel::new("chair"),
    ]);
    println!("all parcels are delivered");
}
