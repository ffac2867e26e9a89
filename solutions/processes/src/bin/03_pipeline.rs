//! # 3. Pipeline: a solution
//!
//! Each program is started with a new pipe for its output; the next one gets the other end of it as its input. So all of
//! them run before anything is waited for, and the bytes between them don't pass through here at all.
//!
//! Nobody else must have an end of those pipes: a reader gets the end, and a writer is told that nobody listens, only when
//! the last copy is closed. A `Command` keeps what it was given, so that it could be started again. Here it is dropped at
//! the end of each turn of the loop, because `programs` is taken apart by value.
//!
//! The last output is read before anybody is waited for: the last program might wait for a reader.

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
    let mut children: Vec<Child> = Vec::new();
    for mut program in programs {
        if let Some(before) = children.last_mut() {
            let pipe = before.stdout.take().expect("a pipe was asked for");
            program.stdin(pipe);
        }
        match program.stdout(Stdio::piped()).spawn() {
            Ok(child) => children.push(child),
            Err(error) => {
                end(children)?;
                return Err(error);
            }
        }
    }
    let mut output = Vec::new();
    let read = match children.last_mut().and_then(|last| last.stdout.take()) {
        Some(mut pipe) => pipe.read_to_end(&mut output),
        None => Ok(0),
    };
    let mut failed = Vec::new();
    for (place, mut child) in children.into_iter().enumerate() {
        if !child.wait()?.success() {
            failed.push(place);
        }
    }
    read?;
    Ok(Finished { output, failed })
}

/// Kills children that have become useless, and waits for them.
fn end(mut children: Vec<Child>) -> io::Result<()> {
    for child in &mut children {
        child.kill()?;
    }
    for child in &mut children {
        child.wait()?;
    }
    Ok(())
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
