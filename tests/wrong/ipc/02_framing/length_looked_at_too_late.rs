// expect: limit trusted-length
// Belief: it is enough to look at the length when the message is there.

use std::env;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::process::{Command, Stdio};

/// How many bytes a message may have.
pub const LONGEST: usize = 100_000;

/// Sends a message: first how many bytes it has, in four bytes with the big end first, then the message itself.
///
/// # Errors
/// If it is longer than `LONGEST`: then nothing is sent. If writing fails.
pub fn send(stream: &mut impl Write, message: &[u8]) -> io::Result<()> {
    let len = u32::try_from(message.len()).ok();
    let Some(len) = len.filter(|_| message.len() <= LONGEST) else {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "the message is too long",
        ));
    };
    stream.write_all(&len.to_be_bytes())?;
    stream.write_all(message)?;
    stream.flush()
}

/// Receives a message. `None` where the other side has said all.
///
/// # Errors
/// If the stream ends within a frame, if the message is longer than `LONGEST`, or if reading fails.
pub fn receive(stream: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut len = [0; 4];
    let n_read = loop {
        match stream.read(&mut len[..1]) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => break result?,
        }
    };
    if n_read == 0 {
        return Ok(None);
    }
    stream.read_exact(&mut len[1..])?;
    let len = u32::from_be_bytes(len);
    let mut message = vec![0; len as usize];
    stream.read_exact(&mut message)?;
    if u64::from(len) > LONGEST as u64 {
        return Err(io::Error::new(
            ErrorKind::InvalidData,
            "the message is too long",
        ));
    }
    Ok(Some(message))
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
