//! Counts letters with more and more locks: `cargo run --release -p shared-state --example stripes`.
//!
//! The counts are the same each time, the times are not. More locks help only as far as there are cores to use them.

use std::thread;
use std::time::Instant;

use shared_state::lock_striping::LetterCount;

fn main() {
    let n_cores = thread::available_parallelism().map_or(1, usize::from);
    println!("this machine offers {n_cores} cores to this program");
    let text = "the quick brown fox jumps over the lazy dog ".repeat(30_000);
    for n_stripes in [1, 2, 4, 8, 26] {
        let count = LetterCount::new(n_stripes);
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| count.add(&text));
            }
        });
        let millis = start.elapsed().as_millis();
        println!(
            "{n_stripes:>2} locks, 4 threads: {millis:>4} ms, the letter e: {}",
            count.of('e')
        );
    }
}
