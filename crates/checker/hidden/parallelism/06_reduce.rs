//! Hidden test of `06_reduce`: the report is the same, however the receipts are grouped, and all threads of the pool read.
//!
//! With 13 receipts rayon makes several parts, on any machine: it cuts as often as the pool has threads. So what depends
//! on the parts comes out wrong each time. Which mistake it is can be read in the result: the amounts are powers of ten, so
//! each digit says what became of one of them.

use std::collections::{HashMap, HashSet};
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use rayon::{ThreadPool, ThreadPoolBuilder};
use witness::{Check, check, mistake};

use super::{Report, settle};

/// How long somebody waits for the others. A right program needs a small part of it.
const LONG: Duration = Duration::from_secs(4);
/// Threads of the pool.
const N_THREADS: usize = 4;
/// Receipts whose amounts are powers of ten.
const N_DIGITS: usize = 13;
/// Where the budget does not matter.
const BUDGET: i64 = 1_000_000;

pub fn checks() -> Vec<Check> {
    vec![
        check("what is left is the budget without all receipts", || {
            for n_receipts in [1, 2, N_DIGITS] {
                let amounts: Vec<i64> = powers().take(n_receipts).collect();
                // More than all of them, and a power of ten too.
                let budget = 100 * amounts[n_receipts - 1];
                let left = settled(budget, &amounts).left;
                expect_left(left, budget, n_receipts);
            }
        }),
        check("the mean is that of all receipts", || {
            let same = settled(0, &[6; N_DIGITS]).mean;
            assert!(
                same == Some(6),
                "there are {N_DIGITS} receipts of 6 each, and the mean is said to be {same:?}"
            );
            // However it is cut, the parts are not all equally long: 43 is a prime, and rayon's first part has five of them at
            // least.
            let mut one_of_many = vec![0; 43];
            one_of_many[42] = 43_000;
            for amounts in [
                vec![0, 0, 3000],
                vec![7, -7, 700, 30, 0, 0, 0, 0, 0, 0, 5000, 0, 0],
                vec![-3, -2],
                one_of_many,
            ] {
                let sum: i64 = amounts.iter().sum();
                let n_receipts = i64::try_from(amounts.len()).expect("not so many");
                let right = sum / n_receipts;
                let found = settled(BUDGET, &amounts);
                if found.mean == Some(right) {
                    continue;
                }
                let message = format!(
                    "of {n_receipts} receipts with the sum {sum} the mean is {right}; it is said to be {}",
                    told(found.mean)
                );
                // The sum may be wrong already; or it was only rounded in another way.
                let is_rounded = found.mean.is_some_and(|mean| mean.abs_diff(right) <= 1);
                if found.left == BUDGET - sum && !is_rounded {
                    mistake!(
                        "mean-of-means",
                        "{message}. If all amounts are equal, the mean is right"
                    );
                }
                panic!("{message}");
            }
        }),
        check("the highest is found, also if all are below 0", || {
            for amounts in [
                vec![3, 9, 4],
                vec![9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1],
                vec![-5; 9],
                vec![-3, -9, -4],
                vec![i64::from(i32::MIN)],
                vec![0],
            ] {
                let right = amounts.iter().copied().max();
                let found = settled(10, &amounts).highest;
                if found == right {
                    continue;
                }
                let message = format!(
                    "of the amounts {amounts:?} the highest is {}; it is said to be {}",
                    told(right),
                    told(found)
                );
                match found {
                    Some(found) if !amounts.contains(&found) => {
                        mistake!("wrong-identity", "{message}, which is on no receipt")
                    }
                    _ => panic!("{message}"),
                }
            }
        }),
        check("without receipts all of the budget is left", || {
            let found = settled(500, &[]);
            let right = Report {
                left: 500,
                mean: None,
                highest: None,
            };
            assert!(
                found == right,
                "without receipts it is to be {right:?}, and is {found:?}"
            );
        }),
        check(
            "all threads of the pool read at the same time, and each receipt once",
            || {
                let amounts: Vec<i64> = (1..=64).collect();
                let receipts = receipts(&amounts);
                let meeting = Meeting::of(N_THREADS);
                let times: Mutex<HashMap<String, usize>> = Mutex::default();
                let pool = pool();
                let in_pool: HashSet<ThreadId> = pool
                    .broadcast(|_| thread::current().id())
                    .into_iter()
                    .collect();
                pool.install(|| {
                    settle(0, &receipts, &|receipt: &str| {
                        meeting.attend();
                        *times.lock().unwrap().entry(receipt.to_owned()).or_default() += 1;
                        amount(receipt)
                    })
                });
                let seen = meeting.seen();
                let most = seen.most_at_once;
                if most < N_THREADS {
                    let message = format!(
                        "the pool has {N_THREADS} threads, and there are 64 receipts; never more than {most} at a time in `read`"
                    );
                    if most <= 1 {
                        mistake!(NotConcurrent, "one-at-a-time", "{message}");
                    }
                    mistake!(NotConcurrent, "few-at-a-time", "{message}");
                }
                if !seen.threads.is_subset(&in_pool) {
                    mistake!(
                        Inefficient,
                        "too-many-threads",
                        "it is called on a pool with {N_THREADS} threads, and `read` was called on {} threads, not all of them of the pool",
                        seen.threads.len()
                    );
                }
                let times = times.into_inner().unwrap();
                for receipt in &receipts {
                    let times = times.get(receipt).copied().unwrap_or(0);
                    assert!(times > 0, "the {receipt:?} was never read");
                    if times > 1 {
                        mistake!(
                            Inefficient,
                            "worked-twice",
                            "the {receipt:?} was read {times} times; that is what takes long, and it says the same each time"
                        );
                    }
                }
            },
        ),
    ]
}

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new()
        .num_threads(N_THREADS)
        .build()
        .expect("a pool of threads")
}

fn receipts(amounts: &[i64]) -> Vec<String> {
    amounts
        .iter()
        .map(|amount| format!("receipt for {amount}"))
        .collect()
}

fn amount(receipt: &str) -> i64 {
    let amount = receipt.rsplit(' ').next().expect("a last word");
    amount.parse().expect("an amount")
}

fn settled(budget: i64, amounts: &[i64]) -> Report {
    let receipts = receipts(amounts);
    pool().install(|| settle(budget, &receipts, &amount))
}

fn told(figure: Option<i64>) -> String {
    figure.map_or("nothing".to_owned(), |figure| figure.to_string())
}

/// 1, 10, 100, …
fn powers() -> impl Iterator<Item = i64> {
    std::iter::successors(Some(1), |power| Some(power * 10))
}

/// Whether the budget is there once and each of the first powers of ten was taken off once.
fn expect_left(found: i64, budget: i64, n_receipts: usize) {
    let sum: i64 = powers().take(n_receipts).sum();
    if found == budget - sum {
        return;
    }
    let message = format!(
        "of a budget of {budget}, {sum} was spent on {}; what is left should be {}, and is said to be {found}",
        if n_receipts == 1 {
            "one receipt"
        } else {
            "receipts of 1, 10, 100 and so on"
        },
        budget - sum
    );
    // How often the budget is in it, and how often each amount: each is less than five times there, up or down.
    let times_budget = (found as f64 / budget as f64).round() as i64;
    let mut rest = found - times_budget * budget;
    let mut times = Vec::new();
    for _ in 0..n_receipts {
        let digit = (rest + 4).rem_euclid(10) - 4;
        times.push(digit);
        rest = (rest - digit) / 10;
    }
    let n_lost = times.iter().filter(|time| **time == 0).count();
    if rest != 0 {
        panic!("{message}");
    }
    let added = times.iter().position(|time| *time > 0);
    if let Some(added) = added
        && times.contains(&-1)
    {
        mistake!(
            "not-associative",
            "{message}. Some amounts were taken off, and others were added: the {}, for one",
            10i64.pow(u32::try_from(added).expect("not so many"))
        );
    }
    if times_budget != 1 && times.iter().all(|time| *time == -1) {
        mistake!(
            "wrong-identity",
            "{message}. All amounts were taken off, and the budget is in it {times_budget} times"
        );
    }
    if times_budget == 1 && n_lost > 0 && times.contains(&-1) {
        mistake!(
            "parts-not-combined",
            "{message}. {n_lost} of the amounts were not taken off at all"
        );
    }
    panic!("{message}");
}

/// Threads that wait for one another in the middle of their jobs.
struct Meeting {
    n_wanted: usize,
    state: Mutex<Seen>,
    changed: Condvar,
}

/// Who came to a meeting.
#[derive(Clone, Default)]
struct Seen {
    n_present: usize,
    most_at_once: usize,
    threads: HashSet<ThreadId>,
    /// All are there, or somebody has waited in vain: nobody waits any more.
    is_over: bool,
}

impl Meeting {
    fn of(n_wanted: usize) -> Meeting {
        Meeting {
            n_wanted,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Comes, and waits until as many are there as are wanted.
    fn attend(&self) {
        let mut seen = self.state.lock().unwrap();
        seen.threads.insert(thread::current().id());
        seen.n_present += 1;
        seen.most_at_once = seen.most_at_once.max(seen.n_present);
        seen.is_over |= seen.n_present >= self.n_wanted;
        self.changed.notify_all();
        let waited = self
            .changed
            .wait_timeout_while(seen, LONG, |seen| !seen.is_over);
        let (mut seen, _) = waited.unwrap();
        seen.is_over = true;
        seen.n_present -= 1;
        self.changed.notify_all();
    }

    fn seen(&self) -> Seen {
        self.state.lock().unwrap().clone()
    }
}
