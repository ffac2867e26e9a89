//! A line of a program is several steps.
//!
//! The interpreter does not run the text of a program. It runs *bytecodes*: small steps with a stack of numbers to work
//! on. Python shows those of its own programs with `dis.dis`. Here there are six. Two of them touch the one object that
//! all threads share, a counter.
//!
//! ```text
//! counter = counter + one()        LOAD    counter 5    stack 5
//!                                  CALL    counter 5    stack 5 1
//!                                  ADD     counter 5    stack 6
//!                                  STORE   counter 6    stack -
//! ```

use std::time::Duration;

/// One step of a program. All steps are done as a whole: the thread that runs one has the interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// Puts the counter on the stack.
    Load,
    /// Calls a function that returns this number: it is put on the stack.
    Call(i64),
    /// Takes two numbers off the stack, and puts their sum on it.
    Add,
    /// Takes a number off the stack, and writes it into the counter.
    Store,
    /// Computes so many rounds of something that nobody needs.
    Compute(u64),
    /// Waits for so long, as for a disk. See [`waiting`](crate::waiting).
    Wait(Duration),
}

/// The line `counter = counter + one()`.
pub const ADD_ONE: [Op; 4] = [Op::Load, Op::Call(1), Op::Add, Op::Store];

/// What one thread works on: nobody else sees it.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    stack: Vec<i64>,
}

impl Frame {
    /// Does one step. [`Op::Wait`] does nothing here: it needs no stack and no counter.
    ///
    /// ```
    /// use gil::bytecode::{ADD_ONE, Frame};
    /// let (mut frame, mut counter) = (Frame::default(), 5);
    /// for op in ADD_ONE {
    ///     frame.step(op, &mut counter);
    /// }
    /// assert_eq!(counter, 6);
    /// ```
    ///
    /// # Panics
    /// If there is nothing on the stack to take off.
    pub fn step(&mut self, op: Op, counter: &mut i64) {
        match op {
            Op::Load => self.stack.push(*counter),
            Op::Call(number) => self.stack.push(number),
            Op::Add => {
                let sum = self.pop() + self.pop();
                self.stack.push(sum);
            }
            Op::Store => *counter = self.pop(),
            Op::Compute(n_rounds) => compute(n_rounds),
            Op::Wait(_) => {}
        }
    }

    fn pop(&mut self) -> i64 {
        self.stack
            .pop()
            .expect("a program takes off what it put on")
    }
}

/// Keeps a core busy.
fn compute(n_rounds: u64) {
    let mut x = 1_u64;
    for n in 0..n_rounds {
        // `black_box` keeps the optimiser from finding out that nobody needs the result.
        x = std::hint::black_box(x.rotate_left(5) ^ n);
    }
}
