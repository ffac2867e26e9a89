//! # 3. Pipeline
//!
//! `numbers | even | first`: in a shell, that is three programs and two pipes. Each program knows nothing of the others. It
//! reads, it prints, and all three run at the same time. Now it is you who is the shell.
//!
//! Your task: write `pipeline`, without a shell.
//! - What one program prints on standard output, the next one reads on standard input, while both run. It may be more than
//!   fits into memory.
//! - Any of them may fail. The result tells which. The others' work is not lost because of that.
//! - Any of them may end early, like `head`. The one before it then writes into a pipe that nobody reads, and has to be
//!   told: writing fails, and most programs end. That is so when *nobody* has the reading end any more.
//! - If one of them can't be started, all of it is an error. Those that run already are of no use then: they are killed.
//! - When `pipeline` returns, every child has ended and has been waited for.
//!
//! What is not said here stays as it is in each command: what the first one reads, and where standard error goes.
//!
//! One thing is new: what is in `child.stdout` after `Stdio::piped()` can be given to the next `Command`, as its `stdin`.
//! The bytes then go from one program to the other, and not through yours.
//!
//! ```text
//! numbers ══ pipe ══▶ even ══ pipe ══▶ first ══ pipe ══▶ output
//!    └─────────────────┴────────────────┴─── how each of them ended ──▶ failed
//! ```

use std::env;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitCode, Stdio};

/// What came of a pipeline.
#[derive(Debug, PartialEq, Eq)]
pub struct Finished {
    /// What the last program printed on standard output.
    pub output: Vec<u8>,
    /// The places of the programs that did not exit with code 0, in ascending order, from 0.
    pub failed: Vec<usize>,
}

/// Runs all programs, at the same time, each one's output being the next one's input. There is at least one.
///
/// # Errors
/// When one of them cannot be started.
pub fn pipeline(programs: Vec<Command>) -> io::Result<Finished> {
    todo!("connect the programs, and collect the output and how each of them ended")
}

/// What the children do: print numbers, keep the even ones, keep the first five.
fn child(part: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match part {
        "numbers" => (0..1_000_000).try_for_each(|number| writeln!(out, "{number}")),
        "even" => io::stdin().lines().try_for_each(|line| {
            let line = line?;
            match line.ends_with(['0', '2', '4', '6', '8']) {
                true => writeln!(out, "{line}"),
                false => Ok(()),
            }
        }),
        _ => io::stdin()
            .lines()
            .take(5)
            .try_for_each(|line| writeln!(out, "{}", line?)),
    }
}

fn main() -> ExitCode {
    if let Some(part) = env::args().nth(1) {
        // A program that nobody listens to any more has failed to print: it ends.
        return match child(&part) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    let programs = ["numbers", "even", "first"].map(|part| {
        let mut program = Command::new(env::current_exe().unwrap());
        program.arg(part);
        program
    });
    match pipeline(programs.into()) {
        Ok(finished) => {
            print!("{}", String::from_utf8_lossy(&finished.output));
            println!("failed: {:?}", finished.failed);
        }
        Err(error) => println!("not started: {error}"),
    }
    ExitCode::SUCCESS
}
