// expect: wrong-answer shared-instead-of-moved
// Belief: a `static` is the way to get round "borrowed value does not live long enough".

use std::sync::OnceLock;
use std::thread;

static PARCELS: OnceLock<Vec<Parcel>> = OnceLock::new();

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
    // Only the first call stores its parcels. All later calls find those.
    PARCELS.get_or_init(|| parcels);
    let mut couriers = Vec::new();
    for index in 0..n_couriers {
        couriers.push(thread::spawn(move || {
            deliver(index + 1, &PARCELS.get().unwrap()[index]);
        }));
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
