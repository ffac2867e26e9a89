// expect: wrong-answer result-missing
// Belief: the results are in main when the workers have ended.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

/// What an interpreter knows: names and their values.
pub type Names = BTreeMap<String, i64>;

/// One bytecode.
#[derive(Clone, Debug)]
pub enum Op {
    /// Puts a number on the stack.
    Push(i64),
    /// Puts the value of a name on the stack.
    Load(String),
    /// Takes two numbers off the stack, and puts their sum on it.
    Add,
    /// Computes for so many microseconds.
    Compute(u64),
}

/// An interpreter with names of its own. Leave it as it is.
pub struct Interpreter {
    /// The interpreter's lock, and what it protects. It is held for one bytecode at a time.
    names: Mutex<Names>,
}

impl Interpreter {
    /// An interpreter that knows these names.
    pub fn new(names: Names) -> Self {
        Interpreter {
            names: Mutex::new(names),
        }
    }

    /// A copy of all names.
    pub fn names(&self) -> Names {
        self.names.lock().unwrap().clone()
    }

    /// The value of a name; 0 if it was never set.
    pub fn get(&self, name: &str) -> i64 {
        self.names.lock().unwrap().get(name).copied().unwrap_or(0)
    }

    /// Gives a name a value.
    pub fn set(&self, name: &str, value: i64) {
        self.names.lock().unwrap().insert(name.to_owned(), value);
    }

    /// Runs a piece of code on the calling thread. Returns what is on top of the stack in the end.
    pub fn run(&self, code: &[Op]) -> i64 {
        let mut stack = Vec::new();
        for op in code {
            let names = self.names.lock().unwrap();
            match op {
                Op::Push(number) => stack.push(*number),
                Op::Load(name) => stack.push(names.get(name).copied().unwrap_or(0)),
                Op::Add => {
                    let sum = stack.pop().unwrap_or(0) + stack.pop().unwrap_or(0);
                    stack.push(sum);
                }
                Op::Compute(micros) => lab::cpu(*micros),
            }
        }
        stack.pop().unwrap_or(0)
    }
}

/// Runs all jobs at the same time, each in an interpreter of its own. Sets the name `total` in `main`.
pub fn run_all(main: &Interpreter, jobs: Vec<Vec<Op>>) -> Vec<i64> {
    let mut workers = Vec::new();
    for (number, job) in jobs.into_iter().enumerate() {
        let names = main.names();
        workers.push(thread::spawn(move || {
            let interpreter = Interpreter::new(names);
            let found = interpreter.run(&job);
            interpreter.set(&format!("result {number}"), found);
        }));
    }
    let mut results = Vec::new();
    for (number, worker) in workers.into_iter().enumerate() {
        worker.join().unwrap();
        results.push(main.get(&format!("result {number}")));
    }
    main.set("total", results.iter().sum());
    results
}

fn main() {
    let start = Instant::now();
    let main = Interpreter::new(Names::from([("price".to_owned(), 20)]));
    // `price + n`, after a long computation.
    let job = |n| {
        vec![
            Op::Compute(100_000),
            Op::Load("price".to_owned()),
            Op::Push(n),
            Op::Add,
        ]
    };
    let results = run_all(&main, (1..=4).map(job).collect());
    println!("{results:?}, together {}", main.get("total"));
    println!("after {} ms", start.elapsed().as_millis());
}
