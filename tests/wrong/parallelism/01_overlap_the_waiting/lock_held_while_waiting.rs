// expect: not-concurrent lock-held-across-sleep
// Belief: threads overlap, whatever lock they hold.

use std::sync::Mutex;
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
    let answers = Mutex::new(vec![String::new(); parts.len()]);
    thread::scope(|scope| {
        for (idx, part) in parts.iter().enumerate() {
            let answers = &answers;
            scope.spawn(move || {
                let mut answers = answers.lock().unwrap();
                answers[idx] = fetch(part);
            });
        }
    });
    answers.into_inner().unwrap()
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
