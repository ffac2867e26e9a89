//! Who is free takes the next job.
//!
//! Jobs are seldom equally long. Shared out beforehand, one thread may get all the long ones. Then the others are done, and
//! wait: it is over when the last one is done. Handing out *on demand* needs no knowledge of the jobs: who is free takes
//! the next one.
//!
//! ```text
//! jobs 5 5 1 1     shared out beforehand     on demand
//! thread a         55555 55555               55555 1
//! thread b         1 1 ........              55555 1
//! ```
//!
//! The jobs are a list, and all that has to be shared is the index of the next one. Taking it and moving it on must be **one
//! step**: `fetch_add` does both. With a `load` and then a `store`, two threads can take the same job. With a lock it works
//! too, if it is let go before the job is done.
//!
//! - On demand, the time is at most `work / P + longest job` (see [`work_and_span`](crate::work_and_span)): only the end is
//!   uneven. If the long jobs come first, it is less.
//! - Taking a job has a price. If jobs are tiny, take several at a time; the more at a time, the more uneven the end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Does all jobs, handed out on demand. The results come in the order of the jobs.
///
/// Work: all jobs, and a step for each to take it. Span: the longest job.
///
/// ```
/// let lengths = parallelism::balance::on_demand(&["a", "bbb", "cc"], 2, |text| text.len());
/// assert_eq!(lengths, [1, 3, 2]);
/// ```
///
/// # Panics
/// If `n_threads` is 0, or if a job does. Then the other jobs are still done.
pub fn on_demand<Job: Sync, Out: Send>(
    jobs: &[Job],
    n_threads: usize,
    do_it: impl Fn(&Job) -> Out + Sync,
) -> Vec<Out> {
    assert!(n_threads > 0, "somebody has to do it");
    // Each index is given out once. It goes beyond the end: once for each thread, which then stops.
    let next = AtomicUsize::new(0);
    let do_some = || {
        let mut results = Vec::new();
        loop {
            // `Relaxed` is enough: nothing is handed on through this number but itself. The jobs were there before the
            // threads began, and the results are taken after they were joined.
            let idx = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(idx) else {
                return results;
            };
            results.push((idx, do_it(job)));
        }
    };
    let mut results = thread::scope(|scope| {
        let others: Vec<_> = (1..n_threads).map(|_| scope.spawn(do_some)).collect();
        let mut results = do_some();
        for other in others {
            results.extend(other.join().unwrap());
        }
        results
    });
    // Who did which differs from run to run; the order of the results must not.
    results.sort_unstable_by_key(|(idx, _)| *idx);
    results.into_iter().map(|(_, result)| result).collect()
}

/// How long each thread is busy if equal numbers of jobs are shared out beforehand, in order.
///
/// ```
/// use parallelism::balance::{busy_on_demand, busy_when_shared_out};
/// assert_eq!(busy_when_shared_out(&[5, 5, 1, 1], 2), [10, 2]);
/// assert_eq!(busy_on_demand(&[5, 5, 1, 1], 2), [6, 6]);
/// // Nobody knows that the last one is long.
/// assert_eq!(busy_on_demand(&[1, 1, 1, 1, 8], 2), [10, 2]);
/// ```
///
/// # Panics
/// If `n_threads` is 0.
pub fn busy_when_shared_out(durations: &[u64], n_threads: usize) -> Vec<u64> {
    crate::cores_for_computing::shares(durations, n_threads)
        .into_iter()
        .map(|share| share.iter().sum())
        .collect()
}

/// How long each thread is busy if who is free takes the next job, and taking it costs nothing. Of several that are free,
/// the first takes it.
///
/// # Panics
/// If `n_threads` is 0.
pub fn busy_on_demand(durations: &[u64], n_threads: usize) -> Vec<u64> {
    assert!(n_threads > 0, "somebody has to do it");
    let mut busy = vec![0; n_threads];
    for duration in durations {
        if let Some(first_free) = busy.iter_mut().min() {
            *first_free += duration;
        }
    }
    busy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn each_job_once_and_in_order() {
        let mut random = Random(10);
        for n_threads in 1..8 {
            for _ in 0..20 {
                let jobs: Vec<u64> = (0..random.below(60)).map(|_| random.next()).collect();
                let n_done = AtomicUsize::new(0);
                let results = on_demand(&jobs, n_threads, |job| {
                    n_done.fetch_add(1, Ordering::Relaxed);
                    job.count_ones()
                });
                let expected: Vec<u32> = jobs.iter().map(|job| job.count_ones()).collect();
                assert_eq!(results, expected);
                assert_eq!(n_done.into_inner(), jobs.len());
            }
        }
    }

    #[test]
    fn only_the_end_is_uneven() {
        let mut random = Random(11);
        for n_threads in 1..8 {
            for _ in 0..50 {
                let durations: Vec<u64> = (0..random.below(40))
                    .map(|_| random.below(30) as u64)
                    .collect();
                let busy = busy_on_demand(&durations, n_threads);
                let work: u64 = durations.iter().sum();
                let longest = durations.iter().max().copied().unwrap_or(0);
                assert_eq!(busy.iter().sum::<u64>(), work);
                let time = busy.iter().max().unwrap();
                assert!(*time <= work / n_threads as u64 + longest);
            }
        }
    }
}
