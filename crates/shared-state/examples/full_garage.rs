//! Six cars and a bus want to park where there are three places: `cargo run -p shared-state --example full_garage`.

use std::thread;
use std::time::Duration;

use shared_state::semaphores::Garage;

fn main() {
    let garage = Garage::new(3);
    thread::scope(|scope| {
        for (name, length) in [
            ("car 1", 1),
            ("car 2", 1),
            ("bus", 3),
            ("car 3", 1),
            ("car 4", 1),
            ("car 5", 1),
            ("car 6", 1),
        ] {
            let garage = &garage;
            scope.spawn(move || {
                garage.enter(length);
                println!("{name} is in:  {} free", garage.n_free());
                thread::sleep(Duration::from_millis(200));
                garage.leave(length);
            });
            // A moment apart, so that the bus comes third. It may well leave last: cars that need one place each can
            // pass it again and again.
            thread::sleep(Duration::from_millis(20));
        }
    });
    println!("all have left: {} free", garage.n_free());
}
