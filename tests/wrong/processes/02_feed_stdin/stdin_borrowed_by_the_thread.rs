// expect: deadlock stdin-left-open
// Belief: a thread that has ended has closed the pipe that it wrote into.

use std::env;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

/// Starts a child, gives it `input` to read, and waits for its end. What it printed on standard output.
///
/// # Errors
/// When it cannot be started, or does not exit with code 0.
pub fn feed(command: &mut Command, input: &[u8]) -> io::Result<Vec<u8>> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut output = Vec::new();
    thread::scope(|scope| {
        scope.spawn(|| stdin.write_all(input));
        stdout.read_to_end(&mut output)
    })?;
    let status = child.wait()?;
    if status.success() {
        Ok(output)
    } else {
        Err(io::Error::other(status.to_string()))
    }
}

fn main() {
    // The child's part: it prints in capitals what it reads, line by line.
    if env::args().nth(1).as_deref() == Some("child") {
        for line in io::stdin().lines() {
            println!("{}", line.unwrap().to_uppercase());
        }
        return;
    }
    for n_lines in [1, 100_000] {
        let text = "once upon a time\n".repeat(n_lines);
        let mut command = Command::new(env::current_exe().unwrap());
        let result = feed(command.arg("child"), text.as_bytes());
        match result {
            Ok(output) => println!("{} bytes in, {} bytes out", text.len(), output.len()),
            Err(error) => println!("failed: {error}"),
        }
    }
}
