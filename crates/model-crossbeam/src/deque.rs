//! `crossbeam::deque`: the queues of a work-stealing scheduler.
//!
//! Each operation is one step of a schedule; moving a batch is two, one for each queue that it touches. The real ones
//! may ask to try a steal again; these never do.

use std::collections::VecDeque;
use std::fmt;
use std::iter::FromIterator;
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use crate::access::{Shared, Stamp};

/// The most tasks that a batch has where no limit is given.
const MAX_BATCH: usize = 32;

/// A queue of tasks with one owner, who pushes and pops. Stands for `crossbeam::deque::Worker`.
pub struct Worker<T> {
    tasks: Arc<Tasks<T>>,
    flavor: Flavor,
    /// It belongs to one thread at a time.
    _not_sync: PhantomData<*mut ()>,
}

/// Takes tasks from the front of a [`Worker`]. Stands for `crossbeam::deque::Stealer`.
pub struct Stealer<T> {
    tasks: Arc<Tasks<T>>,
    flavor: Flavor,
}

/// A queue that every thread may push to and steal from. Stands for `crossbeam::deque::Injector`.
pub struct Injector<T> {
    tasks: Tasks<T>,
    /// As the real one.
    _not_unwind_safe: PhantomData<&'static mut ()>,
}

/// From which end the owner pops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flavor {
    Fifo,
    Lifo,
}

/// How an attempt to steal ended.
#[must_use]
#[derive(PartialEq, Eq, Copy, Clone)]
pub enum Steal<T> {
    /// There was nothing to steal.
    Empty,
    /// Something was stolen.
    Success(T),
    /// It has to be tried again.
    Retry,
}

// SAFETY: tasks are only moved in and out, which `T: Send` allows; the rest is the model's own bookkeeping: modelled
// threads run one at a time, on one thread of the operating system.
unsafe impl<T: Send> Send for Worker<T> {}
// SAFETY: as for `Worker`.
unsafe impl<T: Send> Send for Stealer<T> {}
// SAFETY: as for `Worker`; no reference to a task is given to anybody.
unsafe impl<T: Send> Sync for Stealer<T> {}
// SAFETY: as for `Worker`.
unsafe impl<T: Send> Send for Injector<T> {}
// SAFETY: as for `Stealer`.
unsafe impl<T: Send> Sync for Injector<T> {}

impl<T: RefUnwindSafe> UnwindSafe for Worker<T> {}
impl<T: RefUnwindSafe> UnwindSafe for Stealer<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for Stealer<T> {}
impl<T: RefUnwindSafe> RefUnwindSafe for Injector<T> {}

/// What all three are made of: the oldest task in front.
type Tasks<T> = Shared<VecDeque<T>>;

fn first<T>(tasks: &VecDeque<T>) -> Stamp {
    Stamp::of_queue(tasks.len(), Stamp::UNKNOWN)
}

#[track_caller]
fn len<T>(tasks: &Tasks<T>) -> usize {
    tasks.look(first, VecDeque::len)
}

#[track_caller]
fn push<T>(tasks: &Tasks<T>, task: T) {
    tasks.change("push", first, |tasks, stamp| {
        tasks.push_back(task);
        ((), Stamp::of_queue(tasks.len(), stamp))
    });
}

/// Takes up to as many tasks as `wanted` says from the front, given how many there are.
#[track_caller]
fn steal<T>(
    tasks: &Tasks<T>,
    op: &'static str,
    wanted: impl FnOnce(usize) -> usize,
) -> VecDeque<T> {
    tasks.change(op, first, |tasks, stamp| {
        if tasks.is_empty() {
            return (VecDeque::new(), stamp);
        }
        let wanted = wanted(tasks.len());
        let stolen = tasks.drain(..wanted).collect();
        (stolen, Stamp::of_queue(tasks.len(), stamp))
    })
}

/// Half of the tasks, rounded up, but not more than `limit`.
fn half(limit: usize) -> impl FnOnce(usize) -> usize {
    move |n_tasks| n_tasks.div_ceil(2).min(limit)
}

impl<T> Worker<T> {
    /// An empty queue from which the owner pops the oldest task first.
    #[track_caller]
    pub fn new_fifo() -> Worker<T> {
        Worker::new(Flavor::Fifo)
    }

    /// An empty queue from which the owner pops the newest task first.
    #[track_caller]
    pub fn new_lifo() -> Worker<T> {
        Worker::new(Flavor::Lifo)
    }

    #[track_caller]
    fn new(flavor: Flavor) -> Worker<T> {
        Worker {
            tasks: Arc::new(Shared::new(VecDeque::new())),
            flavor,
            _not_sync: PhantomData,
        }
    }

    /// Somebody who may steal from this queue.
    pub fn stealer(&self) -> Stealer<T> {
        Stealer {
            tasks: Arc::clone(&self.tasks),
            flavor: self.flavor,
        }
    }

    /// Whether there is no task.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        len(&self.tasks) == 0
    }

    /// How many tasks there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        len(&self.tasks)
    }

    /// Puts a task at the end.
    #[track_caller]
    pub fn push(&self, task: T) {
        push(&self.tasks, task);
    }

    /// Takes a task: the oldest or the newest, as the queue was made.
    #[track_caller]
    pub fn pop(&self) -> Option<T> {
        self.tasks.change("pop", first, |tasks, stamp| {
            let task = match self.flavor {
                Flavor::Fifo => tasks.pop_front(),
                Flavor::Lifo => tasks.pop_back(),
            };
            match task {
                Some(task) => (Some(task), Stamp::of_queue(tasks.len(), stamp)),
                None => (None, stamp),
            }
        })
    }

    /// Puts stolen tasks at the end, in one step.
    #[track_caller]
    fn extend(&self, stolen: VecDeque<T>) {
        if stolen.is_empty() {
            return;
        }
        self.tasks.change("push", first, |tasks, stamp| {
            tasks.extend(stolen);
            ((), Stamp::of_queue(tasks.len(), stamp))
        });
    }
}

impl<T> Stealer<T> {
    /// Whether there is no task.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        len(&self.tasks) == 0
    }

    /// How many tasks there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        len(&self.tasks)
    }

    /// Steals the oldest task.
    #[track_caller]
    pub fn steal(&self) -> Steal<T> {
        success(steal(&self.tasks, "steal", |_| 1).pop_front())
    }

    /// Steals about half of the tasks and pushes them to `dest`.
    #[track_caller]
    pub fn steal_batch(&self, dest: &Worker<T>) -> Steal<()> {
        self.steal_batch_with_limit(dest, MAX_BATCH)
    }

    /// Steals about half of the tasks, at most `limit`, and pushes them to `dest`.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit(&self, dest: &Worker<T>, limit: usize) -> Steal<()> {
        assert!(limit > 0);
        if Arc::ptr_eq(&self.tasks, &dest.tasks) {
            return if dest.is_empty() {
                Steal::Empty
            } else {
                Steal::Success(())
            };
        }
        let mut stolen = steal(&self.tasks, "steal_batch", half(limit));
        if stolen.is_empty() {
            return Steal::Empty;
        }
        self.turn(&mut stolen, dest);
        dest.extend(stolen);
        Steal::Success(())
    }

    /// Steals about half of the tasks, keeps one and pushes the others to `dest`.
    #[track_caller]
    pub fn steal_batch_and_pop(&self, dest: &Worker<T>) -> Steal<T> {
        self.steal_batch_with_limit_and_pop(dest, MAX_BATCH)
    }

    /// Steals about half of the tasks, at most `limit`, keeps one and pushes the others to `dest`.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit_and_pop(&self, dest: &Worker<T>, limit: usize) -> Steal<T> {
        assert!(limit > 0);
        if Arc::ptr_eq(&self.tasks, &dest.tasks) {
            return success(dest.pop());
        }
        let mut stolen = steal(&self.tasks, "steal_batch_and_pop", half(limit));
        let kept = match self.flavor {
            Flavor::Fifo => stolen.pop_front(),
            Flavor::Lifo => stolen.pop_back(),
        };
        self.turn(&mut stolen, dest);
        dest.extend(stolen);
        success(kept)
    }

    /// Puts stolen tasks in the order in which `dest` then pops them as this queue's owner would have popped them.
    fn turn(&self, stolen: &mut VecDeque<T>, dest: &Worker<T>) {
        if self.flavor != dest.flavor {
            stolen.make_contiguous().reverse();
        }
    }
}

impl<T> Injector<T> {
    /// An empty queue.
    #[track_caller]
    pub fn new() -> Injector<T> {
        Injector {
            tasks: Shared::new(VecDeque::new()),
            _not_unwind_safe: PhantomData,
        }
    }

    /// Puts a task at the end.
    #[track_caller]
    pub fn push(&self, task: T) {
        push(&self.tasks, task);
    }

    /// Steals the oldest task.
    #[track_caller]
    pub fn steal(&self) -> Steal<T> {
        success(steal(&self.tasks, "steal", |_| 1).pop_front())
    }

    /// Steals about half of the tasks and pushes them to `dest`.
    #[track_caller]
    pub fn steal_batch(&self, dest: &Worker<T>) -> Steal<()> {
        self.steal_batch_with_limit(dest, MAX_BATCH)
    }

    /// Steals about half of the tasks, at most `limit`, and pushes them to `dest`.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit(&self, dest: &Worker<T>, limit: usize) -> Steal<()> {
        assert!(limit > 0);
        let mut stolen = steal(&self.tasks, "steal_batch", half(limit));
        if stolen.is_empty() {
            return Steal::Empty;
        }
        turn_for(&mut stolen, dest);
        dest.extend(stolen);
        Steal::Success(())
    }

    /// Steals about half of the tasks, keeps the oldest and pushes the others to `dest`.
    #[track_caller]
    pub fn steal_batch_and_pop(&self, dest: &Worker<T>) -> Steal<T> {
        self.steal_batch_with_limit_and_pop(dest, MAX_BATCH + 1)
    }

    /// Steals about half of the tasks, at most `limit`, keeps the oldest and pushes the others to `dest`.
    ///
    /// # Panics
    /// If `limit` is 0.
    #[track_caller]
    pub fn steal_batch_with_limit_and_pop(&self, dest: &Worker<T>, limit: usize) -> Steal<T> {
        assert!(limit > 0);
        let mut stolen = steal(&self.tasks, "steal_batch_and_pop", half(limit));
        let kept = stolen.pop_front();
        turn_for(&mut stolen, dest);
        dest.extend(stolen);
        success(kept)
    }

    /// Whether there is no task.
    #[track_caller]
    pub fn is_empty(&self) -> bool {
        len(&self.tasks) == 0
    }

    /// How many tasks there are.
    #[track_caller]
    pub fn len(&self) -> usize {
        len(&self.tasks)
    }
}

/// Puts tasks that are the oldest first in the order in which `dest` pops the oldest first.
fn turn_for<T>(stolen: &mut VecDeque<T>, dest: &Worker<T>) {
    if dest.flavor == Flavor::Lifo {
        stolen.make_contiguous().reverse();
    }
}

fn success<T>(task: Option<T>) -> Steal<T> {
    task.map_or(Steal::Empty, Steal::Success)
}

impl<T> Steal<T> {
    /// Whether there was nothing to steal.
    pub fn is_empty(&self) -> bool {
        matches!(self, Steal::Empty)
    }

    /// Whether something was stolen.
    pub fn is_success(&self) -> bool {
        matches!(self, Steal::Success(_))
    }

    /// Whether it has to be tried again.
    pub fn is_retry(&self) -> bool {
        matches!(self, Steal::Retry)
    }

    /// What was stolen.
    pub fn success(self) -> Option<T> {
        match self {
            Steal::Success(task) => Some(task),
            Steal::Empty | Steal::Retry => None,
        }
    }

    /// Tries `f` where nothing was stolen. It is `Retry` if neither succeeds and one of them has to be tried again.
    pub fn or_else<F>(self, f: F) -> Steal<T>
    where
        F: FnOnce() -> Steal<T>,
    {
        match self {
            Steal::Success(task) => Steal::Success(task),
            Steal::Empty => f(),
            Steal::Retry => match f() {
                Steal::Success(task) => Steal::Success(task),
                Steal::Empty | Steal::Retry => Steal::Retry,
            },
        }
    }
}

impl<T> FromIterator<Steal<T>> for Steal<T> {
    /// The first success. Where there is none, `Retry` if one of the attempts has to be repeated.
    fn from_iter<I>(iter: I) -> Steal<T>
    where
        I: IntoIterator<Item = Steal<T>>,
    {
        let mut otherwise = Steal::Empty;
        for attempt in iter {
            match attempt {
                Steal::Success(task) => return Steal::Success(task),
                Steal::Retry => otherwise = Steal::Retry,
                Steal::Empty => {}
            }
        }
        otherwise
    }
}

impl<T> Clone for Stealer<T> {
    fn clone(&self) -> Stealer<T> {
        Stealer {
            tasks: Arc::clone(&self.tasks),
            flavor: self.flavor,
        }
    }
}

impl<T> Default for Injector<T> {
    #[track_caller]
    fn default() -> Injector<T> {
        Injector::new()
    }
}

impl<T> fmt::Debug for Worker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Worker { .. }")
    }
}

impl<T> fmt::Debug for Stealer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Stealer { .. }")
    }
}

impl<T> fmt::Debug for Injector<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Injector { .. }")
    }
}

impl<T> fmt::Debug for Steal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Steal::Empty => "Empty",
            Steal::Success(_) => "Success(..)",
            Steal::Retry => "Retry",
        })
    }
}
