//! The primitives of each engine's `std`, behind one trait, so that the interpreter is written once.

/// What a program is made from.
pub(crate) trait Library: Sized + 'static {
    type Atomic: Send + Sync;
    type Mutex: Send + Sync;
    type RwLock: Send + Sync;
    type Condvar: Send + Sync;
    type Sender: Clone + Send;
    type Receiver: Send;
    type Thread: Clone + Send;
    type Handle<T: Send + 'static>;

    fn atomic() -> Self::Atomic;
    fn load(atomic: &Self::Atomic) -> u32;
    fn store(atomic: &Self::Atomic, value: u32);
    fn add(atomic: &Self::Atomic, value: u32) -> u32;
    fn swap(atomic: &Self::Atomic, value: u32) -> u32;
    /// The value found, and whether it was replaced.
    fn exchange(atomic: &Self::Atomic, current: u32, new: u32) -> (u32, bool);

    fn mutex() -> Self::Mutex;
    fn locked(mutex: &Self::Mutex, section: impl FnOnce(&mut u32));
    /// Whether the section was run.
    fn try_locked(mutex: &Self::Mutex, section: impl FnOnce(&mut u32)) -> bool;

    fn rwlock() -> Self::RwLock;
    fn reading(lock: &Self::RwLock, section: impl FnOnce(u32));
    fn writing(lock: &Self::RwLock, section: impl FnOnce(&mut u32));

    fn condvar() -> Self::Condvar;
    /// Runs the section when the value is not zero.
    fn awaiting(mutex: &Self::Mutex, condvar: &Self::Condvar, section: impl FnOnce(&mut u32));
    fn notify_one(condvar: &Self::Condvar);
    fn notify_all(condvar: &Self::Condvar);

    /// A channel, where the library has channels that can be compared.
    fn channel(bound: Option<usize>) -> Option<(Self::Sender, Self::Receiver)>;
    fn send(sender: &Self::Sender, value: u32);
    fn recv(receiver: &Self::Receiver) -> Option<u32>;
    fn try_recv(receiver: &Self::Receiver) -> Option<u32>;

    fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Self::Handle<T>;
    fn join<T: Send + 'static>(handle: Self::Handle<T>) -> T;
    fn thread<T: Send + 'static>(handle: &Self::Handle<T>) -> Self::Thread;
    fn current() -> Self::Thread;
    fn park();
    fn unpark(thread: &Self::Thread);
}

/// Implements [`Library`] over the look-alike `$library`; what differs comes with it.
macro_rules! library {
    ($(#[$meta:meta])* $name:ident, $library:ident, { $($different:tt)* }) => {
        $(#[$meta])*
        pub(crate) enum $name {}

        impl Library for $name {
            type Atomic = $library::sync::atomic::AtomicU32;
            type Mutex = $library::sync::Mutex<u32>;
            type RwLock = $library::sync::RwLock<u32>;
            type Condvar = $library::sync::Condvar;
            type Thread = $library::thread::Thread;
            type Handle<T: Send + 'static> = $library::thread::JoinHandle<T>;

            $($different)*

            fn atomic() -> Self::Atomic {
                Self::Atomic::new(0)
            }
            fn add(atomic: &Self::Atomic, value: u32) -> u32 {
                atomic.fetch_add(value, SeqCst)
            }
            fn swap(atomic: &Self::Atomic, value: u32) -> u32 {
                atomic.swap(value, SeqCst)
            }
            fn exchange(atomic: &Self::Atomic, current: u32, new: u32) -> (u32, bool) {
                match atomic.compare_exchange(current, new, SeqCst, SeqCst) {
                    Ok(found) => (found, true),
                    Err(found) => (found, false),
                }
            }

            fn mutex() -> Self::Mutex {
                Self::Mutex::new(0)
            }
            fn locked(mutex: &Self::Mutex, section: impl FnOnce(&mut u32)) {
                section(&mut mutex.lock().unwrap());
            }
            fn try_locked(mutex: &Self::Mutex, section: impl FnOnce(&mut u32)) -> bool {
                match mutex.try_lock() {
                    Ok(mut value) => {
                        section(&mut value);
                        true
                    }
                    Err(_) => false,
                }
            }

            fn rwlock() -> Self::RwLock {
                Self::RwLock::new(0)
            }
            fn reading(lock: &Self::RwLock, section: impl FnOnce(u32)) {
                let value = lock.read().unwrap();
                section(*value);
            }
            fn writing(lock: &Self::RwLock, section: impl FnOnce(&mut u32)) {
                section(&mut lock.write().unwrap());
            }

            fn condvar() -> Self::Condvar {
                Self::Condvar::new()
            }
            fn awaiting(mutex: &Self::Mutex, condvar: &Self::Condvar, section: impl FnOnce(&mut u32)) {
                let mut value = mutex.lock().unwrap();
                while *value == 0 {
                    value = condvar.wait(value).unwrap();
                }
                section(&mut value);
            }
            fn notify_one(condvar: &Self::Condvar) {
                condvar.notify_one();
            }
            fn notify_all(condvar: &Self::Condvar) {
                condvar.notify_all();
            }

            fn spawn<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> Self::Handle<T> {
                $library::thread::spawn(body)
            }
            fn join<T: Send + 'static>(handle: Self::Handle<T>) -> T {
                handle.join().unwrap()
            }
            fn thread<T: Send + 'static>(handle: &Self::Handle<T>) -> Self::Thread {
                handle.thread().clone()
            }
            fn current() -> Self::Thread {
                $library::thread::current()
            }
            fn park() {
                $library::thread::park();
            }
            fn unpark(thread: &Self::Thread) {
                thread.unpark();
            }
        }
    };
}

/// The part of [`Library`] that `loom` needs otherwise.
macro_rules! as_in_std {
    ($library:ident) => {
        type Sender =
            Sender<$library::sync::mpsc::Sender<u32>, $library::sync::mpsc::SyncSender<u32>>;
        type Receiver = $library::sync::mpsc::Receiver<u32>;

        fn load(atomic: &Self::Atomic) -> u32 {
            atomic.load(SeqCst)
        }
        fn store(atomic: &Self::Atomic, value: u32) {
            atomic.store(value, SeqCst);
        }

        fn channel(bound: Option<usize>) -> Option<(Self::Sender, Self::Receiver)> {
            Some(match bound {
                None => {
                    let (sender, receiver) = $library::sync::mpsc::channel();
                    (Sender::Unbounded(sender), receiver)
                }
                Some(bound) => {
                    let (sender, receiver) = $library::sync::mpsc::sync_channel(bound);
                    (Sender::Bounded(sender), receiver)
                }
            })
        }
        fn send(sender: &Self::Sender, value: u32) {
            // The receiver lives until all threads are joined.
            match sender {
                Sender::Unbounded(sender) => sender.send(value).unwrap(),
                Sender::Bounded(sender) => sender.send(value).unwrap(),
            }
        }
        fn recv(receiver: &Self::Receiver) -> Option<u32> {
            receiver.recv().ok()
        }
        fn try_recv(receiver: &Self::Receiver) -> Option<u32> {
            // "Empty" is not told from "disconnected": `shuttle` drops a sender together with what came before.
            receiver.try_recv().ok()
        }
    };
}

use std::sync::atomic::Ordering::SeqCst;

/// The sending end of a channel of either kind.
#[derive(Clone)]
pub(crate) enum Sender<U, B> {
    Unbounded(U),
    Bounded(B),
}

/// An end of a channel that there is not.
#[derive(Clone)]
pub(crate) enum NoChannel {}

library!(
    /// This project's look-alike, which learners get.
    Ours,
    model_std,
    { as_in_std!(model_std); }
);
library!(
    /// `shuttle`'s.
    Shuttle,
    shuttle,
    { as_in_std!(shuttle); }
);
library!(
    /// `loom`'s.
    Loom,
    loom,
    {
        type Sender = NoChannel;
        type Receiver = NoChannel;

        // A plain load may see an older value there than any interleaving allows, in spite of `SeqCst`; a
        // read-modify-write sees the newest, and its write is the newest.
        fn load(atomic: &Self::Atomic) -> u32 {
            atomic.fetch_add(0, SeqCst)
        }
        fn store(atomic: &Self::Atomic, value: u32) {
            atomic.swap(value, SeqCst);
        }

        fn channel(_: Option<usize>) -> Option<(NoChannel, NoChannel)> {
            None
        }
        fn send(sender: &NoChannel, _: u32) {
            match *sender {}
        }
        fn recv(receiver: &NoChannel) -> Option<u32> {
            match *receiver {}
        }
        fn try_recv(receiver: &NoChannel) -> Option<u32> {
            match *receiver {}
        }
    }
);
