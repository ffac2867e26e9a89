//! # {{number}}. {{title}}
//!
//! TODO: what the learner knows already, and what is new. Short sentences.
//!
//! Your task: in `run`, start the command, and return what it printed, without the space around it.
//!
//! Run it: `cargo run -p exercises-{{concept}} --bin {{name}}`

use std::process::Command;

/// What the command prints.
pub fn run(command: Command) -> String {
    todo!("start the command, and return what it printed")
}

fn main() {
    let mut command = Command::new("rustc");
    command.arg("--version");
    println!("it says: {}", run(command));
}
