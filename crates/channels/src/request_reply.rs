//! A question that brings its way back.
//!
//! A channel goes one way. An answer needs another channel. If all who ask shared one channel for the answers, anybody
//! could get anybody's. So each question brings **its own reply channel** along: a sender is a value, and can be sent.
//!
//! What comes back from [`Librarian::ask`] is not an answer but the promise of one. The asker can do other things, ask
//! more, and take the answers later. A value that will be there later is called a *future*. (Those of Rust's `async`
//! have that idea too, with another way of waiting.)
//!
//! Three things can go wrong, and each has an answer:
//!
//! - The asker has left. Then the reply can't be sent, and `send` says so. The server must not care.
//! - The server has left, or has dropped the question. Then the reply channel ends without an answer, and `recv`
//!   returns an `Err`. That is much better than waiting for ever. It works because nobody else holds a sender of that
//!   channel.
//! - The server asks itself. It waits for an answer that only it could give.

use std::collections::HashMap;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

/// A question, and the way back for its answer.
#[derive(Debug)]
struct Question {
    title: String,
    reply: Sender<Option<u32>>,
}

/// A thread that knows on which shelf each book is. It returns how many answers could not be sent.
#[derive(Debug)]
pub struct Librarian {
    questions: Sender<Question>,
    thread: JoinHandle<usize>,
}

/// An answer that will come.
#[derive(Debug)]
pub struct Answer(Receiver<Option<u32>>);

impl Librarian {
    /// Starts the librarian, who knows these shelves.
    pub fn start(shelves: HashMap<String, u32>) -> Librarian {
        let (questions, inbox) = mpsc::channel::<Question>();
        let thread = thread::spawn(move || {
            // `shelves` belongs to this thread alone. That is why nothing is locked.
            let mut n_unheard = 0;
            for question in inbox {
                let shelf = shelves.get(&question.title).copied();
                if question.reply.send(shelf).is_err() {
                    n_unheard += 1;
                }
            }
            n_unheard
        });
        Librarian { questions, thread }
    }

    /// Asks for a book, without waiting.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use channels::request_reply::Librarian;
    /// let librarian = Librarian::start(HashMap::from([("Emma".to_owned(), 4)]));
    /// // Two questions are on their way, and both askers get what they asked for.
    /// let emma = librarian.ask("Emma");
    /// let ulysses = librarian.ask("Ulysses");
    /// assert_eq!(ulysses.wait(), Ok(None));
    /// assert_eq!(emma.wait(), Ok(Some(4)));
    /// assert_eq!(librarian.go_home(), 0);
    /// ```
    ///
    /// # Panics
    /// If the librarian panicked.
    pub fn ask(&self, title: &str) -> Answer {
        let (reply, answer) = mpsc::channel();
        let title = title.to_owned();
        self.questions.send(Question { title, reply }).unwrap();
        Answer(answer)
    }

    /// Answers what is still to be answered, then ends. Returns how many answers could not be sent, because the asker
    /// had left.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use channels::request_reply::Librarian;
    /// let librarian = Librarian::start(HashMap::new());
    /// // Asked, and gone.
    /// drop(librarian.ask("Emma"));
    /// assert_eq!(librarian.ask("Ulysses").wait(), Ok(None), "the librarian goes on");
    /// // Or 0: the answer may have been sent just before the asker left. An `Ok` is no receipt.
    /// assert!(librarian.go_home() <= 1);
    /// ```
    ///
    /// # Panics
    /// If the librarian panicked.
    pub fn go_home(self) -> usize {
        drop(self.questions);
        self.thread.join().unwrap()
    }
}

/// The answer will never come: who should have given it is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAnswer;

impl Answer {
    /// Waits for the answer: the shelf, or `None` if there is no such book.
    ///
    /// # Errors
    /// If the librarian ended without answering.
    pub fn wait(self) -> Result<Option<u32>, NoAnswer> {
        self.0.recv().map_err(|_| NoAnswer)
    }
}
