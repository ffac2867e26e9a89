// expect: wrong-answer dies-with-a-client
// Belief: a panic in a client's thread stays in that thread.

use std::fs;
use std::io;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
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
    // So that two answers are not mixed on their way to the log.
    let log = Arc::new(Mutex::new(Vec::new()));
    loop {
        let (client, _) = listener.accept()?;
        let (answer, log) = (Arc::clone(&answer), Arc::clone(&log));
        thread::spawn(move || talk(&client, &*answer, &log));
    }
}

/// Answers one client, up to its end.
fn talk(client: &UnixStream, answer: &dyn Fn(&str) -> String, log: &Mutex<Vec<String>>) {
    let mut writer = client;
    let mut lines = BufReader::new(client);
    loop {
        let mut line = Vec::new();
        lines.read_until(b'\n', &mut line).unwrap();
        if line.pop() != Some(b'\n') {
            return;
        }
        let line = String::from_utf8(line).unwrap();
        let answer = answer(&line);
        let mut log = log.lock().unwrap();
        writer.write_all(format!("{answer}\n").as_bytes()).unwrap();
        log.push(answer);
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
