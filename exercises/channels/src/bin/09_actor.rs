//! # 9. Actor
//!
//! Many threads use one account, and there is no lock. The account has a thread of its own, and the balance is a plain
//! variable of that thread. Nobody else can reach it: who wants something sends a message. Such a thread is called an
//! actor. It handles one message after the other, so it is never disturbed in the middle of one.
//!
//! Your task: an account that is an actor.
//! - `deposit`, `freeze` and `thaw` only send; they don't wait. `balance`, `withdraw` and `empty` wait for an answer.
//! - What one thread told the account first is done first: who has paid in 5 finds them there.
//! - A frozen account pays nothing out (`Err(Refused::Frozen)`); money may still be paid in.
//! - `empty` pays out all that is there at that moment, also when others use the account at the same time.
//! - `close` ends the actor, and waits until it has ended. What it was told before is still done.
//!
//! ```text
//! ann      ── deposit 5 ── balance? ─┐··· waits ···┌── 5
//!                 ▼                  ▼             │
//! inbox          [+5]         [+5] [balance?]      │
//!                                                  │
//! account  ···· waits ····· 0 + 5 = 5 ··· reply 5 ─┘···· waits ····
//! ```

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

/// Why no money is paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is less on the account.
    TooLittle,
    /// The account is frozen.
    Frozen,
}

/// What the account can be told. Who wants an answer sends a way back along.
enum Message {
    Deposit(u32),
    Balance(Sender<u32>),
    // What else?
}

/// An account, kept by a thread of its own.
pub struct Account {
    messages: Sender<Message>,
    thread: JoinHandle<u32>,
}

/// Handles one message after the other, until no more can come. Returns the balance in the end.
fn keep_account(inbox: Receiver<Message>) -> u32 {
    todo!("handle each message; the balance is a variable here")
}

impl Account {
    /// Opens an account with nothing on it.
    pub fn open() -> Account {
        todo!("make the channel, and start the thread")
    }

    /// Pays in. Does not wait until it has been done.
    pub fn deposit(&self, amount: u32) {
        todo!("send a message")
    }

    /// From now on nothing is paid out. Does not wait.
    pub fn freeze(&self) {
        todo!("send a message")
    }

    /// From now on it is paid out again. Does not wait.
    pub fn thaw(&self) {
        todo!("send a message")
    }

    /// Asks how much there is, and waits for the answer.
    pub fn balance(&self) -> u32 {
        todo!("send a question with a way back, and wait for the answer")
    }

    /// Has `amount` paid out, or is told why not.
    pub fn withdraw(&self, amount: u32) -> Result<(), Refused> {
        todo!("ask, and wait for the answer")
    }

    /// Has everything paid out that is there, and returns how much it was; or is told why not.
    pub fn empty(&self) -> Result<u32, Refused> {
        todo!("ask, and wait for the answer")
    }

    /// Closes the account: what it was told before is still done. Returns the balance in the end, when the thread has
    /// ended.
    pub fn close(self) -> u32 {
        todo!("end the actor, and wait for it")
    }
}

fn main() {
    let account = Account::open();
    account.deposit(100);
    thread::scope(|scope| {
        scope.spawn(|| println!("ann takes 30: {:?}", account.withdraw(30)));
        scope.spawn(|| println!("bob takes all: {:?}", account.empty()));
    });
    account.freeze();
    println!("while it is frozen: {:?}", account.withdraw(1));
    account.deposit(5);
    println!("in the end: {}", account.close());
}
