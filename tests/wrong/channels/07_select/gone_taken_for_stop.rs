// expect: wrong-answer end-taken-for-an-order
// Belief: whatever comes from the control desk means stop.

use crossbeam::channel::{Receiver, after, select_biased, unbounded};
use std::thread;
use std::time::Duration;

/// What somebody at the control desk can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Stop recording.
    Stop,
}

/// Why a recording is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The sensor sends no more.
    NoMoreReadings,
    /// Somebody gave the order.
    Stopped,
    /// The time is up.
    TimeUp,
}

/// Records readings until there are no more, until an order comes, or until `time` has passed.
pub fn record(
    readings: Receiver<i32>,
    control: Receiver<Order>,
    time: Duration,
) -> (Vec<i32>, End) {
    let time_up = after(time);
    let mut recorded = Vec::new();
    loop {
        select_biased! {
            recv(control) -> _ => return (recorded, End::Stopped),
            recv(time_up) -> _ => return (recorded, End::TimeUp),
            recv(readings) -> reading => match reading {
                Ok(reading) => recorded.push(reading),
                Err(_) => return (recorded, End::NoMoreReadings),
            },
        }
    }
}

fn main() {
    let (sensor, readings) = unbounded();
    let (desk, control) = unbounded();
    let station = thread::spawn(move || record(readings, control, Duration::from_secs(2)));
    for n in 0..20 {
        thread::sleep(Duration::from_millis(50));
        if n == 12 {
            desk.send(Order::Stop).unwrap();
        }
        if sensor.send(10 + n % 4).is_err() {
            println!("nobody records after {n} readings");
            break;
        }
    }
    let (recorded, end) = station.join().unwrap();
    println!("{recorded:?}: {end:?}");
}
