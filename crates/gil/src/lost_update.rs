//! Why the lock does not make a program right.
//!
//! "There is a global lock, so my threads can't disturb each other." One thread at a time runs a bytecode: that is true.
//! But a line of the program is several of them, and the interpreter may be handed over between any two.
//!
//! ```text
//! counter    0                            1               1
//! thread 0   LOAD 0                                  ADD STORE 1
//! thread 1          LOAD 0  CALL  ADD  STORE 1
//! ```
//!
//! Both have read 0, and both have written 1. One of the two is lost, although the lock was held at each step. What a
//! lock protects is decided by how long it is held: this one is held for a step, and the program needs four in one piece.
//!
//! How often it happens is luck. With a long switch interval a run may lose nothing for days. And some lines happen to
//! lose nothing at all in some versions of CPython, as it looks whether it has to let go only at certain bytecodes.
//! That is how this version is made, and no promise. A program that must not lose anything says so, with a lock of its own.

use crate::bytecode::{Frame, Op};

/// The counter after two threads have run a program once each, in a given order: for each step, the number of the thread
/// (0 or 1) that runs its next bytecode. `None` if it is no order of all their bytecodes.
///
/// No threads are needed to see what threads can do: which one goes next is all that matters.
///
/// ```
/// use gil::bytecode::ADD_ONE;
/// use gil::lost_update::replay;
/// assert_eq!(replay(&ADD_ONE, &[0, 0, 0, 0, 1, 1, 1, 1]), Some(2));
/// assert_eq!(replay(&ADD_ONE, &[0, 1, 1, 1, 1, 0, 0, 0]), Some(1));
/// assert_eq!(replay(&ADD_ONE, &[0, 1]), None);
/// ```
pub fn replay(program: &[Op], schedule: &[usize]) -> Option<i64> {
    let mut counter = 0;
    let mut threads = [(); 2].map(|()| (program.iter(), Frame::default()));
    for &thread in schedule {
        let (rest, frame) = threads.get_mut(thread)?;
        frame.step(*rest.next()?, &mut counter);
    }
    let all_done = threads.iter().all(|(rest, _)| rest.len() == 0);
    all_done.then_some(counter)
}

/// Every order in which two threads can run `n_steps` bytecodes each.
///
/// ```
/// use gil::bytecode::ADD_ONE;
/// use gil::lost_update::{every_schedule, replay};
/// let schedules = every_schedule(4);
/// assert_eq!(schedules.len(), 70);
/// let n_lost = schedules
///     .iter()
///     .filter(|schedule| replay(&ADD_ONE, schedule) == Some(1))
///     .count();
/// // All but those in which one thread has stored before the other one loads.
/// assert_eq!(n_lost, 68);
/// ```
pub fn every_schedule(n_steps: usize) -> Vec<Vec<usize>> {
    let mut schedules = vec![Vec::new()];
    for _ in 0..2 * n_steps {
        let mut longer = Vec::new();
        for schedule in schedules {
            for thread in 0..2 {
                let n_run = schedule.iter().filter(|other| **other == thread).count();
                if n_run < n_steps {
                    let mut schedule = schedule.clone();
                    schedule.push(thread);
                    longer.push(schedule);
                }
            }
        }
        schedules = longer;
    }
    schedules
}
