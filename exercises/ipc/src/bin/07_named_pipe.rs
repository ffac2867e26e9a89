//! # 7. Named pipe
//!
//! Many programs of a machine write into one log. They know nothing of each other, and some of them are shell scripts. All
//! they know is a name in a folder. At that name is a *FIFO*: a pipe that can be opened like a file. One program, the
//! collector, reads what all others write. (FIFOs are files on Unix systems only: Linux, macOS. There is nothing to do here
//! on others.)
//!
//! Your task: write `Collector` and `send`. The FIFO is there already.
//! - A record is a line of text. `send` adds its `\n`.
//! - Each record arrives as a whole, even if many processes send at the same time. A Unix system puts up to 512 bytes into
//!   a pipe as a whole, if they are written with one `write`; of more it may let the bytes of others in between. So `send`
//!   returns an error, and sends nothing, if the record with its `\n` is longer than 512 bytes. So it does if there is a
//!   `\n` in the record.
//! - If there is nothing at the path, `send` returns an error. It makes no file.
//! - To open a FIFO is to wait: who opens it for reading waits for somebody who opens it for writing, and the other way
//!   round. `send` may wait for the collector, and `Collector::open` may wait for somebody who sends.
//! - When the last process that has the FIFO open for writing closes it, the reader sees the end. But others may come.
//!   `next_record` waits for the next record, as long as it takes, and it does not look again and again meanwhile.
//!
//! ```text
//! script     ── opens ── "backup done\n" ── closes
//! server     ─────────── opens ── "page 1\n" ── closes ······ opens ── "page 2\n" ── closes
//! collector  ── opens ────────────────────────────────▶ next_record ▶ next_record ▶ …
//! ```

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::Command;
use std::thread;

/// The most bytes that every Unix system puts into a pipe as a whole.
pub const AS_A_WHOLE: usize = 512;

/// The reader of a FIFO.
pub struct Collector {
    // What does it need?
}

impl Collector {
    /// Opens the FIFO.
    pub fn open(path: &Path) -> io::Result<Collector> {
        todo!("open the FIFO, so that the end of a sender is not the end")
    }

    /// Waits for the next record, and returns it without its `\n`.
    pub fn next_record(&mut self) -> io::Result<String> {
        todo!("read a line")
    }
}

/// Sends a record to the collector.
pub fn send(path: &Path, record: &str) -> io::Result<()> {
    todo!("put the record into the FIFO as a whole")
}

fn main() -> io::Result<()> {
    let path = std::env::temp_dir().join(format!("log-{}", std::process::id()));
    if !Command::new("mkfifo").arg(&path).status()?.success() {
        return Err(io::Error::other("no FIFO was made"));
    }
    let sender = path.clone();
    thread::spawn(move || {
        for page in 1..=3 {
            send(&sender, &format!("page {page}")).unwrap();
        }
    });
    let mut collector = Collector::open(&path)?;
    for _ in 0..3 {
        println!("{}", collector.next_record()?);
    }
    std::fs::remove_file(path)
}
