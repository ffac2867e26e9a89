//! # 2. Move in: a solution
//!
//! `into_iter` hands out the parcels themselves, and `move` gives each closure its number and its parcel. After the loop
//! `main` owns none of them: no two threads can ever touch the same one.

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
    let mut couriers = Vec::new();
    for (index, parcel) in parcels.into_iter().enumerate() {
        // Couriers are counted from 1, `enumerate` counts from 0.
        couriers.push(thread::spawn(move || deliver(index + 1, &parcel)));
    }
    for courier in couriers {
        courier.join().unwrap();
    }
}

fn main() {
    deliver_all(vec![
        Parcel::new("lamp"),
        Parcel::new("book"),
        Parcel::new("chair"),
    ]);
    println!("all parcels are delivered");
}
