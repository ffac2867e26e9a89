//! # 2. Feed stdin: a solution
//!
//! Two pipes, and somebody at each of them: a thread writes, this one reads. Whichever of the two the child attends to, it
//! finds somebody at the other end. The pipe into the child is moved into the thread, and dropped at the thread's end:
//! that is how the child learns that this was all.
//!
//! A child that has read enough closes its end, and writing fails with a broken pipe. Whether that is a failure is the
//! child's to say, and it says so with its exit code. Other errors are passed on, but only when the child has been waited
//! for.

use std::env;
use std::io::{self, ErrorKind, Write};
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
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    let (written, output) = thread::scope(|scope| {
        let writer = scope.spawn(move || stdin.write_all(input));
        // Reads to the end, and then waits for the child.
        let output = child.wait_with_output();
        (writer.join().expect("writing does not panic"), output)
    });
    let output = output?;
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error),
        _ => {}
    }
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(io::Error::other(output.status.to_string()))
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
