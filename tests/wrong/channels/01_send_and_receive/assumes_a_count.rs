// expect: deadlock sender-kept-alive
// Belief: there are always four readings, so nobody needs the end of the channel.

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
    while readings.len() < 4 {
        match receiver.recv() {
            Ok(reading) => readings.push(reading),
            Err(_) => break,
        }
    }
    readings
}

/// Sends `readings` through a channel, from another thread. Returns what came out.
pub fn run(readings: Vec<i32>) -> Vec<i32> {
    let (sender, receiver) = mpsc::channel();
    let to_thermometer = sender.clone();
    let thermometer = thread::spawn(move || produce(readings, to_thermometer));
    let received = consume(receiver);
    thermometer.join().unwrap();
    received
}

fn main() {
    for day in [vec![19, 21, 20], vec![], vec![-3]] {
        println!("{} readings came: {:?}", day.len(), run(day.clone()));
    }
}
