// expect: wrong-answer dies-with-a-client
// Belief: who gets nonsense has nothing to lose any more.

use std::fs;
use std::io;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

/// A listener at this path, if nobody else listens there, and if nothing else is there.
pub fn bind(path: &Path) -> io::Result<UnixListener> {
    match UnixListener::bind(path) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse && is_stale(path)? => {
            fs::remove_file(path)?;
            UnixListener::bind(path)
        }
        bound_or_not => bound_or_not,
    }
}

/// Whether this is a socket at which nobody listens.
fn is_stale(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path)?.file_type().is_socket() {
        return Ok(false);
    }
    match UnixStream::connect(path) {
        Ok(_) => Ok(false),
        Err(error) => Ok(error.kind() == io::ErrorKind::ConnectionRefused),
    }
}

/// Answers the lines of all clients. Returns only if nobody can be accepted any more.
pub fn serve(
    listener: UnixListener,
    answer: impl Fn(&str) -> String + Send + Sync + 'static,
) -> io::Result<()> {
    let answer = Arc::new(answer);
    loop {
        let (client, _) = listener.accept()?;
        let answer = Arc::clone(&answer);
        thread::spawn(move || {
            // An error means that this client is lost. That is its own affair.
            let _ = talk(&client, &*answer);
        });
    }
}

/// Answers one client, up to its end.
fn talk(client: &UnixStream, answer: &dyn Fn(&str) -> String) -> io::Result<()> {
    let mut writer = client;
    let mut lines = BufReader::new(client);
    loop {
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line)?;
        // At the end of the stream there may be a piece of a line, or nothing.
        if line.pop() != Some(b'\n') {
            return Ok(());
        }
        let Ok(line) = String::from_utf8(line) else {
            std::process::exit(1);
        };
        writer.write_all(format!("{}\n", answer(&line)).as_bytes())?;
    }
}

fn main() -> io::Result<()> {
    let path = std::env::temp_dir().join("front-desk.socket");
    let listener = bind(&path)?;
    thread::spawn(|| serve(listener, |line| line.to_uppercase()));

    let silent = UnixStream::connect(&path)?;
    let mut client = UnixStream::connect(&path)?;
    client.write_all(b"is anybody there?\nhow warm is it?\n")?;
    client.shutdown(std::net::Shutdown::Write)?;
    io::copy(&mut client, &mut io::stdout())?;
    drop(silent);
    // The file stays behind. Run it twice.
    Ok(())
}
