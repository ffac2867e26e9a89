// expect: race empty-is-not-closed
// Belief: a channel with nothing in it has nothing more to give.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Sends each of `readings`, in this order.
pub fn produce(readings: Vec<i32>, sender: Sender<i32>) {
    for reading in readings {
        sender.send(reading).unwrap();
    }
}

/// All readings that come through the channel, in their order. Returns once the channel has ended.
pub fn consume(receiver: Receiver<i32>) -> Vec<i32> {
    let mut readings = Vec::new();
    while let Ok(reading) = receiver.try_recv() {
        readings.push(reading);
    }
    readings
}

/// Sends `readings` through a channel, from another thread. Returns what came out.
pub fn run(readings: Vec<i32>) -> Vec<i32> {
    let (sender, receiver) = mpsc::channel();
    let thermometer = thread::spawn(move || produce(readings, sender));
    let received = consume(receiver);
    thermometer.join().unwrap();
    received
}

fn main() {
    for day in [vec![19, 21, 20], vec![], vec![-3]] {
        println!("{} readings came: {:?}", day.len(), run(day.clone()));
    }
}
