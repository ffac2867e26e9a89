//! # 1. Run and capture
//!
//! A program can start another program: its *child*. The child is a process of its own, with memory of its own. What
//! comes back from it are the bytes that it printed, and how it ended.
//!
//! A process ends in one of two ways. It *exits* with a code: 0 says that all went well, anything else that it did not.
//! Or it is *killed* by a signal, and then there is no code.
//!
//! Your task: write `run`, which starts a program, waits for its end, and tells what came of it.
//! - What the child gets as arguments is exactly what `run` was given, whatever is in it: spaces, quotes, a `;`.
//! - What it prints on standard output and on standard error is not shown, but kept.
//!
//! ```text
//! run    ── start ───────────────── wait ──▶ Done("12 pictures\n")
//!             │                       ▲
//! child       └─ prints "12 pictures" ─ exits with 0
//! ```
//!
//! This time your program runs for real. The judge starts it, and plays the children.

use std::path::Path;
use std::process::Command;

/// What came of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It exited with code 0. What it printed on standard output.
    Done(String),
    /// It exited with another code. What it printed on standard error, without the space around it.
    Failed(i32, String),
    /// It was killed.
    Killed,
    /// It could not be started.
    NotStarted,
}

/// Runs `program` with `arguments` to its end.
pub fn run(program: &Path, arguments: &[&str]) -> Outcome {
    todo!("start the program, wait for it, and look at how it ended")
}

fn main() {
    println!("{:?}", run(Path::new("rustc"), &["--version"]));
    println!(
        "{:?}",
        run(Path::new("rustc"), &["there is no such file.rs"])
    );
    println!("{:?}", run(Path::new("there-is-no-such-program"), &[]));
}
