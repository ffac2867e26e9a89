//! Queues and deques: nothing is lost, nothing is taken twice, and who gets what depends on the schedule.

use model::check::outcome;
use model_crossbeam::deque::{Injector, Steal, Stealer, Worker};
use model_crossbeam::queue::{ArrayQueue, SegQueue};
use model_crossbeam::thread::scope;
use model_std::thread;

#[test]
fn two_threads_never_take_the_same_item() {
    crate::check_outcomes(
        || {
            let queue = SegQueue::new();
            queue.push(1);
            queue.push(2);
            let taken = scope(|s| {
                let takers = [s.spawn(|_| queue.pop()), s.spawn(|_| queue.pop())];
                takers.map(|taker| taker.join().unwrap().unwrap())
            })
            .unwrap();
            assert!(queue.is_empty());
            outcome(format!("{taken:?}"));
        },
        &["[1, 2]", "[2, 1]"],
    );
}

#[test]
fn what_was_empty_may_be_so_no_more() {
    crate::check_outcomes(
        || {
            let queue = ArrayQueue::new(1);
            scope(|s| {
                s.spawn(|_| queue.push(1).unwrap());
                let was_empty = queue.is_empty();
                outcome((was_empty, queue.pop().is_none()));
            })
            .unwrap();
        },
        &["(false, false)", "(true, false)", "(true, true)"],
    );
}

#[test]
fn a_bounded_queue_is_full_at_its_bound() {
    crate::check_passes(|| {
        let mut queue = ArrayQueue::new(2);
        assert_eq!(
            (queue.push(1), queue.push(2), queue.push(3)),
            (Ok(()), Ok(()), Err(3))
        );
        assert!(queue.is_full());
        assert_eq!(
            (queue.force_push(4), queue.len(), queue.capacity()),
            (Some(1), 2, 2)
        );
        assert_eq!((queue.pop_mut(), queue.push_mut(5)), (Some(2), Ok(())));
        assert_eq!(queue.push_mut(6), Err(6));
        assert_eq!(queue.len(), 2);
        assert_eq!(queue.into_iter().collect::<Vec<_>>(), [4, 5]);
        let mut queue = SegQueue::new();
        queue.push_mut(1);
        queue.push(2);
        assert_eq!((queue.len(), queue.pop_mut()), (2, Some(1)));
        assert_eq!(queue.into_iter().collect::<Vec<_>>(), [2]);
    });
}

#[test]
fn a_static_queue_begins_anew_in_each_execution() {
    static QUEUE: SegQueue<u32> = SegQueue::new();
    crate::check_outcomes(
        || {
            let worker = thread::spawn(|| QUEUE.push(1));
            QUEUE.push(2);
            worker.join().unwrap();
            let found: Vec<_> = std::iter::from_fn(|| QUEUE.pop()).collect();
            outcome(format!("{found:?}"));
            QUEUE.push(3);
        },
        &["[1, 2]", "[2, 1]"],
    );
}

#[test]
fn a_consumer_that_polls_gets_everything() {
    crate::check_polled_outcomes(
        || {
            let queue = SegQueue::new();
            scope(|s| {
                s.spawn(|_| {
                    queue.push(1);
                    queue.push(2);
                });
                let mut seen = Vec::new();
                while seen.len() < 2 {
                    match queue.pop() {
                        Some(item) => seen.push(item),
                        None => thread::yield_now(),
                    }
                }
                outcome(format!("{seen:?}"));
            })
            .unwrap();
        },
        &["[1, 2]"],
    );
}

#[test]
fn owner_and_thief_share_the_tasks() {
    crate::check_outcomes(
        || {
            let worker = Worker::new_lifo();
            worker.push(1);
            worker.push(2);
            let stealer = worker.stealer();
            let thief = thread::spawn(move || stealer.steal().success());
            let mine: Vec<_> = std::iter::from_fn(|| worker.pop()).collect();
            outcome(format!("{mine:?} {:?}", thief.join().unwrap()));
        },
        &["[2] Some(1)", "[2, 1] None"],
    );
}

#[test]
fn batches_keep_the_order_of_the_victim() {
    crate::check_passes(|| {
        for (fifo_to, lifo_to) in [(Worker::new_fifo(), Worker::new_lifo())] {
            for to in [&fifo_to, &lifo_to] {
                let from = filled(Worker::new_fifo());
                assert_eq!(from.stealer().steal_batch(to), Steal::Success(()));
                assert_eq!(drained(to), [1, 2]);
                let from = filled(Worker::new_fifo());
                assert_eq!(from.stealer().steal_batch_and_pop(to), Steal::Success(1));
                assert_eq!(drained(to), [2]);
                let from = filled(Worker::new_lifo());
                assert_eq!(
                    from.stealer().steal_batch_with_limit(to, 9),
                    Steal::Success(())
                );
                assert_eq!(drained(to), [2, 1]);
                assert_eq!(
                    from.stealer().steal_batch_with_limit_and_pop(to, 9),
                    Steal::Success(3)
                );
                let injector = Injector::new();
                (1..=4).for_each(|i| injector.push(i));
                assert_eq!(injector.steal_batch(to), Steal::Success(()));
                assert_eq!(drained(to), [1, 2]);
                assert_eq!(injector.steal_batch_and_pop(to), Steal::Success(3));
                assert_eq!((injector.len(), injector.is_empty()), (1, false));
                assert_eq!(injector.steal(), Steal::Success(4));
                assert_eq!(injector.steal_batch(to), Steal::Empty);
            }
            assert_eq!(fifo_to.stealer().steal_batch(&fifo_to), Steal::Empty);
        }
    });
}

fn filled(worker: Worker<i32>) -> Worker<i32> {
    (1..=4).for_each(|i| worker.push(i));
    worker
}

fn drained(worker: &Worker<i32>) -> Vec<i32> {
    std::iter::from_fn(|| worker.pop()).collect()
}

#[test]
fn a_scheduler_runs_each_task_once() {
    crate::check_outcomes(
        || {
            let injector = Injector::new();
            for task in 1..=3 {
                injector.push(task);
            }
            let workers = [Worker::new_fifo(), Worker::new_fifo()];
            let stealers: Vec<Stealer<u32>> = workers.iter().map(Worker::stealer).collect();
            let sum: u32 = scope(|s| {
                let threads = workers.map(|local| {
                    let (injector, stealers) = (&injector, &stealers);
                    s.spawn(move |_| {
                        let mut sum = 0;
                        while let Some(task) = local.pop().or_else(|| {
                            injector
                                .steal_batch_and_pop(&local)
                                .or_else(|| stealers.iter().map(Stealer::steal).collect())
                                .success()
                        }) {
                            sum += task;
                        }
                        sum
                    })
                });
                threads
                    .into_iter()
                    .map(|thread| thread.join().unwrap())
                    .sum()
            })
            .unwrap();
            outcome(sum);
        },
        &["6"],
    );
}
