//! # 4. TCP service
//!
//! The front desk moves to TCP, so that its clients could be anywhere. They still ask a line and get a line. But now a
//! client can disappear without a word: its machine loses its power, and nobody tells the desk. For all that the desk can
//! see, such a client is silent. So its patience must have an end, or the lost clients pile up, with all that is held for
//! them.
//!
//! Your task: write `start`.
//! - It listens on this machine's loopback address, at any port that is free, serves in the background, and returns the
//!   address to connect to. Two services can run side by side.
//! - Each line of a client is answered with `answer(line)` and an end of line, in the order of its lines. `answer` gets the
//!   line without its `\n`. A line counts only with its `\n`; what a client has not completed was no question.
//! - A client has `patience` for each line: from when it was accepted, or when its last line was answered, until the line
//!   is complete. If that takes longer, the desk hangs up. It makes no difference whether the client was silent, or was
//!   sending its line letter by letter.
//! - If a client takes nothing of its answer for as long as `patience`, the desk hangs up too.
//! - Nobody waits for somebody else: not for a silent client, not for one that does not read its answer, not for an answer
//!   that takes long. And a client that leaves too early is lost, but the desk goes on.
//!
//! ```text
//! patience     ├────────────────────┤
//! ann     ── accepted ── "one?" ── "ONE?" ─────────────────────┤ silent since: hung up
//! ben     ── accepted ── "t" ─ "w" ─ "o" ─┤ too long for one line: hung up
//! ```

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Starts a service that answers lines, and returns its address.
pub fn start(
    patience: Duration,
    answer: impl Fn(&str) -> String + Send + Sync + 'static,
) -> io::Result<SocketAddr> {
    todo!("listen, serve in the background, and say where")
}

fn main() -> io::Result<()> {
    let address = start(Duration::from_millis(500), |line| line.to_uppercase())?;
    println!("the desk is at {address}");

    let mut silent = TcpStream::connect(address)?;
    let mut client = TcpStream::connect(address)?;
    client.write_all(b"is anybody there?\nhow warm is it?\n")?;
    client.shutdown(std::net::Shutdown::Write)?;
    io::copy(&mut client, &mut io::stdout())?;

    println!("waiting for the desk to lose its patience");
    let n_bytes = silent.read(&mut [0; 16])?;
    println!("hung up on the silent client, who had got {n_bytes} bytes");
    Ok(())
}
