//! Letting go of the lock while nothing is computed.
//!
//! A thread that waits for a disk, a network, a person runs no bytecodes. So it needs no interpreter. CPython lets go of
//! the lock before each such wait, and takes it again afterwards. That is why threads help with waiting.
//!
//! ```text
//! has the interpreter   1 · 2 · 3 ························ 1 · 2 · 3
//! thread 1              asks ───── waits for the network ── goes on
//! thread 2                  asks ───── waits for the network ── goes on
//! thread 3                      asks ───── waits for the network ── goes on
//! ```
//!
//! Between letting go and taking it again the thread must not touch anything of the interpreter. And what it saw before
//! may have changed when it is back: somebody else had the lock meanwhile.
//!
//! Libraries in C do the same round long computations that touch no object of the interpreter. Then even threads compute
//! at the same time.

use std::thread;
use std::time::Duration;

use crate::bytecode::Op;
use crate::interpreter::Interpreter;

/// So many threads wait for so long, then count themselves, each once. Returns what was counted.
///
/// The waits overlap. The counting doesn't, and here it happens to be right: the interval is long enough for the whole line.
///
/// ```
/// use std::time::Duration;
/// assert_eq!(gil::waiting::wait_together(8, Duration::from_millis(2)), 8);
/// ```
///
/// # Panics
/// If a thread does.
pub fn wait_together(n_threads: usize, duration: Duration) -> i64 {
    // As many as the line has: whoever begins it also ends it.
    let interpreter = Interpreter::new(4);
    let program = [
        Op::Wait(duration),
        Op::Load,
        Op::Call(1),
        Op::Add,
        Op::Store,
    ];
    thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| interpreter.run(&program));
        }
    });
    interpreter.counter()
}
