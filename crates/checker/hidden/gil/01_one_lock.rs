//! Hidden test of `01_one_lock`: one thread at a time, nobody keeps the interpreter for ever, and nobody loses it before
//! its interval is over.
//!
//! That somebody waits is known only where sleeps are exact: main sleeps, and by then the other one is asleep, or has had
//! its turn. Where sleeps last any while, only what holds without that is asked for.

use std::__judge::{Check, explore, mistake, shortcoming, time_is_exact};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Gil;

/// Long enough for everybody to fall asleep, where sleeps are exact.
const WHILE: Duration = Duration::from_millis(100);

/// Runs one bytecode. Whether somebody else was inside.
fn bytecode(n_inside: &AtomicU32) -> bool {
    let others = n_inside.fetch_add(1, Ordering::SeqCst);
    n_inside.fetch_sub(1, Ordering::SeqCst);
    others > 0
}

fn join<T>(thread: JoinHandle<T>) -> T {
    match thread.join() {
        Ok(found) => found,
        Err(_) => panic!("a thread that used the interpreter panicked"),
    }
}

/// So many threads run so many bytecodes each.
fn meet(interval: u32, n_threads: u32, n_bytecodes: u32) {
    let gil = Arc::new(Gil::new(interval));
    let n_inside = Arc::new(AtomicU32::new(0));
    let mut threads = Vec::new();
    for _ in 0..n_threads {
        let (gil, n_inside) = (Arc::clone(&gil), Arc::clone(&n_inside));
        threads.push(thread::spawn(move || {
            let mut met_somebody = false;
            gil.acquire();
            for _ in 0..n_bytecodes {
                met_somebody |= bytecode(&n_inside);
                gil.tick();
            }
            met_somebody |= bytecode(&n_inside);
            gil.release();
            met_somebody
        }));
    }
    for thread in threads {
        if join(thread) {
            mistake!(
                "two-at-once",
                "two threads had the interpreter at the same time"
            );
        }
    }
}

/// A thread that waits gets its turn when the holder's interval is over, and not before.
fn wait_for_a_turn(interval: u32) {
    let gil = Arc::new(Gil::new(interval));
    gil.acquire();
    let had_turn = Arc::new(AtomicBool::new(false));
    let waiting = {
        let (gil, had_turn) = (Arc::clone(&gil), Arc::clone(&had_turn));
        thread::spawn(move || {
            gil.acquire();
            had_turn.store(true, Ordering::SeqCst);
            gil.release();
        })
    };
    thread::sleep(WHILE);
    for n_run in 1..=interval {
        gil.tick();
        let had_turn = had_turn.load(Ordering::SeqCst);
        if n_run < interval && had_turn {
            shortcoming!(
                "switches-too-often",
                "the interval is {interval}, but somebody else got the interpreter after {n_run}"
            );
        }
        if n_run == interval && !had_turn && time_is_exact() {
            shortcoming!(
                "starvation",
                "the interval is {interval}, and somebody waits: after {interval} bytecodes it still has not got the \
                 interpreter"
            );
        }
    }
    gil.release();
    join(waiting);
}

/// Who gets the interpreter has a whole interval, whatever the one before has used.
fn take_turns() {
    let gil = Arc::new(Gil::new(2));
    gil.acquire();
    gil.tick();
    let main_is_back = Arc::new(AtomicBool::new(false));
    let other = {
        let (gil, main_is_back) = (Arc::clone(&gil), Arc::clone(&main_is_back));
        thread::spawn(move || {
            gil.acquire();
            // Main waits for the interpreter in the meantime.
            thread::sleep(WHILE);
            gil.tick();
            let lost_it = main_is_back.load(Ordering::SeqCst);
            gil.tick();
            let handed_it_over = main_is_back.load(Ordering::SeqCst);
            gil.release();
            (lost_it, handed_it_over)
        })
    };
    thread::sleep(WHILE);
    gil.tick();
    main_is_back.store(true, Ordering::SeqCst);
    gil.release();
    let (lost_it, handed_it_over) = join(other);
    if !time_is_exact() {
        return;
    }
    if lost_it {
        shortcoming!(
            "switches-too-often",
            "the interval is 2, but a thread that had just got the interpreter had to hand it over after 1"
        );
    }
    if !handed_it_over {
        shortcoming!(
            "starvation",
            "the interval is 2, and main waits: after 2 bytecodes of the other thread it still has not got the interpreter"
        );
    }
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("who is alone never has to wait", || {
            let gil = Gil::new(2);
            for _ in 0..2 {
                gil.acquire();
                for _ in 0..3 {
                    gil.tick();
                }
                gil.release();
            }
        }),
        explore("one thread at a time has the interpreter", || meet(1, 2, 1)).no_busy_wait(),
        explore("three threads all get their turn", || meet(2, 3, 1)),
        explore("who waits gets its turn after an interval", || {
            wait_for_a_turn(2)
        }),
        explore("everybody has a whole interval", take_turns),
    ]
}
