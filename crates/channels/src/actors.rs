//! One thread owns it, others ask.
//!
//! An *actor* is a thread with a state that nobody else can touch, and a channel through which it is told what to do.
//! It takes one message after the other. So each message is handled as a whole: no lock, and nothing in between.
//!
//! It is a lock turned inside out. With a lock, everybody comes to the state, one at a time. With an actor, the state
//! stays at home, and everybody sends letters. For a quick change a lock is cheaper. An actor is good where the state
//! has a life of its own, where a sender need not wait, or where things must be done in the order in which they came.
//!
//! - Each kind of message is a variant of an enum. Who wants an answer sends a way back along:
//!   [`request_reply`](crate::request_reply).
//! - **Two messages are two steps.** "Ask how many there are, then take one" is
//!   check-then-act, with an actor as with a lock: somebody else's message may come between. Make it one message.
//! - **An actor must not ask itself**, nor one that waits for it. It would wait for an answer that it has to give.
//! - **Ending** is part of the design. What is in the inbox when it ends: is it still done, or thrown away? Here it is
//!   done: the actor ends when all handles are gone *and* all messages are handled.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

/// What the jukebox can be told.
#[derive(Debug)]
enum Message {
    Add(String),
    Play { reply: Sender<Option<String>> },
}

/// A handle to a jukebox. Clones are handles to the same one.
#[derive(Clone, Debug)]
pub struct Jukebox {
    inbox: Sender<Message>,
}

impl Jukebox {
    /// Starts a jukebox. It ends when all its handles are gone; its thread then returns the songs that were not played.
    ///
    /// ```
    /// use channels::actors::Jukebox;
    /// let (jukebox, thread) = Jukebox::start();
    /// std::thread::scope(|scope| {
    ///     for song in ["Help!", "Yesterday"] {
    ///         let jukebox = jukebox.clone();
    ///         scope.spawn(move || jukebox.add(song));
    ///     }
    /// });
    /// let played = jukebox.play().unwrap();
    /// // What was asked for is done, also if nobody waits for it.
    /// jukebox.add("Michelle");
    /// drop(jukebox);
    /// let left = thread.join().unwrap();
    /// assert_eq!(left.len(), 2);
    /// assert!(!left.contains(&played));
    /// ```
    pub fn start() -> (Jukebox, JoinHandle<Vec<String>>) {
        let (sender, inbox) = mpsc::channel();
        let thread = thread::spawn(move || {
            // The state. It is a local variable, which says it all.
            let mut songs = VecDeque::new();
            for message in inbox {
                match message {
                    Message::Add(song) => songs.push_back(song),
                    // Look and take in one message, so nobody can come between.
                    Message::Play { reply } => {
                        // Who asked may have left.
                        let _ = reply.send(songs.pop_front());
                    }
                }
            }
            songs.into()
        });
        (Jukebox { inbox: sender }, thread)
    }

    /// Adds a song, without waiting.
    ///
    /// # Panics
    /// If the jukebox panicked.
    pub fn add(&self, song: &str) {
        self.inbox.send(Message::Add(song.to_owned())).unwrap();
    }

    /// Plays the song that was added first, and waits to hear which one it is. `None` if there is none.
    ///
    /// What one thread adds and then plays comes in that order: it is one sender.
    ///
    /// ```
    /// use channels::actors::Jukebox;
    /// let (jukebox, _) = Jukebox::start();
    /// jukebox.add("Help!");
    /// assert_eq!(jukebox.play().as_deref(), Some("Help!"));
    /// assert_eq!(jukebox.play(), None);
    /// ```
    ///
    /// # Panics
    /// If the jukebox panicked.
    pub fn play(&self) -> Option<String> {
        let (reply, answer) = mpsc::channel();
        self.inbox.send(Message::Play { reply }).unwrap();
        answer.recv().unwrap()
    }
}
