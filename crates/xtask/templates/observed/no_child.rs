// expect: wrong-answer no-child
// Belief: TODO, here: a `Command` is a child already.

use std::process::Command;

/// What the command prints.
pub fn run(_command: Command) -> String {
    String::new()
}

fn main() {
    println!("it says: {}", run(Command::new("rustc")));
}
