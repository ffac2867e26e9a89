//! # 1. Send and receive
//!
//! A channel has two ends. What `send` puts in at one end, `recv` takes out at the other, in the same order. `recv`
//! waits if there is nothing yet. A channel has ended once nobody can send any more: all senders are gone, and all
//! messages are taken. Then `recv` returns an `Err` instead of waiting.
//!
//! Your task: a thermometer in a thread of its own, and somebody who listens. The listener does not know how many
//! readings there will be. It takes them until the channel has ended.
//! - `produce` sends each reading.
//! - `consume` gives back all readings that come, in their order, once no more can come.
//! - `run` connects the two: it starts a thread that produces, consumes, and joins the thread.
//!
//! ```text
//! main         ──┬── recv ····· 19 ── recv ····· 21 ── recv ····· 20 ── recv ··· the end ── join ── [19, 21, 20]
//!                │              ▲               ▲               ▲              ▲           │
//! thermometer    └── send 19 ───┘── send 21 ────┘── send 20 ────┘── is done ───┘───────────┘
//! ```

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

/// Sends each of `readings`, in this order.
pub fn produce(readings: Vec<i32>, sender: Sender<i32>) {
    todo!("send each reading")
}

/// All readings that come through the channel, in their order. Returns once the channel has ended.
pub fn consume(receiver: Receiver<i32>) -> Vec<i32> {
    todo!("receive until the channel has ended")
}

/// Sends `readings` through a channel, from another thread. Returns what came out.
pub fn run(readings: Vec<i32>) -> Vec<i32> {
    // `mpsc::channel()` makes both ends at once.
    todo!("start the producer, consume here, then join")
}

fn main() {
    for day in [vec![19, 21, 20], vec![], vec![-3]] {
        println!("{} readings came: {:?}", day.len(), run(day.clone()));
    }
}
