//! Connections on one machine. Unix only.
//!
//! A pipe goes one way, and both ends are handed out by one parent. A *Unix socket* is a connection: both sides can
//! write and read, and two programs that know nothing of each other can meet. Their meeting place is a file's name. A
//! server *binds* to it and *listens*; clients *connect*; for each client the server *accepts* a stream of its own.
//!
//! - **A stream each.** `accept` gives one [`UnixStream`] per client. A server that serves one to its end before it
//!   accepts the next makes all others wait, for as long as the slowest wants. A thread for each client is the simplest
//!   cure.
//! - **A client's end is not the server's end.** Writing to a client that has left is an error
//!   ([`BrokenPipe`](io::ErrorKind::BrokenPipe)). It concerns that client only.
//! - **"I have said all" without leaving.** [`shutdown(Write)`](UnixStream::shutdown) closes one direction. The other
//!   side reads the end, and can still answer. See [`shout_back`].
//!
//! # The file that stays
//!
//! `bind` makes a file, and nothing removes it: not dropping the listener, not the end of the process. So the next
//! `bind` to the same name fails with [`AddrInUse`](io::ErrorKind::AddrInUse), although nobody listens. Such a file is
//! *stale*. Removing it without a look is no answer: it may belong to a server that is alive, and then nobody will find
//! that one any more. Connecting tells: a stale one **refuses**. See [`look_at`].
//!
//! Between the look and the removal there is a gap, and two servers that start at the same time can both be in it. If
//! that matters, hold a lock on a file beside it (the lesson [`file_locks`](crate::file_locks)) while you do both.

use std::fs;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    Free,
    /// A server that listens.
    Taken,
    /// The socket of a server that is gone.
    Stale,
}

/// Looks whether somebody listens at a path.
///
/// ```
/// use std::os::unix::net::UnixListener;
/// use ipc::unix_sockets::{Place, look_at};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("socket");
/// assert_eq!(look_at(&path).unwrap(), Place::Free);
/// let listener = UnixListener::bind(&path).unwrap();
/// assert_eq!(look_at(&path).unwrap(), Place::Taken);
/// drop(listener);
/// assert_eq!(look_at(&path).unwrap(), Place::Stale);
/// assert!(UnixListener::bind(&path).is_err(), "nobody is there, but the file is");
/// ```
///
/// # Errors
/// If the system does not let us look. A file that is no socket counts as stale on some systems: look before you remove
/// it.
pub fn look_at(path: &Path) -> io::Result<Place> {
    match UnixStream::connect(path) {
        // The server sees a client that leaves at once. It must be able to bear that anyway.
        Ok(_) => Ok(Place::Taken),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => Ok(Place::Free),
            io::ErrorKind::ConnectionRefused => Ok(Place::Stale),
            _ => Err(error),
        },
    }
}

/// A listener that takes its file along when it goes. (Not when the process is killed. Nothing can do that.)
#[derive(Debug)]
pub struct TidyListener {
    listener: UnixListener,
    path: PathBuf,
}

impl TidyListener {
    /// Binds to a path at which nothing is.
    ///
    /// ```
    /// use ipc::unix_sockets::{Place, TidyListener, look_at};
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("socket");
    /// drop(TidyListener::bind(&path).unwrap());
    /// assert_eq!(look_at(&path).unwrap(), Place::Free);
    /// ```
    ///
    /// # Errors
    /// If there is something, or if the path is too long: some hundred bytes is all that a socket's address has room
    /// for.
    pub fn bind(path: &Path) -> io::Result<TidyListener> {
        Ok(TidyListener {
            listener: UnixListener::bind(path)?,
            path: path.to_owned(),
        })
    }

    /// Waits for one client, and answers it.
    ///
    /// ```
    /// use std::thread;
    /// use ipc::unix_sockets::{TidyListener, ask};
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("socket");
    /// // From here on clients can connect, though nobody accepts yet: they wait in a queue.
    /// let listener = TidyListener::bind(&path).unwrap();
    /// thread::scope(|scope| {
    ///     let client = scope.spawn(|| ask(&path, "anybody there?").unwrap());
    ///     listener.answer_one().unwrap();
    ///     assert_eq!(client.join().unwrap(), "ANYBODY THERE?");
    /// });
    /// ```
    ///
    /// # Errors
    /// If accepting, reading or writing fails.
    pub fn answer_one(&self) -> io::Result<()> {
        let (stream, _) = self.listener.accept()?;
        shout_back(stream)
    }
}

impl Drop for TidyListener {
    fn drop(&mut self) {
        // If it is gone already, all the better.
        let _ = fs::remove_file(&self.path);
    }
}

/// Reads what the other side says, up to its end and no more than 64 KiB of it, and says it back, louder.
///
/// A pair of connected streams needs no name. A parent can hand one of them to a child.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::Shutdown;
/// use std::os::unix::net::UnixStream;
/// let (mut ours, theirs) = UnixStream::pair().unwrap();
/// ours.write_all(b"hush").unwrap();
/// // Without this, both would wait: they for our end, we for their answer.
/// ours.shutdown(Shutdown::Write).unwrap();
/// ipc::unix_sockets::shout_back(theirs).unwrap();
/// let mut answer = String::new();
/// ours.read_to_string(&mut answer).unwrap();
/// assert_eq!(answer, "HUSH");
/// ```
///
/// # Errors
/// If reading or writing fails.
pub fn shout_back(mut stream: UnixStream) -> io::Result<()> {
    let mut said = Vec::new();
    (&stream).take(64 * 1024).read_to_end(&mut said)?;
    stream.write_all(&said.to_ascii_uppercase())
}

/// Asks the server at a path.
///
/// # Errors
/// If there is no server, or if it leaves too early.
pub fn ask(path: &Path, question: &str) -> io::Result<String> {
    let mut stream = UnixStream::connect(path)?;
    stream.write_all(question.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
