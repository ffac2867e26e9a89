//! Shows how the interpreter is handed over: `cargo run -p gil --example turns`.
//!
//! Three threads print a letter for each bytecode that they run. Each keeps the interpreter for three of them, if others
//! wait.

use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use gil::interpreter::Interpreter;

fn main() {
    let interpreter = Interpreter::new(3);
    let ready = Barrier::new(3);
    thread::scope(|scope| {
        for letter in ["a", "b", "c"] {
            let (interpreter, ready) = (&interpreter, &ready);
            scope.spawn(move || {
                // So that all of them want it from the beginning.
                ready.wait();
                let mut held = interpreter.acquire();
                for n_run in 1..=12 {
                    print!("{letter}");
                    // A bytecode that takes its time, as a call of something long.
                    thread::sleep(Duration::from_millis(1));
                    if n_run % 3 == 0 && held.is_wanted() {
                        print!(" ");
                        held = held.hand_over();
                    }
                }
            });
        }
    });
    println!();
}
