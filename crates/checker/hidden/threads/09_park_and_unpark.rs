//! Hidden test of `09_park_and_unpark`: the sleeper returns exactly when the flag is set, and sleeps until then.
//!
//! Threads here are spawned, not scoped: a scope would wait for the sleeper for ever where `ring` is still a `todo!()`.

use std::__judge::{Check, explore, mistake};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// Starts a sleeper; its return value says whether the bell had rung when it woke.
fn sleeper(rung: &Arc<AtomicBool>) -> JoinHandle<bool> {
    let rung = Arc::clone(rung);
    thread::spawn(move || {
        super::wait_until_rung(&rung);
        rung.load(Ordering::SeqCst)
    })
}

/// Joins the sleeper, and checks that it did not wake too early.
fn expect_awake(sleeper: JoinHandle<bool>) {
    let rung_when_awake = sleeper.join().unwrap();
    if !rung_when_awake {
        mistake!(
            "spurious-wakeup",
            "`wait_until_rung` returned although the flag was not set"
        );
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("the sleeper wakes up once the bell has rung", || {
            let rung = Arc::new(AtomicBool::new(false));
            let sleeper = sleeper(&rung);
            super::ring(&rung, sleeper.thread());
            assert!(
                rung.load(Ordering::SeqCst),
                "`ring` has returned, but the flag is not set"
            );
            expect_awake(sleeper);
        })
        .no_busy_wait(),
        explore("the bell has rung before the sleeper lies down", || {
            let rung = Arc::new(AtomicBool::new(true));
            expect_awake(sleeper(&rung));
        })
        .no_busy_wait(),
        explore("somebody knocks, but that is not the bell", || {
            let rung = Arc::new(AtomicBool::new(false));
            let sleeper = sleeper(&rung);
            sleeper.thread().unpark();
            super::ring(&rung, sleeper.thread());
            expect_awake(sleeper);
        })
        .no_busy_wait(),
    ]
}
