//! Three singers, four verses, and a barrier after each: `cargo run -p shared-state --example song`.
//!
//! Who is heard first in a verse may change. The verses never overlap.

use shared_state::barriers::{distance_from_average, sing};

fn main() {
    let heard = sing(3, 4);
    for verse in heard.chunk_by(|a, b| a.0 == b.0) {
        let singers: Vec<String> = verse
            .iter()
            .map(|(_, singer)| format!("singer {singer}"))
            .collect();
        println!("verse {}: {}", verse[0].0 + 1, singers.join(", "));
    }
    let heights = [152, 170, 188];
    println!(
        "heights {heights:?}, from the average: {:?}",
        distance_from_average(&heights)
    );
}
