//! An interpreter for each worker.
//!
//! The lock belongs to an interpreter. Two interpreters have two locks, so nobody waits for anybody, and computing goes on at
//! the same time on as many cores as there are. Python's `multiprocessing` gives each worker a process with an interpreter
//! in it; newer versions can have several interpreters in one process.
//!
//! ```text
//! main       ──┬──────┬─────────────── join ── join ── adds up
//!              │      │                  │       │
//! worker 1     └ its own interpreter ────┘       │
//! worker 2            └ its own interpreter ─────┘
//! ```
//!
//! There is nothing to lose updates of, because nothing is shared. That is also the price: what a worker needs is copied to
//! it, and what it has found is sent back. For little work on much data, that costs more than it gains.

use std::thread;

use crate::bytecode::{ADD_ONE, Op};
use crate::interpreter::Interpreter;

/// So many workers, each with an interpreter of its own, compute for so many rounds and then count themselves. Returns what
/// the counters of all of them add up to.
///
/// ```
/// assert_eq!(gil::one_each::compute(4, 1000), 4);
/// ```
///
/// # Panics
/// If a worker does.
pub fn compute(n_workers: usize, n_rounds: u64) -> i64 {
    thread::scope(|scope| {
        let work = || {
            let interpreter = Interpreter::new(100);
            interpreter.run(&program(n_rounds));
            // Its counter goes away with it, so it has to be sent back.
            interpreter.counter()
        };
        // All are started before the first one is joined.
        let workers: Vec<_> = (0..n_workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    })
}

/// The same with one interpreter for all: they take turns.
///
/// ```
/// assert_eq!(gil::one_each::compute_in_one(4, 1000), 4);
/// ```
///
/// # Panics
/// If a worker does.
pub fn compute_in_one(n_workers: usize, n_rounds: u64) -> i64 {
    let interpreter = Interpreter::new(100);
    thread::scope(|scope| {
        for _ in 0..n_workers {
            scope.spawn(|| interpreter.run(&program(n_rounds)));
        }
    });
    interpreter.counter()
}

/// Fewer bytecodes than the interval: nobody has to hand over in the middle of the line, so nothing is lost.
fn program(n_rounds: u64) -> Vec<Op> {
    let compute = std::iter::repeat_n(Op::Compute(n_rounds / 10), 10);
    compute.chain(ADD_ONE).collect()
}
