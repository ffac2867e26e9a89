//! Hidden test of `09_actor`: in the order in which it was told, one message at a time, and nothing is lost at the end.
//!
//! Only public functions are used: which messages there are is the learner's business. The order of the checks matters:
//! a deposit that is never done is found by the first one, so what is missing in the second is lost at the end.

use std::__judge::{Check, explore, mistake};
use std::fmt::Debug;
use std::thread;

use super::{Account, Refused};

/// Compares, and says what is compared.
fn expect<T: PartialEq + Debug>(what: &str, found: T, expected: T) {
    assert!(
        found == expected,
        "{what}: expected {expected:?}, found {found:?}"
    );
}

/// Asks for the balance, after the asking thread has paid in `expected`.
fn expect_deposits(account: Account, expected: u32) -> Account {
    let found = account.balance();
    if found < expected {
        let left = account.close();
        // Nothing is lost, so the question was answered too early.
        if left == expected {
            mistake!(
                "overtaken",
                "a thread paid in {expected} and then asked for the balance: expected {expected}, found {found}"
            );
        }
        panic!("{expected} were paid in: the balance is {found}, and {left} in the end");
    }
    expect("the balance after the deposits", found, expected);
    account
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("what one thread tells first is done first", || {
            let account = Account::open();
            account.deposit(20);
            account.deposit(30);
            let account = expect_deposits(account, 50);
            expect("10 of 50 are withdrawn", account.withdraw(10), Ok(()));
            expect(
                "41 of 40 are withdrawn",
                account.withdraw(41),
                Err(Refused::TooLittle),
            );
            expect("the balance after that", account.balance(), 40);
            expect("the balance in the end", account.close(), 40);
        })
        .spawns_at_least(1)
        .joins_all()
        .no_busy_wait(),
        explore("what was told before the end is still done", || {
            let account = Account::open();
            account.deposit(10);
            account.deposit(20);
            let left = account.close();
            if left < 30 {
                mistake!(
                    "lost-at-shutdown",
                    "10 and 20 were paid in before the account was closed: expected 30 in the end, found {left}"
                );
            }
            expect("the balance in the end", left, 30);
        })
        .joins_all()
        .no_busy_wait(),
        explore("two threads pay in at the same time", || {
            let account = Account::open();
            thread::scope(|scope| {
                scope.spawn(|| account.deposit(10));
                account.deposit(5);
            });
            expect("the balance in the end", account.close(), 15);
        })
        .joins_all()
        .no_busy_wait(),
        explore("a frozen account pays nothing out", || {
            let account = Account::open();
            account.deposit(50);
            account.freeze();
            let frozen = Refused::Frozen;
            expect(
                "a withdrawal while it is frozen",
                account.withdraw(10),
                Err(frozen),
            );
            expect("emptied while it is frozen", account.empty(), Err(frozen));
            account.deposit(5);
            account.thaw();
            expect(
                "a withdrawal when it is no longer frozen",
                account.withdraw(10),
                Ok(()),
            );
            expect("the balance in the end", account.close(), 45);
        })
        .joins_all()
        .no_busy_wait(),
        explore("an account is emptied", || {
            let account = Account::open();
            account.deposit(70);
            expect("70 are emptied", account.empty(), Ok(70));
            expect("the balance after that", account.balance(), 0);
            expect("the balance in the end", account.close(), 0);
        })
        .joins_all()
        .no_busy_wait(),
        explore("one takes all, another takes some at the same time", || {
            let account = Account::open();
            account.deposit(100);
            let (some, all) = thread::scope(|scope| {
                let some = scope.spawn(|| account.withdraw(30));
                let all = account.empty();
                (some.join().unwrap(), all)
            });
            let left = account.close();
            match (some, all, left) {
                (Ok(()), Ok(70), 0) | (Err(Refused::TooLittle), Ok(100), 0) => {}
                // What `empty` wanted to take is what was there before the other one took its part.
                (Ok(()), Err(Refused::TooLittle) | Ok(100), 70) => mistake!(
                    "check-then-act",
                    "there are 100; one empties the account and gets {all:?}, another withdraws 30 and gets {some:?}, \
                     and {left} are left"
                ),
                _ => panic!(
                    "there are 100; one empties the account and gets {all:?}, another withdraws 30 and gets {some:?}, \
                     and {left} are left"
                ),
            }
        })
        .joins_all()
        .no_busy_wait(),
    ]
}
