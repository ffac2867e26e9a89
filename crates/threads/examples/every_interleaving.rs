//! Lists every order in which two threads can do their steps: `cargo run -p threads --example every_interleaving`.
//!
//! Then it shows how fast the number grows: this is what "I ran it a thousand times" is up against.

use threads::output_order::interleavings;

fn main() {
    println!("a thread that does a, b and a thread that does 1, 2:");
    for order in interleavings("ab", "12") {
        println!("  {order}");
    }
    println!("two threads with n steps each:");
    for n in 1..=8 {
        // Any n different letters will do. Only how many there are matters.
        let steps = &"abcdefgh"[..n];
        println!("  n = {n}: {:>6} orders", interleavings(steps, steps).len());
    }
}
