//! # 7. Select
//!
//! A weather station records what its sensor sends. Somebody may call it off, and it has a certain time. So three
//! things can end the recording, and they come from three sides: no more readings, an order, the clock. A `recv` waits
//! for one of them only.
//!
//! The library `crossbeam` has channels that can be waited for together. `select!` waits until one of several channels
//! has something, takes it, and runs what stands behind that channel:
//!
//! ```ignore
//! select! {
//!     recv(one) -> message => println!("{message:?}"), // what `recv` returns: `Ok(…)`, or `Err(…)` at its end
//!     recv(other) -> message => println!("{message:?}"),
//! }
//! ```
//!
//! - Where several have something, `select!` takes any of them; `select_biased!` takes the one that stands first.
//! - A channel that has ended counts as one that has something: its `Err`.
//! - `after(d)` makes a receiver on which a message appears once, when `d` has passed. `never()` makes one on which
//!   nothing ever appears, and which never ends.
//!
//! Your task: `record`, which returns all readings in their order, and why it stopped.
//! - `Order::Stop` counts at once: when it is there, no further reading is taken.
//! - Everybody may have left the control desk. Then nobody can give an order any more, and that is all.
//! - The time counts from the beginning, however many readings come.
//!
//! ```text
//! sensor   ── 12 ──── 13 ──── 11 ──── 12 ─────▶ ─┐
//! control  ─────────────────────── Stop ──────▶ ─┼─▶ record ──▶ [12, 13, 11], Stopped
//! clock    ──────────────────────────────┆ time  ┘
//! ```

use crossbeam::channel::{Receiver, after, never, select_biased, unbounded};
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
    todo!("wait for all three at once, again and again")
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
