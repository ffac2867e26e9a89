//! Hidden test of `02_release_while_waiting`: waits overlap, no update is lost, and who comes back has the interpreter.
//!
//! What the caller does before and after is played here: it adds to an object of its own, which is in order only as long
//! as the caller has the interpreter. That is looked at first by itself, so that it is not taken for the submission's own
//! counting.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{Gil, Stats};

/// What the network takes, and half of it.
const WAIT_AND_A_HALF: Duration = Duration::from_millis(150);

/// So many threads take the interpreter and download something, all at the same time.
fn download_together(n_threads: u32) {
    let gil = Arc::new(Gil::default());
    let stats = Arc::new(Stats::default());
    let mut threads = Vec::new();
    for _ in 0..n_threads {
        let (gil, stats) = (Arc::clone(&gil), Arc::clone(&stats));
        threads.push(thread::spawn(move || {
            gil.acquire();
            super::download(&gil, &stats);
            gil.release();
        }));
    }
    for thread in threads {
        if thread.join().is_err() {
            panic!("a thread that called `download` panicked");
        }
    }
    let found = (stats.n_requests.get(), stats.n_bytes.get());
    let expected = (n_threads, n_threads * 1500);
    assert!(
        found == expected,
        "{n_threads} downloads of 1500 bytes: expected {} requests and {} bytes, found {} and {}",
        expected.0,
        expected.1,
        found.0,
        found.1
    );
}

/// Two threads go on after their downloads. Each looks whether it is alone.
fn go_on_afterwards() {
    let gil = Arc::new(Gil::default());
    let stats = Arc::new(Stats::default());
    let n_inside = Arc::new(AtomicU32::new(0));
    let threads = [(); 2].map(|()| {
        let (gil, stats) = (Arc::clone(&gil), Arc::clone(&stats));
        let n_inside = Arc::clone(&n_inside);
        thread::spawn(move || {
            gil.acquire();
            super::download(&gil, &stats);
            let others = n_inside.fetch_add(1, Ordering::SeqCst);
            n_inside.fetch_sub(1, Ordering::SeqCst);
            gil.release();
            others > 0
        })
    });
    for thread in threads {
        match thread.join() {
            Ok(false) => {}
            Ok(true) => mistake!(
                "not-taken-again",
                "`download` returned in two threads, and both went on at the same time: one of them had not got the \
                 interpreter"
            ),
            Err(_) => panic!("a thread that called `download` panicked"),
        }
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("one download waits once, and is counted", || {
            let start = Instant::now();
            download_together(1);
            let took = start.elapsed();
            assert!(
                !time_is_exact() || took < WAIT_AND_A_HALF,
                "one download took {took:?}: it should wait for the network once"
            );
        }),
        explore("who comes back has the interpreter", go_on_afterwards),
        explore(
            "two downloads wait at the same time, and both are counted",
            || {
                let start = Instant::now();
                download_together(2);
                let took = start.elapsed();
                if time_is_exact() && took > WAIT_AND_A_HALF {
                    shortcoming!(
                        "lock-held-across-sleep",
                        "two downloads took {took:?}, but the waits can pass at the same time: one thread had the \
                         interpreter while it waited for the network, and kept the other one out"
                    );
                }
            },
        )
        .makespan_at_most(WAIT_AND_A_HALF),
    ]
}
