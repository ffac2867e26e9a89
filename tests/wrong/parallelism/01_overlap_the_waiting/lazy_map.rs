// expect: not-concurrent joined-in-the-spawn-loop
// Belief: the first `map` starts all threads before the second one joins.

use std::thread;
use std::time::{Duration, Instant};

/// A part of the page.
pub struct Part {
    /// What it shows.
    pub name: &'static str,
    /// How long its server takes to answer.
    pub delay: Duration,
}

/// Asks for a part, and waits for the answer.
pub fn fetch(part: &Part) -> String {
    lab::io(part.delay);
    format!("<{}>", part.name)
}

/// Fetches all parts at once. The answers are in the order of the parts.
pub fn fetch_all(parts: &[Part]) -> Vec<String> {
    thread::scope(|scope| {
        parts
            .iter()
            .map(|part| scope.spawn(|| fetch(part)))
            .map(|handle| handle.join().unwrap())
            .collect()
    })
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
