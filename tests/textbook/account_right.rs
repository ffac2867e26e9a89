// expect: pass
//! Transfers in both directions between two accounts, locked by their number.

use std::sync::{Arc, Mutex};
use std::thread;

struct Account {
    number: u32,
    balance: Mutex<i64>,
}

fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), &'static str> {
    let (low, high) = if from.number < to.number {
        (from, to)
    } else {
        (to, from)
    };
    let mut low_balance = low.balance.lock().unwrap();
    let mut high_balance = high.balance.lock().unwrap();
    let (giver, taker) = if low.number == from.number {
        (&mut *low_balance, &mut *high_balance)
    } else {
        (&mut *high_balance, &mut *low_balance)
    };
    if *giver < amount {
        return Err("not enough");
    }
    *giver -= amount;
    *taker += amount;
    Ok(())
}

fn main() {
    let accounts = Arc::new([1, 2].map(|number| Account {
        number,
        balance: Mutex::new(10),
    }));
    let threads = [(0, 1), (1, 0)].map(|(from, to)| {
        let accounts = accounts.clone();
        thread::spawn(move || transfer(&accounts[from], &accounts[to], 15).is_ok())
    });
    let n = threads
        .map(|t| t.join().unwrap())
        .into_iter()
        .filter(|ok| *ok)
        .count();
    assert_eq!(n, 0);
    transfer(&accounts[0], &accounts[1], 10).unwrap();
    let total: i64 = accounts
        .iter()
        .map(|account| *account.balance.lock().unwrap())
        .sum();
    assert_eq!(total, 20);
}
