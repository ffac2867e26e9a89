//! # {{number}}. {{title}}: a solution
//!
//! TODO: why it is right, and what else would have been.

use std::process::Command;

/// What the command prints.
pub fn run(mut command: Command) -> String {
    let output = command.output().expect("it can be started");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn main() {
    let mut command = Command::new("rustc");
    command.arg("--version");
    println!("it says: {}", run(command));
}
