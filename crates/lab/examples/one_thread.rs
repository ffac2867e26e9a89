//! One thread computes. How long that takes here says how long a unit takes.

/// So many.
const UNITS: u64 = 50_000;

fn main() {
    lab::cpu(UNITS);
}
