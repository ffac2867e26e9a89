//! Where a merge can be cut: `cargo run -p parallelism --example merge_path`.
//!
//! From the upper left corner, a merge goes one step to the right for each value that it takes from the upper list, and one
//! step down for each from the list at the side. Cut into three, each thread walks a part of the way. Its number stands
//! where it goes.

use parallelism::merge_sort::{merge, split_for};

const UPPER: [u32; 8] = [1, 3, 4, 4, 7, 8, 12, 15];
const SIDE: [u32; 7] = [2, 4, 5, 6, 9, 10, 11];
const N_THREADS: usize = 3;

fn main() {
    let n_values = UPPER.len() + SIDE.len();
    let length = n_values.div_ceil(N_THREADS);
    // Rows and columns of corners, with what is drawn between them.
    let mut picture = vec![vec![' '; 4 * UPPER.len() + 1]; SIDE.len() + 1];
    let corner = |place: usize| {
        let n_from_upper = split_for(&UPPER, &SIDE, place);
        (place - n_from_upper, n_from_upper)
    };
    for place in 0..n_values {
        let thread = char::from(b'1' + (place / length) as u8);
        let (row, column) = corner(place);
        let (next_row, _) = corner(place + 1);
        if next_row > row {
            picture[next_row][4 * column] = thread;
        } else {
            picture[row][4 * column + 1..=4 * column + 4].fill(thread);
        }
        if place % length == 0 {
            picture[row][4 * column] = '●';
        }
    }
    let upper: String = UPPER.iter().map(|value| format!("{value:>4}")).collect();
    println!("     {upper}");
    println!("      {}", picture[0].iter().collect::<String>());
    for (value, line) in SIDE.iter().zip(&picture[1..]) {
        println!("{value:>4}  {}", line.iter().collect::<String>());
    }

    println!("\n● is where a thread begins. What each of them merges:");
    for thread in 0..N_THREADS {
        let (begin, end) = (thread * length, n_values.min((thread + 1) * length));
        let ((row, column), (row_after, column_after)) = (corner(begin), corner(end));
        let (upper, side) = (&UPPER[column..column_after], &SIDE[row..row_after]);
        let mut merged = vec![0; end - begin];
        merge(upper, side, &mut merged, 1);
        println!("  {}: {upper:?} and {side:?} to {merged:?}", thread + 1);
    }
}
