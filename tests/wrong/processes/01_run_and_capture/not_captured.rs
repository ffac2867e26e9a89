// expect: wrong-answer output-not-kept
// Belief: what a child prints is there when it has ended.

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
    let Ok(status) = Command::new(program).args(arguments).status() else {
        return Outcome::NotStarted;
    };
    match status.code() {
        Some(0) => Outcome::Done(String::new()),
        Some(code) => Outcome::Failed(code, String::new()),
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
