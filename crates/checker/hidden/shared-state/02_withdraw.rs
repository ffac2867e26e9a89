//! Hidden test of `02_withdraw`: money is paid once, the books agree, and the balance is never seen below zero.

use std::__judge::{Check, explore, mistake};
use std::sync::Arc;
use std::thread;

use super::Account;

/// Two people want an amount each, at the same time. Returns how many were paid, and what is left.
fn two_people(balance: i64, amounts: [i64; 2]) -> (usize, i64) {
    let account = Arc::new(Account::new(balance));
    let people = amounts.map(|amount| {
        let account = Arc::clone(&account);
        thread::spawn(move || account.withdraw(amount))
    });
    let n_paid = people
        .into_iter()
        .map(|person| person.join().unwrap())
        .filter(|paid| *paid)
        .count();
    (n_paid, account.balance())
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("what is paid out is gone from the account", || {
            let account = Account::new(100);
            let paid = account.withdraw(30);
            assert!(
                paid,
                "100 is on the account, but `withdraw(30)` was refused"
            );
            let left = account.balance();
            if left == 100 {
                mistake!(
                    "paid-but-not-booked",
                    "`withdraw(30)` paid, but the balance is still 100"
                );
            }
            assert!(
                left == 70,
                "the balance after `withdraw(30)` from 100: expected 70, found {left}"
            );
        }),
        explore("just enough is enough, one more is too much", || {
            let account = Account::new(100);
            let paid = account.withdraw(101);
            assert!(!paid, "100 is on the account, but `withdraw(101)` was paid");
            let left = account.balance();
            assert!(
                left == 100,
                "`withdraw(101)` was refused, but the balance went from 100 to {left}"
            );
            let paid = account.withdraw(100);
            assert!(
                paid,
                "100 is on the account, but `withdraw(100)` was refused"
            );
            let left = account.balance();
            assert!(
                left == 0,
                "the balance after `withdraw(100)` from 100: expected 0, found {left}"
            );
        }),
        explore("nobody ever sees a balance below zero", || {
            let account = Arc::new(Account::new(10));
            let person = {
                let account = Arc::clone(&account);
                thread::spawn(move || account.withdraw(80))
            };
            let seen = account.balance();
            let paid = person.join().unwrap();
            if seen < 0 && !paid {
                mistake!(
                    "below-zero-for-a-moment",
                    "`withdraw(80)` from 10 was refused, but in between the balance was {seen}"
                );
            }
            assert!(
                seen == 10 && !paid,
                "`withdraw(80)` from 10: expected a refusal and a balance of 10, found {paid} and {seen}"
            );
        }),
        explore("two people can't take the same money", || {
            let (n_paid, left) = two_people(100, [80, 80]);
            assert!(
                (n_paid, left) == (1, 20),
                "two people want 80 each from 100: expected 1 paid and 20 left, found {n_paid} paid and {left} left"
            );
        }),
        explore("both are paid if there is enough for both", || {
            let (n_paid, left) = two_people(100, [60, 40]);
            assert!(
                (n_paid, left) == (2, 0),
                "two people want 60 and 40 from 100: expected 2 paid and 0 left, found {n_paid} paid and {left} left"
            );
        }),
    ]
}
