// expect: wrong-answer input-replaced
// Belief: the first program has nobody before it, so it has nothing to read.

use std::env;
use std::io::{self, Read, Write};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

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
pub fn pipeline(mut programs: Vec<Command>) -> io::Result<Finished> {
    let mut children: Vec<Child> = Vec::new();
    let mut previous: Option<ChildStdout> = None;
    for program in programs.iter_mut() {
        program.stdin(match previous {
            Some(stdout) => stdout.into(),
            None => Stdio::null(),
        });
        let mut child = match program.stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) => {
                for child in &mut children {
                    child.kill()?;
                    child.wait()?;
                }
                return Err(error);
            }
        };
        previous = child.stdout.take();
        children.push(child);
    }
    drop(programs);
    let mut output = Vec::new();
    previous.unwrap().read_to_end(&mut output)?;
    let mut failed = Vec::new();
    for (i, child) in children.iter_mut().enumerate() {
        if !child.wait()?.success() {
            failed.push(i);
        }
    }
    Ok(Finished { output, failed })
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
