//! Virtual time.

use model::report::{End, Time};
use model_std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use model_std::sync::{Arc, Condvar, Mutex, mpsc};
use model_std::thread;
use model_std::time::{Duration, Instant};

use crate::{check_passes, explored};

#[test]
fn sleeps_are_exact_and_overlap() {
    let exploration = check_passes(|| {
        let start = Instant::now();
        let workers: Vec<_> = (1..=4)
            .map(|i| thread::spawn(move || thread::sleep(Duration::from_millis(10 * i))))
            .collect();
        for worker in workers {
            worker.join().unwrap();
        }
        assert!(start.elapsed() >= Duration::from_millis(40));
    });
    assert_eq!(exploration.facts.makespan.max, 40_000_000);
    assert_eq!(exploration.facts.slept.max, 100_000_000);
}

#[test]
fn a_loop_that_watches_the_clock_ends() {
    let exploration = explored(|| {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(100) {}
    });
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
}

#[test]
fn a_worker_counts_until_a_sleeping_main_stops_it() {
    let exploration = explored(|| {
        let stop = Arc::new(AtomicBool::new(false));
        let count = Arc::new(AtomicU64::new(0));
        let worker = {
            let (stop, count) = (Arc::clone(&stop), Arc::clone(&count));
            thread::spawn(move || {
                while !stop.load(Ordering::SeqCst) {
                    count.fetch_add(1, Ordering::SeqCst);
                }
            })
        };
        thread::sleep(Duration::from_millis(5));
        stop.store(true, Ordering::SeqCst);
        worker.join().unwrap();
    });
    assert!(
        exploration.outcomes.iter().all(|o| o.end == End::Ok),
        "{exploration:#?}"
    );
}

#[test]
fn order_by_sleeping_holds_only_under_trusted_time() {
    let exploration = explored(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let set = Arc::clone(&flag);
        let worker = thread::spawn(move || set.store(true, Ordering::SeqCst));
        thread::sleep(Duration::from_millis(50));
        assert!(flag.load(Ordering::SeqCst));
        worker.join().unwrap();
    });
    let seen: Vec<(End, Time)> = exploration
        .outcomes
        .iter()
        .map(|o| (o.end, o.time))
        .collect();
    assert_eq!(
        seen,
        [(End::Ok, Time::Trusted), (End::Panic, Time::Untrusted)]
    );
}

/// However little a machine is trusted, a wait that gives up is not early by the clock of who waited.
#[test]
fn a_wait_that_gives_up_has_lasted_its_time() {
    const PATIENCE: Duration = Duration::from_secs(2);
    let waits: [fn(Duration); 3] = [
        thread::park_timeout,
        |left| {
            let _ = Condvar::new().wait_timeout(Mutex::new(()).lock().unwrap(), left);
        },
        |left| {
            let (_sender, receiver) = mpsc::channel::<()>();
            assert_eq!(
                receiver.recv_timeout(left),
                Err(mpsc::RecvTimeoutError::Timeout)
            );
        },
    ];
    for wait in waits {
        let exploration = explored(move || {
            let start = Instant::now();
            loop {
                let elapsed = start.elapsed();
                if elapsed >= PATIENCE {
                    break;
                }
                wait(PATIENCE - elapsed);
            }
        });
        assert!(
            exploration.outcomes.iter().all(|o| o.end == End::Ok),
            "{exploration:#?}"
        );
        assert!(
            exploration
                .searches
                .iter()
                .any(|search| search.time == Time::Untrusted)
        );
    }
}
