//! Hidden test of `03_transfer`: the money arrives, nobody waits for ever, and the auditor never finds a wrong total.

use std::__judge::{Check, explore, mistake};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::{Account, total, transfer};

fn account(number: u32, balance: i64) -> Arc<Account> {
    Arc::new(Account::new(number, balance))
}

fn balance(account: &Account) -> i64 {
    *account.balance.lock().unwrap()
}

/// A thread that moves money.
fn moving(from: &Arc<Account>, to: &Arc<Account>, amount: i64) -> JoinHandle<bool> {
    let (from, to) = (Arc::clone(from), Arc::clone(to));
    thread::spawn(move || transfer(&from, &to, amount))
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("the money arrives, in both directions", || {
            let (a, b) = (account(1, 100), account(2, 50));
            assert!(transfer(&a, &b, 100), "100 of 100 could not be moved");
            let found = (balance(&a), balance(&b));
            assert!(
                found == (0, 150),
                "100 and 50, then 100 moved from the first to the second: expected (0, 150), found {found:?}"
            );
            assert!(transfer(&b, &a, 30), "30 of 150 could not be moved");
            let found = (balance(&a), balance(&b));
            assert!(
                found == (30, 120),
                "0 and 150, then 30 moved from the second to the first: expected (30, 120), found {found:?}"
            );
        }),
        explore("nobody can move more than there is", || {
            let (a, b) = (account(1, 100), account(2, 50));
            let moved = transfer(&a, &b, 101);
            let found = (moved, balance(&a), balance(&b));
            if moved && found.1 < 0 {
                mistake!(
                    "not-covered",
                    "101 was moved from an account with 100 on it: now it has {}",
                    found.1
                );
            }
            assert!(
                found == (false, 100, 50),
                "101 of 100: expected (false, 100, 50), found {found:?}"
            );
        }),
        explore("a transfer to the same account is refused", || {
            let a = account(1, 100);
            let moved = transfer(&a, &a, 10);
            let found = (moved, balance(&a));
            assert!(
                found == (false, 100),
                "10 from an account to itself: expected (false, 100), found {found:?}"
            );
        }),
        explore("two transfers in opposite directions both end", || {
            let (a, b) = (account(1, 100), account(2, 100));
            let there = moving(&a, &b, 30);
            let back = moving(&b, &a, 50);
            let moved = (there.join().unwrap(), back.join().unwrap());
            let found = (moved, balance(&a), balance(&b));
            assert!(
                found == ((true, true), 120, 80),
                "30 there and 50 back, both had 100: expected ((true, true), 120, 80), found {found:?}"
            );
        }),
        explore("the auditor always finds the same total", || {
            let (a, b) = (account(1, 100), account(2, 100));
            let there = moving(&a, &b, 30);
            let seen = total(&a, &b);
            let moved = there.join().unwrap();
            let end = total(&a, &b);
            if seen != end && moved && end == 200 {
                mistake!(
                    "money-seen-missing",
                    "30 was moved between two accounts with 100 each, and meanwhile the auditor found {seen} instead of 200"
                );
            }
            assert!(
                (seen, end) == (200, 200),
                "the totals during and after a transfer: expected 200 and 200, found {seen} and {end}"
            );
        }),
        explore("the same money can't be moved twice", || {
            let (a, b, c) = (account(1, 100), account(2, 0), account(3, 0));
            let one = moving(&a, &b, 80);
            let other = moving(&a, &c, 80);
            let moved = [one.join().unwrap(), other.join().unwrap()];
            let n_moved = moved.iter().filter(|moved| **moved).count();
            let found = (n_moved, balance(&a), balance(&b) + balance(&c));
            assert!(
                found == (1, 20, 80),
                "80 to each of two others, from 100: expected (1, 20, 80), found {found:?}"
            );
        }),
    ]
}
