//! A prefix sum in three pieces for two threads, step by step: `cargo run -p parallelism --example two_passes`.
//!
//! Then the real one, next to the plain loop, for a longer list.

use parallelism::prefix_sum::scan;

/// What is added up.
const NUMBERS: [u32; 12] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
/// Numbers in a piece.
const LENGTH: usize = 4;

/// The plain loop.
fn add_up(numbers: &mut [u32], before: u32) {
    let mut so_far = before;
    for number in numbers {
        so_far += *number;
        *number = so_far;
    }
}

fn draw(what: &str, cells: &[String]) {
    let pieces: Vec<String> = cells
        .chunks(LENGTH)
        .map(|piece| piece.iter().map(|cell| format!("{cell:>4}")).collect())
        .collect();
    println!("{what:<24}{}", pieces.join(" │"));
}

fn main() {
    let shown = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<String>>();
    let mut numbers = NUMBERS;
    draw("the numbers", &shown(&numbers));

    // The first thread finishes the first piece. The second one adds up the second piece.
    add_up(&mut numbers[..LENGTH], 0);
    let sum: u32 = numbers[LENGTH..2 * LENGTH].iter().sum();
    let mut cells = shown(&numbers[..LENGTH]);
    cells.extend(["sum", &sum.to_string(), "", ""].map(str::to_owned));
    cells.extend(["", "", "", ""].map(str::to_owned));
    draw("first pass, 2 threads", &cells);

    let carry = numbers[LENGTH - 1];
    let carries = [carry, carry + sum];
    let mut cells = vec![String::new(); LENGTH];
    for carry in carries {
        cells.extend(["carry", &carry.to_string(), "", ""].map(str::to_owned));
    }
    draw("in between", &cells);

    for (piece, carry) in numbers[LENGTH..].chunks_mut(LENGTH).zip(carries) {
        add_up(piece, carry);
    }
    let mut cells = vec![String::new(); LENGTH];
    cells.extend(shown(&numbers[LENGTH..]));
    draw("second pass, 2 threads", &cells);
    draw("the sums", &shown(&numbers));

    let mut plain = NUMBERS;
    add_up(&mut plain, 0);
    println!("\nthe same as the plain loop: {}", numbers == plain);

    let long: Vec<u32> = (0..60_000).collect();
    let mut plain = long.clone();
    add_up(&mut plain, 0);
    for n_threads in 1..=4 {
        let mut sums = long.clone();
        scan(&mut sums, n_threads, |a, b| a + b);
        println!(
            "60000 numbers, {n_threads} threads: the same: {}",
            sums == plain
        );
    }
}
