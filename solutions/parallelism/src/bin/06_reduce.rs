//! # 6. Reduce: a solution
//!
//! What is left and the mean can't be put together from parts: the mean of two means is wrong if they stand for
//! different numbers of receipts, and subtracting what a part has subtracted adds it. But both follow from a sum and a
//! number, and those can be added, in whatever groups. So that is what is carried; the rest is done once, at the end.
//!
//! Each part begins with `Totals::NONE`, however many parts there are. The budget comes once, so it is not in there. The
//! highest of nothing is `None`, and not 0: all amounts might be below it.

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
    let totals = receipts
        .par_iter()
        .map(|receipt| Totals::of(read(receipt)))
        .reduce(|| Totals::NONE, Totals::and);
    Report {
        left: budget - totals.sum,
        mean: (totals.n_receipts > 0).then(|| totals.sum / totals.n_receipts),
        highest: totals.highest,
    }
}

/// What is known of some of the receipts, and enough to go on with.
#[derive(Clone, Copy)]
struct Totals {
    sum: i64,
    n_receipts: i64,
    highest: Option<i64>,
}

impl Totals {
    /// Of no receipts at all: changes nothing when it is added.
    const NONE: Totals = Totals {
        sum: 0,
        n_receipts: 0,
        highest: None,
    };

    fn of(amount: i64) -> Totals {
        Totals {
            sum: amount,
            n_receipts: 1,
            highest: Some(amount),
        }
    }

    fn and(self, other: Totals) -> Totals {
        Totals {
            sum: self.sum + other.sum,
            n_receipts: self.n_receipts + other.n_receipts,
            // `None` is less than any `Some`.
            highest: self.highest.max(other.highest),
        }
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
