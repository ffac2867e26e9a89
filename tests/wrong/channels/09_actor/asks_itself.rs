// expect: deadlock self-deadlock
// Belief: a question can be asked from everywhere.

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
    Freeze,
    Thaw,
    Balance(Sender<u32>),
    Withdraw(u32, Sender<Result<(), Refused>>),
    Empty(Sender<Message>, Sender<Result<u32, Refused>>),
}

/// An account, kept by a thread of its own.
pub struct Account {
    messages: Sender<Message>,
    thread: JoinHandle<u32>,
}

/// Handles one message after the other, until no more can come. Returns the balance in the end.
fn keep_account(inbox: Receiver<Message>) -> u32 {
    let mut balance = 0;
    let mut is_frozen = false;
    for message in inbox {
        match message {
            Message::Deposit(amount) => balance += amount,
            Message::Freeze => is_frozen = true,
            Message::Thaw => is_frozen = false,
            // Who has asked may be gone. That changes nothing here.
            Message::Balance(reply) => {
                let _ = reply.send(balance);
            }
            Message::Withdraw(amount, reply) => {
                let paid = take(&mut balance, is_frozen, amount);
                let _ = reply.send(paid);
            }
            Message::Empty(messages, reply) => {
                let (own_reply, answer) = mpsc::channel();
                messages.send(Message::Balance(own_reply)).unwrap();
                let amount = answer.recv().unwrap();
                let paid = take(&mut balance, is_frozen, amount);
                let _ = reply.send(paid.map(|()| amount));
            }
        }
    }
    balance
}

/// Takes `amount` away from the balance, or says why not.
fn take(balance: &mut u32, is_frozen: bool, amount: u32) -> Result<(), Refused> {
    if is_frozen {
        return Err(Refused::Frozen);
    }
    let rest = balance.checked_sub(amount).ok_or(Refused::TooLittle)?;
    *balance = rest;
    Ok(())
}

impl Account {
    /// Opens an account with nothing on it.
    pub fn open() -> Account {
        let (messages, inbox) = mpsc::channel();
        let thread = thread::spawn(move || keep_account(inbox));
        Account { messages, thread }
    }

    /// Pays in. Does not wait until it has been done.
    pub fn deposit(&self, amount: u32) {
        self.messages.send(Message::Deposit(amount)).unwrap();
    }

    /// From now on nothing is paid out. Does not wait.
    pub fn freeze(&self) {
        self.messages.send(Message::Freeze).unwrap();
    }

    /// From now on it is paid out again. Does not wait.
    pub fn thaw(&self) {
        self.messages.send(Message::Thaw).unwrap();
    }

    /// Asks how much there is, and waits for the answer.
    pub fn balance(&self) -> u32 {
        let (reply, answer) = mpsc::channel();
        self.messages.send(Message::Balance(reply)).unwrap();
        answer.recv().unwrap()
    }

    /// Has `amount` paid out, or is told why not.
    pub fn withdraw(&self, amount: u32) -> Result<(), Refused> {
        let (reply, answer) = mpsc::channel();
        self.messages
            .send(Message::Withdraw(amount, reply))
            .unwrap();
        answer.recv().unwrap()
    }

    /// Has everything paid out that is there, and returns how much it was; or is told why not.
    pub fn empty(&self) -> Result<u32, Refused> {
        let (reply, answer) = mpsc::channel();
        let messages = self.messages.clone();
        self.messages.send(Message::Empty(messages, reply)).unwrap();
        answer.recv().unwrap()
    }

    /// Closes the account: what it was told before is still done. Returns the balance in the end, when the thread has
    /// ended.
    pub fn close(self) -> u32 {
        drop(self.messages);
        self.thread.join().unwrap()
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
