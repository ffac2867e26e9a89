//! # 2. Withdraw: a solution
//!
//! The guard has a name, so it lives until the end of the function. Nobody can change the balance between the check
//! and the payment.

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
        let mut balance = self.balance.lock().unwrap();
        if *balance < amount {
            return false;
        }
        *balance -= amount;
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
