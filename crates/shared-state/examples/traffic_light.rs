//! Three cars sleep at a red light: `cargo run -p shared-state --example traffic_light`.
//!
//! A fourth one comes when it is green. It does not need to be woken: the colour is remembered, the notification is
//! not.

use std::thread;
use std::time::Duration;

use shared_state::condition_variables::{Colour, TrafficLight};

fn main() {
    let light = TrafficLight::new(Colour::Red);
    thread::scope(|scope| {
        let light = &light;
        for car in 1..=3 {
            scope.spawn(move || {
                println!("car {car} arrives");
                light.wait_for_green();
                println!("          car {car} drives");
            });
        }
        scope.spawn(move || {
            println!("a patient man waits for 100 ms at most");
            if light.wait_for_green_at_most(Duration::from_millis(100)) {
                println!("          the patient man walks");
            } else {
                println!("          the patient man gives up");
            }
        });
        // These sleeps are only for the show. Without them the program is right as well.
        thread::sleep(Duration::from_millis(300));
        println!("the light turns green");
        light.turn(Colour::Green);
        thread::sleep(Duration::from_millis(100));
        scope.spawn(move || {
            println!("car 4 arrives");
            light.wait_for_green();
            println!("          car 4 drives");
        });
    });
}
