//! # 1. Overlap the waiting: a solution
//!
//! A thread for each part, because each of them only waits: eight threads that wait need no core at all. So the number of
//! cores says nothing about how many threads there should be here. The scope lets the threads borrow the parts.

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
        let mut handles = Vec::new();
        for part in parts {
            handles.push(scope.spawn(|| fetch(part)));
        }
        // Whoever answers first, the joins are in the order of the parts.
        let mut answers = Vec::new();
        for handle in handles {
            answers.push(handle.join().unwrap());
        }
        answers
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
