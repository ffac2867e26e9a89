//! Four counters on one cache line, and four on lines of their own:
//! `cargo run --release -p parallelism --example cache_lines`.
//!
//! The counts are the same. The times are real. On most machines with two cores or more, neighbours are several times
//! slower. There is little to see with one core, on a machine that is busy with something else, and where two "cores" are the
//! two halves of one: these share a cache, so the line need not move. What is counted alone is the fastest everywhere.

use std::ptr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use parallelism::false_sharing::{AsCounter, LINE, Padded, count_alone, count_in_place};

const N_TIMES: u64 = 20_000_000;

/// All lines that the counters touch: each counter in its place.
fn draw(counters: &[impl AsCounter]) {
    let address = |counter: &_| ptr::from_ref(AsCounter::as_counter(counter)).addr();
    let Some(first_line) = counters.first().map(|counter| address(counter) / LINE) else {
        return;
    };
    let places: Vec<usize> = counters
        .iter()
        .map(|counter| (address(counter) - first_line * LINE) / size_of::<AtomicU64>())
        .collect();
    let per_line = LINE / size_of::<AtomicU64>();
    let n_lines = places.iter().max().map_or(0, |last| last / per_line + 1);
    for line in 0..n_lines {
        let cells: String = (line * per_line..(line + 1) * per_line)
            .map(|place| {
                let counter = places.iter().position(|taken| *taken == place);
                counter.map_or('·', |idx| char::from(b'a' + idx as u8))
            })
            .flat_map(|cell| [' ', cell])
            .collect();
        println!("  line {line}: │{cells} │");
    }
}

fn measure<Counter: AsCounter>(title: &str, counters: &[Counter], count: fn(&[Counter], u64)) {
    let start = Instant::now();
    count(counters, N_TIMES);
    let millis = start.elapsed().as_millis();
    let are_right = counters
        .iter()
        .all(|counter| counter.as_counter().load(Ordering::Relaxed) == N_TIMES);
    println!("{title}: {millis} ms, all counts right: {are_right}");
    draw(counters);
}

/// So that all four are on one line, wherever the system puts them.
#[repr(align(64))]
#[derive(Default)]
struct OneLine([AtomicU64; 4]);

fn main() {
    let one_line = OneLine::default();
    measure("neighbours", &one_line.0, count_in_place);
    let padded: [Padded<AtomicU64>; 4] = Default::default();
    measure("a line for each", &padded, count_in_place);
    let one_line = OneLine::default();
    measure("neighbours, but counted alone", &one_line.0, count_alone);
}
