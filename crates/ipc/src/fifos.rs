//! A pipe with a name. Unix only.
//!
//! A *FIFO* is a pipe that stands in a folder like a file. Any program that knows its name can write into it, with
//! nothing but the means for files: `echo hello > bell`. Nothing is ever stored in it. Bytes go from writers to a
//! reader, through a pipe.
//!
//! Four things surprise:
//!
//! - **Opening waits.** Who opens it to read waits until somebody opens it to write, and the other way round. With two
//!   FIFOs, one for each direction, both sides must open them in the same order; else both wait in their first `open`.
//! - **The end comes whenever the last writer leaves**, and that may be soon: after `echo hello`. But more may come
//!   with the next writer. A reader that wants to stay keeps the FIFO open for writing **itself**: then there is always
//!   a writer.
//! - **Several writers may write at once.** A `write` of up to [`PIPE_BUF`](ATOMIC) bytes goes in as a whole; a longer
//!   one may be cut, with bytes of others in between. So: one record, one `write`, and a limit on its length. `write!`
//!   and `writeln!` may call `write` several times: make the text first.
//! - **The file stays** when everybody has left. Remove it at the end.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Write};
use std::path::Path;

use crate::lines::read_line_within;

/// How many bytes every Unix writes into a pipe as a whole: what POSIX demands of `PIPE_BUF`. On Linux it is 4096.
pub const ATOMIC: usize = 512;

/// Makes a FIFO, for its owner only.
///
/// # Errors
/// If there is a file of that name.
#[cfg(not(target_vendor = "apple"))]
pub fn make(path: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, Mode, mkfifoat};

    Ok(mkfifoat(CWD, path, Mode::RUSR | Mode::WUSR)?)
}

/// Makes a FIFO, for its owner only.
///
/// # Errors
/// If there is a file of that name.
#[cfg(target_vendor = "apple")]
pub fn make(path: &Path) -> io::Result<()> {
    // `rustix` has no function for it here. Every Unix has this program.
    let status = std::process::Command::new("mkfifo")
        .args(["-m", "600", "--"])
        .arg(path)
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other("mkfifo failed"))
    }
}

/// The reader of a FIFO, into which many may write.
#[derive(Debug)]
pub struct Doorkeeper {
    rings: BufReader<File>,
    /// Never written to. It is there so that the reader never sees an end.
    _writer: File,
}

impl Doorkeeper {
    /// Opens a FIFO. Waits until somebody rings.
    ///
    /// ```
    /// use std::thread;
    /// use ipc::fifos::{Doorkeeper, make, ring};
    /// let folder = tempfile::tempdir().unwrap();
    /// let bell = folder.path().join("bell");
    /// make(&bell).unwrap();
    /// thread::scope(|scope| {
    ///     for name in ["ann", "ben", "eva"] {
    ///         let bell = &bell;
    ///         // Waits in turn, until the doorkeeper is there.
    ///         scope.spawn(move || ring(bell, name).unwrap());
    ///     }
    ///     let mut doorkeeper = Doorkeeper::open(&bell).unwrap();
    ///     let mut visitors: Vec<String> = (0..3).map(|_| doorkeeper.next_visitor().unwrap()).collect();
    ///     visitors.sort();
    ///     assert_eq!(visitors, ["ann", "ben", "eva"]);
    /// });
    /// ```
    ///
    /// # Errors
    /// If there is no such file.
    pub fn open(path: &Path) -> io::Result<Doorkeeper> {
        // First to read, then to write. The other way round it would wait for a reader, and that is we.
        let rings = File::open(path)?;
        let writer = OpenOptions::new().write(true).open(path)?;
        Ok(Doorkeeper {
            rings: BufReader::new(rings),
            _writer: writer,
        })
    }

    /// Waits for the next visitor.
    ///
    /// # Errors
    /// If somebody has written what is no line of at most [`ATOMIC`] bytes.
    pub fn next_visitor(&mut self) -> io::Result<String> {
        read_line_within(&mut self.rings, ATOMIC - 1)?
            // Can't be, since we are a writer too.
            .ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// Rings, and says who it is. Waits until there is a doorkeeper.
///
/// ```
/// // Refused before anything is opened.
/// let long = "x".repeat(ipc::fifos::ATOMIC);
/// assert!(ipc::fifos::ring("no bell".as_ref(), &long).is_err());
/// ```
///
/// # Errors
/// If the name with its end of line is longer than [`ATOMIC`], has an end of line in it, or if there is no such file.
pub fn ring(path: &Path, name: &str) -> io::Result<()> {
    // The whole record, as one piece.
    let record = format!("{name}\n");
    if record.len() > ATOMIC || name.contains('\n') {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a short line",
        ));
    }
    // Not `create`: if the FIFO is missing, an ordinary file would be made in its place, and nobody would ever read it.
    let mut bell = OpenOptions::new().write(true).open(path)?;
    // A record this short goes in as a whole, so `write_all` calls `write` once.
    bell.write_all(record.as_bytes())
}
