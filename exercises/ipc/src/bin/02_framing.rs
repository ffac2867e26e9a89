//! # 2. Framing
//!
//! Two programs send pictures to each other. A picture may have any byte in it, so there is no byte left that could mean
//! "here it ends". Instead one says first how much will come: the *length*. The length and the message together are a
//! *frame*.
//!
//! Your task: write `send` and `receive`.
//! - The length is four bytes, with the big end first: 258 is `0 0 1 2`. An empty message is a message, too.
//! - A stream gives what it has. That can be one byte, or a part of the length, or two frames at once. It takes what it
//!   has room for. Both can be interrupted (`ErrorKind::Interrupted`): then one just tries again.
//! - `receive` takes one frame. What comes behind it is still in the stream afterwards.
//! - There are two kinds of end. Between two frames, all is said: `None`. Within a frame, somebody was cut off: an error.
//! - The length is what the other side *says*. If it is more than `LONGEST`, it is an error, and costs nothing.
//! - When `send` returns, the message is on its way. Nothing of it is left in a buffer.
//!
//! ```text
//! sent        │ 0 0 0 4 │ s t a r │ 0 0 0 0 │ 0 0 0 2 │ h i │
//!               length    message   (empty)
//! received    │ 0 0 │ 0 4 s │ t a r 0 0 0 │ 0 0 0 0 2 h │ i │        in pieces like these, or others
//! ```

use std::env;
use std::io::{self, BufWriter, Read, Write};
use std::process::{Command, Stdio};

/// How many bytes a message may have.
pub const LONGEST: usize = 100_000;

/// Sends a message: first how many bytes it has, in four bytes with the big end first, then the message itself.
///
/// # Errors
/// If it is longer than `LONGEST`: then nothing is sent. If writing fails.
pub fn send(stream: &mut impl Write, message: &[u8]) -> io::Result<()> {
    todo!("send the length, then the message")
}

/// Receives a message. `None` where the other side has said all.
///
/// # Errors
/// If the stream ends within a frame, if the message is longer than `LONGEST`, or if reading fails.
pub fn receive(stream: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    todo!("receive the length, then the message")
}

fn main() -> io::Result<()> {
    // The child's part: it turns each message round.
    if env::args().nth(1).as_deref() == Some("turn") {
        let (mut requests, mut replies) = (io::stdin(), BufWriter::new(io::stdout()));
        while let Some(mut message) = receive(&mut requests)? {
            message.reverse();
            send(&mut replies, &message)?;
        }
        return Ok(());
    }
    let mut child = Command::new(env::current_exe()?)
        .arg("turn")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut requests = child.stdin.take().expect("stdin is a pipe");
    let mut replies = child.stdout.take().expect("stdout is a pipe");
    for message in ["star", "", "two\nlines"] {
        send(&mut requests, message.as_bytes())?;
        let reply = receive(&mut replies)?.unwrap_or_default();
        println!("{message:?} → {:?}", String::from_utf8_lossy(&reply));
    }
    drop(requests);
    println!("{}", child.wait()?);
    Ok(())
}
