//! # 6. Reduce
//!
//! After a journey there is a box of receipts, and a report to be written: what is left of the budget, what was spent
//! on average, what was the highest amount. Each receipt has to be read first, and that takes a while: `read(receipt)`
//! recognises the amount on a scanned picture. That is a job for all cores.
//!
//! Your task: write `settle`.
//! - Each receipt is read once, and all cores read.
//! - Then all amounts become one report. An amount below 0 is money that was given back.
//!
//! `reduce` makes one value out of many. It takes two closures: one makes the value to begin with, the other makes one
//! value out of two. Nobody knows into how many parts rayon cuts the list, or where. Each part begins anew:
//!
//! ```text
//! one core       ((((start ∘ a) ∘ b) ∘ c) ∘ d)
//!
//! two parts      ((start ∘ a) ∘ b)  ∘  ((start ∘ c) ∘ d)
//!
//! four parts     (start ∘ a) ∘ (start ∘ b)  ∘  (start ∘ c) ∘ (start ∘ d)
//! ```
//!
//! All of these have to be the same. Try it on paper with `-` in the place of `∘`. Then with the mean of two numbers. Then
//! with `+`, and a `start` that is not 0. What does each of them do?

use std::time::Instant;

use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

/// What there is to say about the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// What is left of the budget; less than 0 if more was spent.
    pub left: i64,
    /// The mean of all receipts: their sum divided by their number, with `/`. None if there are no receipts.
    pub mean: Option<i64>,
    /// The highest of all receipts. None if there are none.
    pub highest: Option<i64>,
}

/// The report on a journey with this budget. Each receipt is read once, on as many cores at a time as there are.
pub fn settle(budget: i64, receipts: &[String], read: &(impl Fn(&str) -> i64 + Sync)) -> Report {
    todo!("read in parallel, and reduce to what the report needs")
}

fn main() {
    let receipts: Vec<String> = (1..=48)
        .map(|day| format!("day {day}: {} crowns", day * day))
        .collect();
    // Recognises the amount in a scanned receipt, which takes a while.
    let read = |receipt: &str| {
        lab::cpu(10_000);
        let amount = receipt.split(' ').nth(2).unwrap();
        amount.parse::<i64>().unwrap()
    };
    for n_threads in [1, 2, 4] {
        let pool = ThreadPoolBuilder::new()
            .num_threads(n_threads)
            .build()
            .unwrap();
        let start = Instant::now();
        let report = pool.install(|| settle(50_000, &receipts, &read));
        println!(
            "{n_threads} threads: {report:?}, {} ms",
            start.elapsed().as_millis()
        );
    }
}
