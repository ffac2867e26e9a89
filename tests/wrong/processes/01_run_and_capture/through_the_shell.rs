// expect: wrong-answer shell-injection
// Belief: a command is a line of text.

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
    let line = format!("{} {}", program.display(), arguments.join(" "));
    let Ok(output) = Command::new("sh").arg("-c").arg(line).output() else {
        return Outcome::NotStarted;
    };
    match output.status.code() {
        Some(0) => Outcome::Done(String::from_utf8_lossy(&output.stdout).into_owned()),
        Some(127) => Outcome::NotStarted,
        Some(134) | None => Outcome::Killed,
        Some(code) => Outcome::Failed(
            code,
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ),
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
