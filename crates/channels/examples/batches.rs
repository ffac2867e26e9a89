//! Batches: more throughput, more latency: `cargo run -p channels --example batches`.
//!
//! A thousand letters. Each trip to the post office takes 600 s, each letter 2 s. All is computed, nothing is measured.

use channels::latency_and_throughput::finish_times_in_batches;

fn main() {
    println!("letters a trip   first one out   last one out   letters an hour");
    for batch_size in [1, 10, 100, 1000] {
        let times = finish_times_in_batches(1000, batch_size, 600, 2);
        let (first, last) = (times[0], times[999]);
        println!(
            "{batch_size:>14} {first:>13} s {last:>12} s {:>17.1}",
            1000.0 * 3600.0 / last as f64
        );
    }
}
