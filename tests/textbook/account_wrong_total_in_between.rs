// expect: race
// Belief: money that has left one account has arrived on the other, as both are locked when they change.

use std::sync::Mutex;
use std::thread;

fn main() {
    let accounts = [Mutex::new(10), Mutex::new(0)];
    thread::scope(|s| {
        s.spawn(|| {
            *accounts[0].lock().unwrap() -= 5;
            *accounts[1].lock().unwrap() += 5;
        });
        let total: i32 = accounts
            .iter()
            .map(|account| *account.lock().unwrap())
            .sum();
        assert_eq!(total, 10);
    });
}
