// expect: race not-joined
// Belief: threads end in the order in which they were spawned, so the last one is enough.

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
    let mut last = None;
    for (index, parcel) in parcels.into_iter().enumerate() {
        last = Some(thread::spawn(move || deliver(index + 1, &parcel)));
    }
    if let Some(courier) = last {
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
