//! Pipes are small, and then somebody waits.
//!
//! A *pipe* is a queue of bytes with two ends. What is written into one end comes out at the other, in that order. It
//! has a bound: on Linux usually 64 KiB. When it is full, the writer waits until somebody reads. When it is empty, the
//! reader waits until somebody writes. When it is empty **and nobody has its writing end open any more**, the reader
//! gets the end: `read` returns 0. When nobody has its reading end, writing fails with
//! [`BrokenPipe`](io::ErrorKind::BrokenPipe).
//!
//! A child that is given pipes for its input and its outputs is at the ends of three such queues:
//!
//! ```text
//!            stdin (64 KiB)
//!  parent ══════════════════► child
//!  parent ◄══════════════════ child     stdout (64 KiB)
//!  parent ◄══════════════════ child     stderr (64 KiB)
//! ```
//!
//! Two of them full is a deadlock: the parent waits to write, because the child does not read; the child does not read,
//! because it waits to write; it waits to write, because the parent does not read. With little data all of it fits into
//! the pipes and nobody notices. So:
//!
//! - **Whoever has two pipes to serve serves them at the same time**: a thread for each, as in [`read_both`]. That
//!   holds for two outputs, and as well for an input and an output.
//! - **Close what you have written.** Many programs read to the end before they do anything. There is no end while the
//!   writing end is open; so drop it.
//! - One after the other is right only where one side is sure to be small, as in [`count_lines`].

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;

/// Lets a child count the lines of a text of any length. The child is one that reads all its input and prints one
/// number.
///
/// All is written before anything is read. That is right here, and only here: the answer is a few bytes, and those fit
/// into a pipe. A child that answers each line would stop this for ever.
///
/// ```
/// # #[cfg(unix)] {
/// use std::process::Command;
/// use processes::feed_stdin::count_lines;
/// let text = "a line\n".repeat(50_000);
/// assert!(text.len() > 64 * 1024);
/// let mut counter = Command::new("/bin/sh");
/// counter.args(["-c", "n=0; while read line; do n=$((n + 1)); done; echo $n"]);
/// assert_eq!(count_lines(&mut counter, &text).unwrap(), 50_000);
/// # }
/// ```
///
/// # Errors
/// If the child can't be started, fails, or prints something else than a number.
pub fn count_lines(command: &mut Command, text: &str) -> io::Result<u64> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let written = match child.stdin.take() {
        // The pipe is dropped at the end of this arm, and so it is closed. Without that the child would read for ever.
        Some(mut stdin) => stdin.write_all(text.as_bytes()),
        None => Ok(()),
    };
    // Waits too. No `?` before this line: the child would not be waited for.
    let output = child.wait_with_output()?;
    written?;
    if !output.status.success() {
        return Err(io::Error::other(format!(
            "the counter failed: {}",
            output.status
        )));
    }
    let number = String::from_utf8_lossy(&output.stdout);
    number.trim().parse().map_err(io::Error::other)
}

/// Reads both outputs of a child to their ends, and waits for it.
///
/// Reading first one, then the other would stop for ever if the child fills the second one while the first is still
/// open.
///
/// ```
/// # #[cfg(unix)] {
/// use std::process::{Command, Stdio};
/// use processes::feed_stdin::read_both;
/// // Prints 200,000 bytes on standard error, then a word on standard output.
/// let script = "i=0; while [ $i -lt 2000 ]; do printf %0100d 7 >&2; i=$((i + 1)); done; echo done";
/// let child = Command::new("/bin/sh")
///     .args(["-c", script])
///     .stdout(Stdio::piped())
///     .stderr(Stdio::piped())
///     .spawn()
///     .unwrap();
/// let (out, err) = read_both(child).unwrap();
/// assert_eq!(out, b"done\n");
/// assert_eq!(err.len(), 200_000);
/// # }
/// ```
///
/// # Errors
/// If reading or waiting fails.
///
/// # Panics
/// If the child was not given pipes.
pub fn read_both(mut child: Child) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut stdout = child.stdout.take().expect("a pipe for stdout");
    let mut stderr = child.stderr.take().expect("a pipe for stderr");
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let (read_out, read_err) = thread::scope(|scope| {
        // The other thread has one pipe, this one the other.
        let other = scope.spawn(|| stdout.read_to_end(&mut out));
        let read_err = stderr.read_to_end(&mut err);
        (other.join().expect("reading does not panic"), read_err)
    });
    child.wait()?;
    read_out?;
    read_err?;
    Ok((out, err))
}

/// How many bytes fit into a new pipe that nobody reads from, found out by trying. Unix only.
///
/// A full pipe makes its writer wait. This one is told not to, and gets an error instead.
///
/// ```
/// use processes::feed_stdin::pipe_capacity;
/// let capacity = pipe_capacity().unwrap();
/// // 65,536 on Linux, unless somebody has very many pipes; then less.
/// println!("{capacity} bytes");
/// assert!((4096..=1 << 20).contains(&capacity));
/// ```
///
/// # Errors
/// If the system gives no pipe.
#[cfg(unix)]
pub fn pipe_capacity() -> io::Result<usize> {
    // `_reader` is kept: a pipe without a reader would give a broken pipe, not a full one.
    let (_reader, mut writer) = io::pipe()?;
    let flags = rustix::fs::fcntl_getfl(&writer)?;
    rustix::fs::fcntl_setfl(&writer, flags | rustix::fs::OFlags::NONBLOCK)?;
    let mut n_bytes = 0;
    loop {
        match writer.write(&[0; 512]) {
            Ok(n) => n_bytes += n,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(n_bytes),
            Err(error) => return Err(error),
        }
    }
}
