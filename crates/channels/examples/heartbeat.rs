//! Waits for data, a clock and a deadline at the same time: `cargo run -p channels --example heartbeat`.
//!
//! The thread sleeps until one of the three has something. The times are real; the order of things that fall together
//! may change.

use std::thread;
use std::time::{Duration, Instant};

use crossbeam::channel::{after, never, tick, unbounded};
use crossbeam::select;

fn main() {
    let (sender, mut news) = unbounded();
    let reporter = thread::spawn(move || {
        for headline in ["it rains", "it still rains", "sun!"] {
            thread::sleep(Duration::from_millis(70));
            sender.send(headline).unwrap();
        }
        // Here the sender is dropped, and the channel ends.
    });
    let start = Instant::now();
    let beats = tick(Duration::from_millis(50));
    // Made once, before the loop: it is the deadline for all of it.
    let closing_time = after(Duration::from_millis(320));
    loop {
        let headline = select! {
            recv(news) -> headline => match headline {
                Ok(headline) => headline,
                Err(_) => {
                    news = never();
                    "(no more news; without `never`, this would be seen again and again)"
                }
            },
            recv(beats) -> _ => "tick",
            recv(closing_time) -> _ => break,
        };
        println!("{:>4} ms  {headline}", start.elapsed().as_millis());
    }
    println!("{:>4} ms  closing time", start.elapsed().as_millis());
    reporter.join().unwrap();
}
