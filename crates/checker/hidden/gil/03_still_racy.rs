//! Hidden test of `03_still_racy`: the schedule loses an update, and the mended line loses none in any schedule.
//!
//! The schedule is run by a small interpreter of this test's own, which knows nothing of threads. The mended line runs on
//! the given one; that it is still the given one, which lets go of its lock after each bytecode, is seen by what it does
//! with a line that was not mended.

use std::__judge::{Check, explore, mistake, outcome};
use std::sync::Arc;
use std::thread;

use super::{Interpreter, Op};

/// `counter = counter + one()`.
const LINE: [Op; 4] = [Op::Load, Op::One, Op::Add, Op::Store];

/// The counter after two threads have run the line in this order; in words, why it is no order of their bytecodes.
fn replay(schedule: &[usize]) -> Result<i64, String> {
    let mut counter = 0;
    let mut stacks = [Vec::new(), Vec::new()];
    let mut n_done = [0, 0];
    for (idx, &thread) in schedule.iter().enumerate() {
        let step = idx + 1;
        if thread > 1 {
            return Err(format!(
                "step {step} is for thread {thread}, but the threads are 0 and 1"
            ));
        }
        let Some(op) = LINE.get(n_done[thread]) else {
            return Err(format!(
                "step {step} is for thread {thread}, which has run all its 4 bytecodes by then"
            ));
        };
        n_done[thread] += 1;
        let stack = &mut stacks[thread];
        let mut pop = || stack.pop().unwrap_or(0);
        match op {
            Op::Load => stack.push(counter),
            Op::One => stack.push(1),
            Op::Add => {
                let sum = pop() + pop();
                stack.push(sum);
            }
            Op::Store => counter = pop(),
            Op::Acquire | Op::Release => {}
        }
    }
    match n_done {
        [4, 4] => Ok(counter),
        [zero, one] => Err(format!(
            "at the end thread 0 has run {zero} of its 4 bytecodes, and thread 1 has run {one}"
        )),
    }
}

/// So many threads run a program once each. What the counter is in the end.
fn run_together(n_threads: usize, program: &[Op]) -> i64 {
    let interpreter = Arc::new(Interpreter::new());
    let mut threads = Vec::new();
    for _ in 0..n_threads {
        let (interpreter, program) = (Arc::clone(&interpreter), program.to_vec());
        threads.push(thread::spawn(move || interpreter.run(&program)));
    }
    for thread in threads {
        if thread.join().is_err() {
            panic!("a thread that ran `program` panicked");
        }
    }
    interpreter.counter()
}

pub fn checks() -> Vec<Check> {
    vec![
        explore("the schedule loses an update", || {
            let schedule = super::schedule();
            match replay(&schedule) {
                Err(story) => mistake!(
                    "not-a-schedule",
                    "{schedule:?} is no order of the eight bytecodes: {story}"
                ),
                Ok(1) => {}
                Ok(counter) => mistake!(
                    "nothing-lost",
                    "after {schedule:?} the counter is {counter}: both ones were counted"
                ),
            }
        }),
        explore("the mended line adds one each time", || {
            let (interpreter, program) = (Interpreter::new(), super::program());
            for expected in 1..=2 {
                interpreter.run(&program);
                let found = interpreter.counter();
                assert!(
                    found == expected,
                    "`program` was run {expected} times by one thread: the counter is {found}"
                );
            }
        }),
        explore("two threads run the mended line", || {
            let found = run_together(2, &super::program());
            assert!(
                found == 2,
                "two threads ran `program` once each: the counter is {found}"
            );
        }),
        explore("three threads run the mended line", || {
            let found = run_together(3, &super::program());
            assert!(
                found == 3,
                "three threads ran `program` once each: the counter is {found}"
            );
        }),
        explore("the interpreter is the one that was given", || {
            outcome(run_together(2, &LINE));
        })
        .outcomes_match_snapshot(),
    ]
}
