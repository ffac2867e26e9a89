//! Two poets read aloud at the same time, many times over: `cargo run -p channels --example poems_at_once`.
//!
//! Each poem keeps its order. How the two are mixed may change each time.

use std::collections::BTreeMap;

use channels::many_producers::{is_possible, read_aloud};

fn main() {
    let poems = vec![
        vec!["roses are red", "sugar is sweet"],
        vec!["  VIOLETS", "  ARE BLUE"],
    ];
    let n_evenings = 5_000;
    let mut mixtures: BTreeMap<_, u32> = BTreeMap::new();
    for _ in 0..n_evenings {
        let heard = read_aloud(&poems);
        assert!(is_possible(&poems, &heard), "{heard:?}");
        *mixtures.entry(heard).or_default() += 1;
    }
    for (heard, n_times) in &mixtures {
        println!("heard {n_times} times:");
        for (_, line) in heard {
            println!("    {line}");
        }
    }
    println!("{} of 6 possible mixtures were heard", mixtures.len());
    // Those that were not heard were possible all the same.
}
