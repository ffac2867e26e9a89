//! A sleeper, a flag and a wake-up: `cargo run -p threads --example alarm_clock`.
//!
//! The first knock is not the alarm. A sleeper that trusts every knock would get up too early.

use std::sync::atomic::AtomicU32;
use std::thread;
use std::time::Duration;

use threads::park::{raise, wait_for_level};

fn main() {
    let alarm = AtomicU32::new(0);
    thread::scope(|scope| {
        let sleeper = scope.spawn(|| {
            println!("sleeper: good night");
            wait_for_level(&alarm, 1);
            println!("sleeper: good morning");
        });
        // These sleeps are only for the show. Without them the program is right as well.
        thread::sleep(Duration::from_millis(300));
        println!("main: knock, knock (nothing has changed)");
        sleeper.thread().unpark();
        thread::sleep(Duration::from_millis(300));
        println!("main: ring!");
        raise(&alarm, sleeper.thread());
    });
}
