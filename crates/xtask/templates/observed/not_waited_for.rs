// expect: leak zombie
// Belief: TODO, here: a child whose output has come to its end is gone.

use std::io::Read;
use std::process::{Command, Stdio};

/// What the command prints.
pub fn run(mut command: Command) -> String {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_to_string(&mut said).unwrap();
    said.trim().to_owned()
}

fn main() {
    println!("it says: {}", run(Command::new("rustc")));
}
