// expect: wrong-answer
// Belief: TODO, here: what is printed is what was meant.

use std::process::Command;

/// What the command prints.
pub fn run(mut command: Command) -> String {
    let output = command.output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn main() {
    println!("it says: {}", run(Command::new("rustc")));
}
