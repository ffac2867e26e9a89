//! Who is slow sets the pace.
//!
//! If messages come in faster than they are taken out, the queue grows. It gets no better by waiting: the queue goes on
//! growing until the memory is full. Something has to give. There are three honest answers:
//!
//! - **Wait.** [`mpsc::sync_channel`] has room for so many messages. While it is full, `send` sleeps. The slow receiver
//!   holds back the quick sender, and that one its own sender, up to the source. This is *backpressure*.
//! - **Drop** something: the new message, or an old one. Right for a screen that shows the latest picture, wrong for
//!   money.
//! - **Refuse**, and say so: "come back later".
//!
//! How much room? A little helps where both are sometimes quick and sometimes slow: it evens that out. More room does
//! not make a slow receiver any faster. It only makes each message wait longer in the queue.
//!
//! With room for 0 there is no queue at all. `send` returns once the receiver has taken the message: both meet. That is
//! called a *rendezvous*.
//!
//! Who waits must not hold what the other one needs. A sender that sleeps at a full channel with a lock in its hand,
//! and a receiver that wants this lock: that is a deadlock.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::thread;

/// Sends a message if there is room, and drops it if not. Returns whether it was sent.
///
/// ```
/// use channels::backpressure::send_or_drop;
/// let (sender, receiver) = std::sync::mpsc::sync_channel(2);
/// let was_sent = [1, 2, 3].map(|picture| send_or_drop(&sender, picture));
/// assert_eq!(was_sent, [true, true, false]);
/// // A place becomes free.
/// assert_eq!(receiver.recv(), Ok(1));
/// assert!(send_or_drop(&sender, 4));
/// ```
///
/// # Panics
/// If there is no receiver any more.
pub fn send_or_drop<T>(sender: &SyncSender<T>, message: T) -> bool {
    match sender.try_send(message) {
        Ok(()) => true,
        Err(TrySendError::Full(_)) => false,
        Err(TrySendError::Disconnected(_)) => panic!("nobody receives any more"),
    }
}

/// Lets a quick thread make `n_items` and a slow one use them. Returns by how many the quick one was ahead at most.
///
/// It is ahead by the items in the channel, one that it has just made, and one that the slow one has in its hands.
///
/// ```
/// use channels::backpressure::most_ahead;
/// assert!(most_ahead(100, 3) <= 3 + 2);
/// assert!(most_ahead(100, 0) <= 0 + 2);
/// ```
///
/// # Panics
/// If a thread panics.
pub fn most_ahead(n_items: usize, room: usize) -> usize {
    // Stored by the slow thread, loaded by the quick one.
    let n_used = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::sync_channel(room);
    thread::scope(|scope| {
        let quick = scope.spawn(|| {
            // Takes the sender over: with it, the channel ends when this thread does.
            let sender = sender;
            let mut most = 0;
            for n_made in 1..=n_items {
                most = most.max(n_made - n_used.load(Ordering::SeqCst));
                // Sleeps while there is no room.
                sender.send(n_made).unwrap();
            }
            most
        });
        for n_made in receiver {
            // Somebody slow would do something here.
            thread::yield_now();
            n_used.store(n_made, Ordering::SeqCst);
        }
        quick.join().unwrap()
    })
}

/// Meets a receiver at a channel without room. Returns whether the receiver had come when `send` returned.
///
/// ```
/// assert!(channels::backpressure::rendezvous());
/// ```
///
/// # Panics
/// If a thread panics.
pub fn rendezvous() -> bool {
    let has_come = AtomicBool::new(false);
    let (sender, receiver) = mpsc::sync_channel(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            // A receiver is used by one thread at a time: this one takes it over.
            let receiver = receiver;
            has_come.store(true, Ordering::SeqCst);
            receiver.recv().unwrap();
        });
        // With room for 1, this could return before the other thread has done anything at all.
        sender.send("a handshake").unwrap();
        has_come.load(Ordering::SeqCst)
    })
}
