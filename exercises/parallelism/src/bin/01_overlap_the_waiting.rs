//! # 1. Overlap the waiting
//!
//! A web page is put together from parts, and each part is on another server. Asking a server costs next to nothing.
//! Then you wait until it answers, and while you wait you need no core.
//!
//! Your task: write `fetch_all`. It fetches all parts, and gives the answers in the order of the parts. All of it takes
//! no longer than the slowest part alone.
//!
//! ```text
//! one after the other        all at once
//!
//! news    ····               news    ····
//! weather     ···            weather ···
//! sports         ····        sports  ····
//! chess              ···     chess   ···          ·  waits
//! ```
//!
//! How many cores do you need for that? Guess first. When your program is right, look:
//!
//! ```console
//! $ cargo learn explore exercises/parallelism/src/bin/01_overlap_the_waiting.rs --timed --cores 1
//! $ cargo learn explore exercises/parallelism/src/bin/01_overlap_the_waiting.rs --timed --cores 1 --gil
//! ```
//!
//! This runs your `main` on a machine with one core, and draws what each thread does at which time. With `--gil` the
//! threads share one interpreter, as in CPython: only one of them at a time can compute. The table below the chart says
//! how long it takes with more cores. Keep the figures: the next exercise does the same with computing.

use std::thread;
use std::time::{Duration, Instant};

/// A part of the page.
pub struct Part {
    /// What it shows.
    pub name: &'static str,
    /// How long its server takes to answer.
    pub delay: Duration,
}

/// Asks for a part, and waits for the answer. Leave it as it is.
pub fn fetch(part: &Part) -> String {
    lab::io(part.delay);
    format!("<{}>", part.name)
}

/// Fetches all parts at once. The answers are in the order of the parts.
pub fn fetch_all(parts: &[Part]) -> Vec<String> {
    todo!("start everything, then collect everything")
}

fn main() {
    let names = [
        "news", "weather", "sports", "chess", "music", "films", "books", "jobs",
    ];
    let parts = names.map(|name| Part {
        name,
        delay: Duration::from_millis(100),
    });
    let start = Instant::now();
    let page = fetch_all(&parts).concat();
    println!("{page}");
    println!(
        "{} waits of 100 ms each, over after {} ms",
        parts.len(),
        start.elapsed().as_millis()
    );
}
