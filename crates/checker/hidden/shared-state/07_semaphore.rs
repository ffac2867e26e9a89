//! Hidden test of `07_semaphore`: never more at work than permits, everybody gets one, a panic takes none away.

use std::__judge::{Check, explore};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Semaphore;

/// A thread that works with a permit, and says how many were at work.
fn worker(semaphore: &Arc<Semaphore>, at_work: &Arc<AtomicU32>) -> JoinHandle<u32> {
    let (semaphore, at_work) = (Arc::clone(semaphore), Arc::clone(at_work));
    thread::spawn(move || {
        semaphore.with_permit(|| {
            let n = at_work.fetch_add(1, Ordering::SeqCst) + 1;
            at_work.fetch_sub(1, Ordering::SeqCst);
            n
        })
    })
}

/// So many threads share so many permits.
fn share(n_threads: u32, n_permits: u32) {
    let semaphore = Arc::new(Semaphore::new(n_permits));
    let at_work = Arc::new(AtomicU32::new(0));
    let mut workers = Vec::new();
    for _ in 0..n_threads {
        workers.push(worker(&semaphore, &at_work));
    }
    for worker in workers {
        let Ok(n) = worker.join() else {
            panic!("a thread that called `with_permit` panicked, although its work didn't");
        };
        assert!(
            n <= n_permits,
            "{n} threads were at work at the same time, and there is a permit for {n_permits}"
        );
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("the work is done, and its result comes back", || {
            let semaphore = Semaphore::new(1);
            let found = [semaphore.with_permit(|| 3), semaphore.with_permit(|| 4)];
            assert!(
                found == [3, 4],
                "work that gives 3, then work that gives 4: found {found:?}"
            );
        }),
        explore("two threads share a permit", || share(2, 1)).no_busy_wait(),
        explore("a permit comes back when the work panics", || {
            let semaphore = Arc::new(Semaphore::new(1));
            let worker = {
                let semaphore = Arc::clone(&semaphore);
                thread::spawn(move || semaphore.with_permit(|| panic!("the work panics")))
            };
            let is_panic = worker.join().is_err();
            let found = semaphore.with_permit(|| 5);
            assert!(
                is_panic,
                "the panic of the work has to go on, but `with_permit` kept it"
            );
            assert!(found == 5, "work that gives 5: found {found}");
        }),
        explore("two permits are two at work", || {
            let semaphore = Arc::new(Semaphore::new(2));
            let workers = [(); 2].map(|()| {
                let semaphore = Arc::clone(&semaphore);
                thread::spawn(move || {
                    semaphore.with_permit(|| thread::sleep(Duration::from_millis(100)))
                })
            });
            for worker in workers {
                worker.join().unwrap();
            }
        })
        .makespan_at_most(Duration::from_millis(150)),
        explore("three threads share a permit", || share(3, 1)),
    ]
}
