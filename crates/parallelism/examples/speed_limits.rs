//! How many times as fast, on how many cores: `cargo run -p parallelism --example speed_limits`.
//!
//! Above: the same problem (Amdahl). However many cores, the curve comes to rest below 1 divided by the serial share.
//! Below: the same time (Gustafson). Everything is computed, nothing is measured.

use parallelism::speed_limits::{amdahl, gustafson};

/// The numbers of cores, one for each column.
const CORES: [usize; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/// The lines of the picture, from the top: from this to twice as much, and so on.
const STEPS: [f64; 8] = [128.0, 64.0, 32.0, 16.0, 8.0, 4.0, 2.0, 1.0];
/// Serial shares, and how they are drawn.
const CURVES: [(f64, char); 4] = [(0.0, '·'), (0.01, 'o'), (0.1, '+'), (0.5, '#')];

fn draw(title: &str, speed_up: fn(f64, usize) -> f64) {
    println!("{title}");
    for step in STEPS {
        let mut line = String::new();
        for n_cores in CORES {
            let marks: String = CURVES
                .iter()
                .filter(|(serial, _)| (step..2.0 * step).contains(&speed_up(*serial, n_cores)))
                .map(|(_, mark)| *mark)
                .collect();
            line.push_str(&format!("{marks:>6}"));
        }
        println!("{:>5}x │{line}", step);
    }
    println!("       └{}", "─".repeat(6 * CORES.len()));
    let cores: String = CORES.iter().map(|n| format!("{n:>6}")).collect();
    println!("  cores {cores}\n");
}

fn main() {
    let legend: Vec<String> = CURVES
        .iter()
        .map(|(serial, mark)| format!("{mark} {}% serial", serial * 100.0))
        .collect();
    println!("{}\n", legend.join("   "));
    draw("the same problem, so many times as fast", amdahl);
    draw("in the same time, so many times as much", gustafson);
}
