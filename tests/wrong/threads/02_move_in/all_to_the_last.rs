// expect: wrong-answer all-to-one-courier
// Belief: the parcels can only be moved once, so one thread must get them all.

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
    let n_couriers = parcels.len();
    let mut couriers = Vec::new();
    for _ in 1..n_couriers {
        couriers.push(thread::spawn(|| {}));
    }
    couriers.push(thread::spawn(move || {
        for parcel in parcels {
            deliver(n_couriers, &parcel);
        }
    }));
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
