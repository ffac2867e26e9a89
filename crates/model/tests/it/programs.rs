//! Programs over the bare operations, small enough to write down.

use std::cell::UnsafeCell;
use std::rc::Rc;

use model::rt::{self, ObjectRef, ThreadId};

/// A mutex without a payload.
#[derive(Default)]
pub(crate) struct Lock(pub(crate) ObjectRef);

impl Lock {
    #[track_caller]
    pub(crate) fn lock(&self) {
        rt::lock(self.0.within(self));
    }
    pub(crate) fn unlock(&self) {
        rt::unlock(self.0.within(self));
    }
}

/// A condition variable.
#[derive(Default)]
pub(crate) struct Condvar(pub(crate) ObjectRef);

impl Condvar {
    #[track_caller]
    pub(crate) fn wait(&self, lock: &Lock) {
        rt::wait(self.0.within(self), lock.0.within(lock), None);
    }
    #[track_caller]
    pub(crate) fn notify_one(&self) {
        rt::notify_one(self.0.within(self));
    }
}

/// A value that the program guards itself.
pub(crate) struct Guarded<T>(UnsafeCell<T>);

impl<T: Copy> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Guarded(UnsafeCell::new(value))
    }
    pub(crate) fn get(&self) -> T {
        // SAFETY: modelled threads run one at a time, and no reference outlives this call.
        unsafe { *self.0.get() }
    }
    pub(crate) fn set(&self, value: T) {
        // SAFETY: as in `get`.
        unsafe { *self.0.get() = value }
    }
}

/// Spawns a modelled thread.
#[track_caller]
pub(crate) fn spawn(body: impl FnOnce() + 'static) -> ThreadId {
    rt::spawn(None, None, Box::new(body))
}

/// `n` threads that add one to a counter under one mutex.
pub(crate) fn mutex_counter(n: usize) -> impl Fn() {
    move || {
        let shared = Rc::new((Lock::default(), Guarded::new(0)));
        let threads: Vec<ThreadId> = (0..n)
            .map(|_| {
                let shared = Rc::clone(&shared);
                spawn(move || {
                    shared.0.lock();
                    shared.1.set(shared.1.get() + 1);
                    shared.0.unlock();
                })
            })
            .collect();
        threads.into_iter().for_each(rt::join);
        assert_eq!(shared.1.get(), n);
    }
}

/// `n` threads, each with a counter of its own.
pub(crate) fn own_counters(n: usize) -> impl Fn() {
    move || {
        let threads: Vec<ThreadId> = (0..n)
            .map(|_| {
                spawn(|| {
                    let lock = Lock::default();
                    for _ in 0..2 {
                        lock.lock();
                        lock.unlock();
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(rt::join);
    }
}

/// Two locks taken in opposite orders.
pub(crate) fn ab_ba() {
    let locks = Rc::new((Lock::default(), Lock::default()));
    let other = Rc::clone(&locks);
    let thread = spawn(move || {
        other.1.lock();
        other.0.lock();
        other.0.unlock();
        other.1.unlock();
    });
    locks.0.lock();
    locks.1.lock();
    locks.1.unlock();
    locks.0.unlock();
    rt::join(thread);
}

/// A buffer of one slot, with so many producers and consumers, each of which handles one item.
pub(crate) fn one_slot_buffer(n: usize) -> impl Fn() {
    move || {
        let shared = Rc::new((
            Lock::default(),
            Condvar::default(),
            Condvar::default(),
            Guarded::new(false),
        ));
        let mut threads = Vec::new();
        for _ in 0..n {
            let s = Rc::clone(&shared);
            threads.push(spawn(move || {
                let (lock, not_full, not_empty, full) = &*s;
                lock.lock();
                while full.get() {
                    not_full.wait(lock);
                }
                full.set(true);
                not_empty.notify_one();
                lock.unlock();
            }));
            let s = Rc::clone(&shared);
            threads.push(spawn(move || {
                let (lock, not_full, not_empty, full) = &*s;
                lock.lock();
                while !full.get() {
                    not_empty.wait(lock);
                }
                full.set(false);
                not_full.notify_one();
                lock.unlock();
            }));
        }
        threads.into_iter().for_each(rt::join);
    }
}

/// `n` philosophers who take the lower-numbered fork first.
pub(crate) fn ordered_philosophers(n: usize) -> impl Fn() {
    move || {
        let forks: Rc<Vec<Lock>> = Rc::new((0..n).map(|_| Lock::default()).collect());
        let threads: Vec<ThreadId> = (0..n)
            .map(|i| {
                let forks = Rc::clone(&forks);
                spawn(move || {
                    let (a, b) = (i.min((i + 1) % n), i.max((i + 1) % n));
                    forks[a].lock();
                    forks[b].lock();
                    forks[b].unlock();
                    forks[a].unlock();
                })
            })
            .collect();
        threads.into_iter().for_each(rt::join);
    }
}
