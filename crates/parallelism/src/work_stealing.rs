//! A pool in which nobody waits idly.
//!
//! [`rayon::join`] lets two closures run at the same time, if somebody is free. Here is how that can be made.
//!
//! **A queue for each worker.** One queue for all would be a hot spot. So each worker has its own, with two ends. It puts
//! its tasks on one end, and takes them from the same end: the newest first. That is what is still in its cache. A worker
//! that has nothing goes to another one's queue and takes from the *far* end: the oldest. This is *stealing*. The oldest is
//! the biggest piece, so a thief is busy for long and comes seldom.
//!
//! ```text
//!   worker 0   does 0..1 │ 4..8  2..4  1..2        puts and takes here →
//!   worker 1   steals ──────┘                       4..8 is half of everything
//! ```
//!
//! **Who waits, helps.** In [`Worker::join`], a worker puts the second task on its queue, and does the first. If the second
//! is still there afterwards, it does it too: nearly a plain function call. If it was stolen, the worker has to wait for the
//! thief. Meanwhile it steals something itself. A pool whose workers *sleep* in such a wait can get stuck: all wait, and
//! nobody is left to do what they wait for. Here, as long as there is a task in some queue, somebody will do it.
//!
//! **Who finds nothing, sleeps**, after some tries. So the question of all sleepers: *what if it comes just when I fall
//! asleep?* A sleeper first says that it is going to sleep, then looks once more. Who brings something first puts it down,
//! then looks for sleepers. Whatever comes between: one of them sees the other.
//!
//! With work W and span S the time on P cores is W/P + O(S) on average, if thieves choose at random (Blumofe and Leiserson,
//! *Scheduling Multithreaded Computations by Work Stealing*, 1999). Here they go round in a circle, which is simpler. The queue is
//! that of Chase and Lev (*Dynamic Circular Work-Stealing Deque*, 2005), from `crossbeam`.
//!
//! **No `unsafe`, for a price.** What is stolen must outlive the whole pool: so the second task of a `join` can use what was
//! there before [`with_workers`], and its own values, but borrow nothing from the caller's own variables. And each `join`
//! needs an allocation. `rayon` has neither limit, with `unsafe` and careful proofs. With a sensible cut-off, the price can
//! hardly be measured.

use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crossbeam::deque::{Steal, Stealer, Worker as Queue};

/// How often a worker looks round for something to do before it sleeps.
const N_TRIES: u32 = 64;

/// Runs `work` in a pool with so many workers. This thread is one of them; the others end before this returns.
///
/// ```
/// use parallelism::work_stealing::{Worker, with_workers};
///
/// fn sum<'data>(worker: &Worker<'_, 'data>, numbers: &'data [u64]) -> u64 {
///     if numbers.len() <= 1000 {
///         return numbers.iter().sum();
///     }
///     let (left, right) = numbers.split_at(numbers.len() / 2);
///     let (left, right) = worker.join(
///         |worker| sum(worker, left),
///         move |worker| sum(worker, right),
///     );
///     left + right
/// }
///
/// let numbers: Vec<u64> = (0..10_000).collect();
/// assert_eq!(with_workers(2, |worker| sum(worker, &numbers)), 49_995_000);
/// ```
///
/// # Panics
/// If `n_workers` is 0, or if `work` panics.
pub fn with_workers<'data, R>(n_workers: usize, work: impl FnOnce(&Worker<'_, 'data>) -> R) -> R {
    assert!(n_workers > 0, "a pool needs a worker");
    let queues: Vec<Queue<Shared<'data>>> = (0..n_workers).map(|_| Queue::new_lifo()).collect();
    let pool = Pool {
        far_ends: queues.iter().map(Queue::stealer).collect(),
        is_over: AtomicBool::new(false),
        n_asleep: AtomicUsize::new(0),
        going_to_sleep: Mutex::new(()),
        something_new: Condvar::new(),
    };
    thread::scope(|scope| {
        let mut workers = queues.into_iter().enumerate().map(|(idx, queue)| Worker {
            pool: &pool,
            queue,
            idx,
        });
        let own = workers.next().expect("at least one");
        for worker in workers {
            scope.spawn(move || worker.help_until(|| worker.pool.is_over.load(Ordering::SeqCst)));
        }
        // Also if `work` panics: otherwise the scope would wait for ever for the others.
        let _over = EndOfWork(&pool);
        work(&own)
    })
}

/// What all workers know.
struct Pool<'data> {
    /// Where others steal: one for each worker.
    far_ends: Vec<Stealer<Shared<'data>>>,
    /// Set once, at the end.
    is_over: AtomicBool,
    /// How many sleep or are just going to. Changed only with the lock.
    n_asleep: AtomicUsize,
    going_to_sleep: Mutex<()>,
    /// A task in a queue, a task that is done, or the end.
    something_new: Condvar,
}

/// One of the threads of a pool, as its tasks see it.
pub struct Worker<'pool, 'data> {
    pool: &'pool Pool<'data>,
    /// The near end of its own queue. Nobody else has it.
    queue: Queue<Shared<'data>>,
    idx: usize,
}

/// A task in a queue: whoever takes it can run it, and needs to know nothing else.
type Shared<'data> = Arc<dyn Run<'data> + 'data>;

trait Run<'data>: Send + Sync {
    /// Does the task, unless somebody else does.
    fn run(&self, worker: &Worker<'_, 'data>);
}

impl<'data> Worker<'_, 'data> {
    /// Which worker of the pool this is, from 0. Number 0 is the thread that called [`with_workers`].
    pub fn idx(&self) -> usize {
        self.idx
    }

    /// Does both, at the same time if another worker is free, and returns both results.
    ///
    /// The first is done by this worker, the second by this one or another one: each is told which. They must not wait for
    /// each other.
    ///
    /// # Panics
    /// If one of them does; the other one is done nevertheless. If both do, with the panic of the first.
    pub fn join<A, B: Send + 'data>(
        &self,
        first: impl FnOnce(&Self) -> A,
        second: impl FnOnce(&Worker<'_, 'data>) -> B + Send + 'data,
    ) -> (A, B) {
        let task = Arc::new(Task {
            state: Mutex::new(State::Open(second)),
            is_done: AtomicBool::new(false),
        });
        self.queue.push(Arc::clone(&task) as Shared<'data>);
        self.pool.wake_one();
        let first = panic::catch_unwind(AssertUnwindSafe(|| first(self)));
        // Every `join` in `first` has taken away what it had put. So either our task is the newest, or it was stolen;
        // and before it everything that is older: then the queue is empty.
        self.queue.pop();
        match task.begin() {
            Some(second) => task.finish(second, self),
            // A thief has begun. It may take long: let us be of use.
            None => self.help_until(|| task.is_done.load(Ordering::SeqCst)),
        }
        let second = task.take_result();
        match (first, second) {
            (Ok(first), Ok(second)) => (first, second),
            (Err(payload), _) | (_, Err(payload)) => panic::resume_unwind(payload),
        }
    }

    /// Does other workers' tasks until `is_over`; sleeps when there are none.
    fn help_until(&self, is_over: impl Fn() -> bool) {
        let mut n_tries = 0;
        while !is_over() {
            if let Some(task) = self.steal() {
                task.run(self);
                n_tries = 0;
            } else if n_tries < N_TRIES {
                n_tries += 1;
                // On a machine with more to do than cores, the one that has the next task may need this one.
                thread::yield_now();
            } else {
                self.pool.sleep_unless(&is_over);
                n_tries = 0;
            }
        }
    }

    /// The oldest task of another worker: of the next one in the circle that has any.
    fn steal(&self) -> Option<Shared<'data>> {
        let (up_to_this, after) = self.pool.far_ends.split_at(self.idx + 1);
        let others = after.iter().chain(&up_to_this[..self.idx]);
        others
            .filter_map(|far_end| {
                loop {
                    match far_end.steal() {
                        Steal::Success(task) => return Some(task),
                        Steal::Empty => return None,
                        // Somebody else was at this queue at the same moment. It may not be empty.
                        Steal::Retry => {}
                    }
                }
            })
            .next()
    }
}

impl Pool<'_> {
    /// Sleeps until something is new. Does not if `is_over` or if there is something to steal.
    fn sleep_unless(&self, is_over: impl Fn() -> bool) {
        let guard = self.lock();
        self.n_asleep.fetch_add(1, Ordering::SeqCst);
        // Pairs with the fence in `n_asleep`. Either the other one sees the sleeper, and then it needs the lock to wake
        // anybody, which it gets when this one sleeps. Or this one sees what the other one has put down.
        fence(Ordering::SeqCst);
        if !is_over() && self.far_ends.iter().all(Stealer::is_empty) {
            // May also wake up for no reason. Then the worker looks round, and comes back.
            drop(
                self.something_new
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner),
            );
        }
        self.n_asleep.fetch_sub(1, Ordering::SeqCst);
    }

    /// There is a task in a queue: one more can work.
    fn wake_one(&self) {
        if self.n_asleep() > 0 {
            drop(self.lock());
            self.something_new.notify_one();
        }
    }

    /// Something is done or over. Who waits for it is not known, so all have to look.
    fn wake_all(&self) {
        if self.n_asleep() > 0 {
            drop(self.lock());
            self.something_new.notify_all();
        }
    }

    /// How many sleep, seen after everything that this thread did before.
    fn n_asleep(&self) -> usize {
        fence(Ordering::SeqCst);
        self.n_asleep.load(Ordering::SeqCst)
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.going_to_sleep
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the pool when it is dropped.
struct EndOfWork<'pool, 'data>(&'pool Pool<'data>);

impl Drop for EndOfWork<'_, '_> {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::SeqCst);
        self.0.wake_all();
    }
}

/// The second half of a `join`, which two may want to do: the one who put it there, and a thief. The first one to begin
/// does it.
struct Task<F, B> {
    state: Mutex<State<F, B>>,
    /// Set by a thief after the result is there. Only the one in `join` looks.
    is_done: AtomicBool,
}

enum State<F, B> {
    /// Nobody has begun.
    Open(F),
    /// Somebody has; or the result was taken.
    Begun,
    /// The result, or the panic.
    Done(thread::Result<B>),
}

impl<F, B> Task<F, B> {
    /// What is to be done, for the first one who asks.
    fn begin(&self) -> Option<F> {
        let mut state = self.lock();
        match mem::replace(&mut *state, State::Begun) {
            State::Open(work) => Some(work),
            begun_or_done => {
                *state = begun_or_done;
                None
            }
        }
    }

    /// Does what `begin` gave. A panic belongs to the one who waits in `join`, not to the one who happens to do it.
    fn finish<'data>(&self, work: F, worker: &Worker<'_, 'data>)
    where
        F: FnOnce(&Worker<'_, 'data>) -> B,
    {
        let result = panic::catch_unwind(AssertUnwindSafe(|| work(worker)));
        *self.lock() = State::Done(result);
    }

    /// # Panics
    /// If it is not done.
    fn take_result(&self) -> thread::Result<B> {
        match mem::replace(&mut *self.lock(), State::Begun) {
            State::Done(result) => result,
            State::Open(_) | State::Begun => unreachable!("it was waited for"),
        }
    }

    /// Never held while a task runs, and nothing can panic under it.
    fn lock(&self) -> MutexGuard<'_, State<F, B>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'data, F, B> Run<'data> for Task<F, B>
where
    F: FnOnce(&Worker<'_, 'data>) -> B + Send,
    B: Send,
{
    fn run(&self, worker: &Worker<'_, 'data>) {
        if let Some(work) = self.begin() {
            self.finish(work, worker);
            self.is_done.store(true, Ordering::SeqCst);
            worker.pool.wake_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::sync::Barrier;

    /// The sum of a random tree, as uneven as it comes.
    fn sum<'data>(worker: &Worker<'_, 'data>, numbers: &'data [u64], random: u64) -> u64 {
        let [number] = numbers else {
            let mut random = Random(random);
            let middle = 1 + random.below(numbers.len() - 1);
            let (left, right) = numbers.split_at(middle);
            let (for_left, for_right) = (random.next(), random.next());
            let (left, right) = worker.join(
                |worker| sum(worker, left, for_left),
                move |worker| sum(worker, right, for_right),
            );
            return left.wrapping_add(right);
        };
        *number
    }

    #[test]
    fn every_number_is_added_once() {
        let mut random = Random(16);
        for n_workers in 1..6 {
            for _ in 0..20 {
                let numbers: Vec<u64> =
                    (0..1 + random.below(3000)).map(|_| random.next()).collect();
                let expected = numbers.iter().fold(0u64, |sum, n| sum.wrapping_add(*n));
                let seed = random.next();
                let found = with_workers(n_workers, |worker| sum(worker, &numbers, seed));
                assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn a_task_is_stolen() {
        // Both wait for each other. (A task must not do that, unless it is known that there is a thief.)
        let both_are_there = Barrier::new(2);
        let meet = |worker: &Worker<'_, '_>| {
            both_are_there.wait();
            worker.idx()
        };
        let meet = &meet;
        let (first, second) = with_workers(2, |worker| worker.join(meet, meet));
        assert_eq!((first, second), (0, 1));
    }

    #[test]
    fn a_sleeper_is_woken() {
        // Four have to meet, again and again; in between they have the time to fall asleep, or just not.
        for round in 0..50 {
            let all_are_there = Barrier::new(4);
            let meet = |_: &Worker<'_, '_>| {
                all_are_there.wait();
            };
            let meet = &meet;
            with_workers(4, |worker| {
                thread::sleep(std::time::Duration::from_micros(round * 10));
                worker.join(
                    |worker| worker.join(meet, meet),
                    move |worker| worker.join(meet, meet),
                );
            });
        }
    }

    #[test]
    fn data_may_be_changed_piece_by_piece() {
        fn double<'data>(worker: &Worker<'_, 'data>, numbers: &'data mut [u64]) {
            if numbers.len() < 10 {
                numbers.iter_mut().for_each(|number| *number *= 2);
                return;
            }
            let (left, right) = numbers.split_at_mut(numbers.len() / 2);
            worker.join(
                |worker| double(worker, left),
                move |worker| double(worker, right),
            );
        }
        let mut numbers: Vec<u64> = (0..1000).collect();
        with_workers(3, |worker| double(worker, &mut numbers));
        assert!(numbers.iter().copied().eq((0..1000).map(|n| 2 * n)));
    }

    #[test]
    fn a_panic_comes_back_and_the_other_half_is_done() {
        for fails_first in [false, true] {
            let is_done = AtomicBool::new(false);
            let work = |fails: bool| {
                if fails {
                    panic::resume_unwind(Box::new("failed"));
                }
                is_done.store(true, Ordering::SeqCst);
            };
            let work = &work;
            let result = panic::catch_unwind(AssertUnwindSafe(|| {
                with_workers(2, |worker| {
                    worker.join(|_| work(fails_first), move |_| work(!fails_first))
                })
            }));
            let payload = result.expect_err("one of them failed");
            assert_eq!(payload.downcast_ref(), Some(&"failed"));
            assert!(is_done.into_inner());
        }
    }
}
