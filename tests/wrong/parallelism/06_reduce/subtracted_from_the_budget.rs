// expect: wrong-answer not-associative
// Belief: `reduce` is `fold` on all cores.

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
    let amounts: Vec<i64> = receipts.par_iter().map(|receipt| read(receipt)).collect();
    let sum: i64 = amounts.par_iter().sum();
    let mean = (!amounts.is_empty()).then(|| sum / amounts.len() as i64);
    Report {
        left: amounts
            .par_iter()
            .copied()
            .reduce(|| budget, |left, amount| left - amount),
        mean,
        highest: amounts.par_iter().copied().max(),
    }
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
