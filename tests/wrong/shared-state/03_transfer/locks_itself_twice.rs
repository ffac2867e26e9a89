// expect: deadlock self-deadlock
// Belief: a thread can take a lock again that it holds already.

use std::sync::Mutex;
use std::thread;

/// An account. Each has a number of its own.
pub struct Account {
    /// No other account has this number.
    pub number: u32,
    /// How much is on it.
    pub balance: Mutex<i64>,
}

impl Account {
    /// An account with so much on it.
    pub fn new(number: u32, balance: i64) -> Self {
        Account {
            number,
            balance: Mutex::new(balance),
        }
    }
}

/// The bank's auditor: adds up two accounts while nobody can change them. Leave it as it is.
pub fn total(a: &Account, b: &Account) -> i64 {
    let (low, high) = if a.number < b.number { (a, b) } else { (b, a) };
    let low = low.balance.lock().unwrap();
    let high = high.balance.lock().unwrap();
    *low + *high
}

/// Moves `amount`. Returns false, and changes nothing, if there is not enough, or if both accounts are the same.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> bool {
    let (mut source, mut target);
    if from.number < to.number {
        source = from.balance.lock().unwrap();
        target = to.balance.lock().unwrap();
    } else {
        target = to.balance.lock().unwrap();
        source = from.balance.lock().unwrap();
    }
    if *source < amount {
        return false;
    }
    *source -= amount;
    *target += amount;
    true
}

fn main() {
    let (anna, ben) = (Account::new(1, 100), Account::new(2, 100));
    thread::scope(|scope| {
        scope.spawn(|| transfer(&anna, &ben, 30));
        scope.spawn(|| transfer(&ben, &anna, 50));
        scope.spawn(|| println!("the auditor sees {}", total(&anna, &ben)));
    });
    let (annas, bens) = (*anna.balance.lock().unwrap(), *ben.balance.lock().unwrap());
    println!("Anna has {annas}, Ben has {bens}");
}
