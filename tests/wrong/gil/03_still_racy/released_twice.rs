// expect: race lost-update
// Belief: to give a lock back once more does no harm.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;

/// One bytecode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    /// Puts the counter on the thread's stack.
    Load,
    /// Calls `one()`: puts 1 on the stack.
    One,
    /// Takes two numbers off the stack, and puts their sum on it.
    Add,
    /// Takes a number off the stack, and writes it into the counter.
    Store,
    /// Takes the program's lock. Whoever waits for it does so without the interpreter.
    Acquire,
    /// Gives the program's lock back.
    Release,
}

use Op::{Acquire, Add, Load, One, Release, Store};

/// The line `counter = counter + one()`. Leave it as it is.
pub const LINE: [Op; 4] = [Load, One, Add, Store];

/// Part 1: an order of the bytecodes of two threads that run `LINE`, after which the counter is 1.
pub fn schedule() -> Vec<usize> {
    vec![0, 1, 1, 1, 1, 0, 0, 0]
}

/// Part 2: the line, mended.
pub fn program() -> Vec<Op> {
    vec![Acquire, Load, One, Add, Store, Release, Release]
}

/// The interpreter. Leave it as it is.
#[derive(Default)]
pub struct Interpreter {
    /// Held for one bytecode at a time.
    gil: Mutex<()>,
    /// The interpreted program's variable.
    counter: AtomicI64,
    /// The interpreted program's lock.
    is_locked: Mutex<bool>,
    unlocked: Condvar,
}

impl Interpreter {
    /// An interpreter with a counter that is 0.
    pub fn new() -> Self {
        Interpreter::default()
    }

    /// What the counter is now.
    pub fn counter(&self) -> i64 {
        self.counter.load(Ordering::SeqCst)
    }

    /// Runs a program on the calling thread.
    pub fn run(&self, program: &[Op]) {
        let mut stack = Vec::new();
        for &op in program {
            match op {
                Acquire => self.acquire(),
                Release => self.release(),
                op => {
                    let _interpreter = self.gil.lock().unwrap();
                    self.step(op, &mut stack);
                }
            }
        }
    }

    /// Runs one bytecode that is about the counter and a thread's stack.
    pub fn step(&self, op: Op, stack: &mut Vec<i64>) {
        match op {
            Load => stack.push(self.counter.load(Ordering::SeqCst)),
            One => stack.push(1),
            Add => {
                let sum = pop(stack) + pop(stack);
                stack.push(sum);
            }
            Store => self.counter.store(pop(stack), Ordering::SeqCst),
            Acquire | Release => {}
        }
    }

    fn acquire(&self) {
        let mut is_locked = self.is_locked.lock().unwrap();
        while *is_locked {
            is_locked = self.unlocked.wait(is_locked).unwrap();
        }
        *is_locked = true;
    }

    fn release(&self) {
        *self.is_locked.lock().unwrap() = false;
        self.unlocked.notify_one();
    }
}

fn pop(stack: &mut Vec<i64>) -> i64 {
    stack.pop().expect("the stack is empty")
}

/// Two threads run `LINE`, in the order of a schedule. Shows each step.
fn show(schedule: &[usize]) {
    let interpreter = Interpreter::new();
    let mut stacks = [Vec::new(), Vec::new()];
    let mut n_done = [0, 0];
    for &thread in schedule {
        let Some(&op) = n_done.get(thread).and_then(|&n| LINE.get(n)) else {
            println!("thread {thread} has no bytecode left");
            continue;
        };
        interpreter.step(op, &mut stacks[thread]);
        n_done[thread] += 1;
        println!(
            "thread {thread}  {:<5}  counter {}  stacks {stacks:?}",
            format!("{op:?}"),
            interpreter.counter(),
        );
    }
}

fn main() {
    show(&schedule());
    let interpreter = Interpreter::new();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10_000 {
                    interpreter.run(&program());
                }
            });
        }
    });
    println!("40000 times one: {}", interpreter.counter());
}
