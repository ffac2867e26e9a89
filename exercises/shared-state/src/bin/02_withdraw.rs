//! # 2. Withdraw
//!
//! This account looks safe: each access to the balance is under the lock. Still, it can go below zero. It happens
//! when two people use it at the same time.
//!
//! Your task: mend `withdraw`. It pays out if there is enough on the account, also if it is just enough. Nobody may
//! ever see a balance below zero, not even for a moment.
//!
//! ```text
//! balance   100 ──────────────────── 20 ──────────────────── 20
//! person A   └─ withdraw(80): true ──┘
//! person B                            └─ withdraw(80): false ─┘
//! ```
//!
//! Run it first, as it is. Does it look right? How often would you have to run it to be sure?

use std::sync::Mutex;
use std::thread;

/// An account that several people may use at the same time.
pub struct Account {
    balance: Mutex<i64>,
}

impl Account {
    /// An account with so much on it.
    pub fn new(balance: i64) -> Self {
        Account {
            balance: Mutex::new(balance),
        }
    }

    /// How much is on it now.
    pub fn balance(&self) -> i64 {
        *self.balance.lock().unwrap()
    }

    /// Takes `amount` out. Returns false, and changes nothing, if there is not enough.
    pub fn withdraw(&self, amount: i64) -> bool {
        if *self.balance.lock().unwrap() < amount {
            return false;
        }
        *self.balance.lock().unwrap() -= amount;
        true
    }
}

fn main() {
    let account = Account::new(100);
    let n_paid = thread::scope(|scope| {
        let machines = [(); 4].map(|()| scope.spawn(|| account.withdraw(80)));
        machines
            .into_iter()
            .map(|machine| machine.join().unwrap())
            .filter(|paid| *paid)
            .count()
    });
    println!("100 on the account, four people want 80 each");
    println!("paid {n_paid} times, the balance is {}", account.balance());
}
