//! A sleeper and a searcher who would go on for ever are asked to stop: `cargo run -p channels --example call_it_off`.

use std::thread;
use std::time::{Duration, Instant};

use channels::cancellation::{pair, smallest_divisor};

fn main() {
    let start = Instant::now();
    let (canceller, token) = pair();
    thread::scope(|scope| {
        scope.spawn(|| {
            let slept_to_the_end = token.sleep(Duration::from_secs(3600));
            println!("sleeper: slept to the end: {slept_to_the_end}");
        });
        scope.spawn(|| {
            // The largest prime below 2 to the power of 64.
            let divisor = smallest_divisor(18_446_744_073_709_551_557, &token);
            println!("searcher: found {divisor:?}");
        });
        scope.spawn(|| println!("quick one: found {:?}", smallest_divisor(91, &token)));
        thread::sleep(Duration::from_millis(200));
        println!("main: stop, please");
        canceller.cancel();
        // The scope joins all of them: asking is not enough, somebody has to wait until they have ended.
    });
    println!(
        "main: all have ended, after {} ms",
        start.elapsed().as_millis()
    );
}
