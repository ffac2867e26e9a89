//! Waits to be called, while others are called all the time: `cargo run -p channels --example noisy_waiting_room`.
//!
//! A time-out for each wait is never over, because each call starts it anew. A deadline is. The times are real.

use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use channels::deadlines::wait_to_be_called;

/// Calls ten others, one every 50 ms, and never you.
fn waiting_room() -> mpsc::Receiver<&'static str> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for _ in 0..10 {
            thread::sleep(Duration::from_millis(50));
            if sender.send("somebody else").is_err() {
                return;
            }
        }
    });
    receiver
}

fn main() {
    let patience = Duration::from_millis(120);
    println!(
        "patience: {} ms. Others are called every 50 ms, for 500 ms.",
        patience.as_millis()
    );

    let (calls, start) = (waiting_room(), Instant::now());
    // Wrong: the whole patience in each round.
    while let Ok(name) = calls.recv_timeout(patience) {
        assert_ne!(name, "you");
    }
    println!(
        "a time-out for each wait: no end before the calls ended, after {} ms",
        start.elapsed().as_millis()
    );

    let (calls, start) = (waiting_room(), Instant::now());
    let ending = wait_to_be_called(&calls, "you", start + patience);
    println!(
        "one deadline for all:     gave up ({ending:?}), after {} ms",
        start.elapsed().as_millis()
    );
}
