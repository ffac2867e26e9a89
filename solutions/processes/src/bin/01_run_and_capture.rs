//! # 1. Run and capture: a solution
//!
//! `output` starts the child, reads both of its streams until they end, and waits for it. The arguments go to the child
//! one by one: no shell reads them, so nothing in them means anything. `code` is `None` for a child that was killed, and
//! that is a case of its own: a default in its place would say that all went well.

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
    let Ok(output) = Command::new(program).args(arguments).output() else {
        return Outcome::NotStarted;
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match output.status.code() {
        Some(0) => Outcome::Done(text(&output.stdout)),
        Some(code) => Outcome::Failed(code, text(&output.stderr).trim().to_owned()),
        None => Outcome::Killed,
    }
}

fn main() {
    println!("{:?}", run(Path::new("rustc"), &["--version"]));
    println!(
        "{:?}",
        run(Path::new("rustc"), &["there is no such file.rs"])
    );
    println!("{:?}", run(Path::new("there-is-no-such-program"), &[]));
}
