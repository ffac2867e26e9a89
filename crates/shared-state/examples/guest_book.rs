//! Five guests sign one book, many times over: `cargo run -p shared-state --example guest_book`.
//!
//! All signatures are there each time. Their order is another matter.

use std::collections::BTreeMap;

use shared_state::share_and_lock::sign_all;

fn main() {
    let guests = ["ann", "ben", "eva", "kim", "tom"];
    let n_evenings = 2_000;
    let mut orders: BTreeMap<Vec<&str>, u32> = BTreeMap::new();
    for _ in 0..n_evenings {
        let book = sign_all(&guests);
        assert_eq!(book.len(), guests.len(), "nobody's signature is lost");
        *orders.entry(book).or_default() += 1;
    }
    println!("{n_evenings} evenings, and the book was complete each time");
    println!("orders seen: {} of 120 possible ones", orders.len());
    let mut orders: Vec<_> = orders.into_iter().collect();
    orders.sort_by_key(|&(_, n_times)| std::cmp::Reverse(n_times));
    for (book, n_times) in orders.iter().take(3) {
        println!("{n_times:>6} times {}", book.join(", "));
    }
    // An order that was not seen was possible all the same.
}
