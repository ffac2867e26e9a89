//! # 3. Unix socket
//!
//! A front desk answers questions, a line for a line. Programs on the same machine meet there: the desk listens at a
//! *Unix socket*, which is a name in a folder, and each client that connects gets a stream of bytes to and fro. Some
//! clients ask at once. Some say nothing for hours. Some leave in the middle of a word. None of them may spoil it for the
//! others. (Such sockets exist on Unix systems: Linux, macOS. There is nothing to do here on others.)
//!
//! Your task: write `bind` and `serve`.
//! - `serve` answers each line of each client with `answer(line)` and an end of line. A client's answers come in the order
//!   of its lines. `answer` gets the line without its `\n`, and otherwise as it came: with its blanks, and with a `\r` if
//!   there is one.
//! - A line is complete when its `\n` has come, in one piece or in many. What a client has begun and not completed when it
//!   leaves was no question: `answer` never hears of it.
//! - Nobody waits for somebody else: not for a client that is silent, and not for an answer that takes long. There may be
//!   dozens of clients.
//! - A client that leaves too early or talks nonsense (what is not UTF-8, say) is lost. The desk goes on.
//! - `bind` gives a listener at `path`. The file of a socket stays when its server is gone. Such a file is *stale*:
//!   replace it. But if a server still listens there, or if the file is no socket at all, `bind` leaves it as it is, and
//!   returns an error.
//!
//! ```text
//! silent client   ── connects ─────────────────────────────────────────────────
//! ann             ───── connects ── "one?" ─────────── "ONE?" ── leaves
//! ben             ──────── connects ── "two?" ─ "TWO?" ── "thr ✗ leaves
//! ```

use std::io;
use std::io::Write;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;

/// A listener at this path, if nobody else listens there, and if nothing else is there.
pub fn bind(path: &Path) -> io::Result<UnixListener> {
    todo!("listen at the path, also if a dead server has left its file there")
}

/// Answers the lines of all clients. Returns only if nobody can be accepted any more.
pub fn serve(
    listener: UnixListener,
    answer: impl Fn(&str) -> String + Send + Sync + 'static,
) -> io::Result<()> {
    todo!("accept clients, and answer each of them")
}

fn main() -> io::Result<()> {
    let path = std::env::temp_dir().join("front-desk.socket");
    let listener = bind(&path)?;
    std::thread::spawn(|| serve(listener, |line| line.to_uppercase()));

    let silent = UnixStream::connect(&path)?;
    let mut client = UnixStream::connect(&path)?;
    client.write_all(b"is anybody there?\nhow warm is it?\n")?;
    client.shutdown(std::net::Shutdown::Write)?;
    io::copy(&mut client, &mut io::stdout())?;
    drop(silent);
    // The file stays behind. Run it twice.
    Ok(())
}
