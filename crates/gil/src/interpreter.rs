//! One lock for all threads, and how it is handed over.
//!
//! The interpreter is a counter and a lock. A thread takes the lock, runs bytecodes, and lets go of the lock when its
//! program ends. If others wait, it has to let go before that: after a *switch interval*. Here that is a number of
//! bytecodes. CPython counts time: a thread that waits for the lock asks for it after 5 milliseconds
//! (`sys.getswitchinterval`), and the one that holds it sees that between two bytecodes. Either way no bytecode is ever
//! cut in two.
//!
//! ```text
//! thread 1   LOAD CALL ──────────────────── ADD STORE ──
//! thread 2             ── LOAD CALL ADD ──              ── STORE
//!                     hands over       hands over
//! ```
//!
//! To let go and take the lock again would not be enough: whoever does that is awake, and gets it again before anybody
//! else has woken up. So everybody draws a number, as in a shop, and is served in that order.

use std::sync::{Condvar, Mutex, MutexGuard};

use crate::bytecode::{Frame, Op};

/// An interpreter that threads may share. It has one object, a counter.
#[derive(Debug)]
pub struct Interpreter {
    /// Bytecodes that a thread may run while others wait.
    interval: u32,
    /// Who may run bytecodes. The mutex is held for moments only; who has the interpreter is written down in it.
    turn: Mutex<Turn>,
    /// Another number is served.
    moved_on: Condvar,
    /// The one object. Touched only by the thread whose turn it is, so nobody ever waits for this mutex: it is here
    /// because Rust wants to be sure, where C takes the programmer's word.
    counter: Mutex<i64>,
}

#[derive(Debug, Default)]
struct Turn {
    /// The number for the next one who comes.
    next: u64,
    /// Whose turn it is. If this is `next`, it is nobody's.
    served: u64,
}

impl Interpreter {
    /// A new one, whose counter is 0. The interval is at least 1.
    pub fn new(interval: u32) -> Interpreter {
        Interpreter {
            interval: interval.max(1),
            turn: Mutex::default(),
            moved_on: Condvar::new(),
            counter: Mutex::default(),
        }
    }

    /// What the counter is now.
    ///
    /// # Panics
    /// If a program has panicked in the middle of a bytecode.
    pub fn counter(&self) -> i64 {
        *self.counter.lock().unwrap()
    }

    /// Runs a program on the calling thread.
    ///
    /// ```
    /// use gil::bytecode::ADD_ONE;
    /// use gil::interpreter::Interpreter;
    /// let interpreter = Interpreter::new(100);
    /// interpreter.run(&ADD_ONE);
    /// assert_eq!(interpreter.counter(), 1);
    /// ```
    ///
    /// # Panics
    /// If the program takes more off its stack than it put on, or another one has done so.
    pub fn run(&self, program: &[Op]) {
        let mut frame = Frame::default();
        let mut n_run = 0;
        let mut held = self.acquire();
        for &op in program {
            if let Op::Wait(duration) = op {
                // Whoever waits lets go first: see the lesson `waiting`.
                drop(held);
                std::thread::sleep(duration);
                held = self.acquire();
                n_run = 0;
                continue;
            }
            frame.step(op, &mut self.counter.lock().unwrap());
            n_run += 1;
            if n_run >= self.interval && held.is_wanted() {
                held = held.hand_over();
                n_run = 0;
            }
        }
    }

    /// Waits for its turn. Public for those who want to see what a program may do between two bytecodes.
    pub fn acquire(&self) -> Held<'_> {
        self.wait(self.turn())
    }

    /// Draws a number, and waits until it is served.
    fn wait<'a>(&'a self, mut turn: MutexGuard<'a, Turn>) -> Held<'a> {
        let number = turn.next;
        turn.next += 1;
        while turn.served != number {
            turn = self.moved_on.wait(turn).unwrap();
        }
        Held { interpreter: self }
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().expect("nobody panics under this mutex")
    }
}

/// The calling thread has the interpreter, until this is dropped; also by a panic.
#[derive(Debug)]
pub struct Held<'a> {
    interpreter: &'a Interpreter,
}

impl<'a> Held<'a> {
    /// Whether somebody waits for the interpreter.
    pub fn is_wanted(&self) -> bool {
        let turn = self.interpreter.turn();
        turn.next > turn.served + 1
    }

    /// Lets those who wait have the interpreter before the caller has it again.
    ///
    /// Serving the next one and drawing a number is one step, under one guard. So who waits already is served first.
    ///
    /// ```
    /// let interpreter = gil::interpreter::Interpreter::new(1);
    /// let held = interpreter.acquire();
    /// std::thread::scope(|scope| {
    ///     let other = scope.spawn(|| interpreter.run(&gil::bytecode::ADD_ONE));
    ///     while !held.is_wanted() {
    ///         std::thread::yield_now();
    ///     }
    ///     // After this the other one has had its turn, and need not be done: the interval is 1.
    ///     drop(held.hand_over());
    ///     other.join().unwrap();
    ///     assert_eq!(interpreter.counter(), 1);
    /// });
    /// ```
    pub fn hand_over(self) -> Held<'a> {
        let interpreter = self.interpreter;
        // What `drop` would do is done here, together with the drawing of a number.
        std::mem::forget(self);
        let mut turn = interpreter.turn();
        turn.served += 1;
        interpreter.moved_on.notify_all();
        interpreter.wait(turn)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.interpreter.turn().served += 1;
        // Only one of them can go on, and `notify_one` might wake another.
        self.interpreter.moved_on.notify_all();
    }
}
