//! # 2. Feed stdin
//!
//! A museum has a program that translates. It reads text from its standard input and prints the translation on its
//! standard output, page by page. With a postcard all goes well. With a novel it stops after a few pages, and nothing
//! happens any more.
//!
//! Between a parent and its child is a *pipe*, a queue of bytes that doesn't take many: often 64 KiB. Whoever writes into a
//! full pipe waits until somebody reads from it. Whoever reads from an empty one waits until somebody writes. The reader
//! is told that this was all when *nobody* can write any more.
//!
//! Your task: write `feed`, which gives `input` to a child, and returns what the child prints.
//! - Both may be large. The child reads and prints as it likes: page by page, or all at the end, or it prints first.
//! - Bytes stay as they are. They need not be text.
//! - A child may end before it has read everything. If it exits with code 0, all is well: it had enough.
//! - It is an error if the child can't be started, is killed, or exits with another code. What your own program has
//!   started must have ended when `feed` returns, and the child must have been waited for.
//!
//! ```text
//!                  its stdin
//!        ┌──────── ▶▶▶▶▶▶▶▶ ────────┐
//! feed ──┤                          ├── child
//!        └──────── ◀◀◀◀◀◀◀◀ ────────┘
//!                  its stdout
//! ```

use std::env;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

/// Starts a child, gives it `input` to read, and waits for its end. What it printed on standard output.
///
/// # Errors
/// When it cannot be started, or does not exit with code 0.
pub fn feed(command: &mut Command, input: &[u8]) -> io::Result<Vec<u8>> {
    todo!("write and read, and let neither wait for the other")
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
