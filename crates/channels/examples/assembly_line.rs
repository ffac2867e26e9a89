//! Six toys through three steps, with and without a line: `cargo run -p channels --example assembly_line`.
//!
//! Real threads and real times, next to what can be computed without either.

use std::thread;
use std::time::{Duration, Instant};

use channels::latency_and_throughput::finish_times;
use channels::pipelines::step;

/// How long each step takes, in milliseconds.
const STEPS: [u64; 3] = [20, 60, 20];

/// Does one step to a toy.
fn work(toy: u32, step: usize) -> u32 {
    thread::sleep(Duration::from_millis(STEPS[step]));
    toy
}

fn main() {
    let start = Instant::now();
    for toy in 1..=6 {
        work(work(work(toy, 0), 1), 2);
    }
    println!(
        "one by one: all done after {} ms",
        start.elapsed().as_millis()
    );

    let start = Instant::now();
    let mut measured = Vec::new();
    thread::scope(|scope| {
        let sawn = step(scope, 1, 1..=6, |toy| work(toy, 0));
        let painted = step(scope, 1, sawn, |toy| work(toy, 1));
        let packed = step(scope, 1, painted, |toy| work(toy, 2));
        for _toy in packed {
            measured.push(start.elapsed().as_millis());
        }
    });
    println!("on a line:  toys done after {measured:?} ms");
    println!(
        "computed:                   {:?} ms",
        finish_times(6, &STEPS)
    );
    println!(
        "twice as quick at sawing:   {:?} ms",
        finish_times(6, &[10, 60, 20])
    );
    println!(
        "twice as quick at painting: {:?} ms",
        finish_times(6, &[20, 30, 20])
    );
}
