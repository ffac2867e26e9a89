// expect: wrong-answer partial-read
// Belief: what was written as a whole is read as a whole.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::Command;
use std::thread;

/// The most bytes that every Unix system puts into a pipe as a whole.
pub const AS_A_WHOLE: usize = 512;

/// The reader of a FIFO.
pub struct Collector {
    records: File,
    /// Nothing is ever written to it. As long as it is there, the reader sees no end.
    _writer: File,
}

impl Collector {
    /// Opens the FIFO.
    pub fn open(path: &Path) -> io::Result<Collector> {
        let reader = File::open(path)?;
        let writer = OpenOptions::new().write(true).open(path)?;
        Ok(Collector {
            records: reader,
            _writer: writer,
        })
    }

    /// Waits for the next record, and returns it without its `\n`.
    pub fn next_record(&mut self) -> io::Result<String> {
        let mut record = [0; AS_A_WHOLE];
        let n_bytes = self.records.read(&mut record)?;
        let record = String::from_utf8_lossy(&record[..n_bytes]);
        Ok(record.trim_end_matches('\n').to_owned())
    }
}

/// Sends a record to the collector.
pub fn send(path: &Path, record: &str) -> io::Result<()> {
    let line = format!("{record}\n");
    if line.len() > AS_A_WHOLE || record.contains('\n') {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a short line",
        ));
    }
    let mut fifo = OpenOptions::new().write(true).open(path)?;
    // So few bytes go in as a whole, or not at all. So this calls `write` once.
    fifo.write_all(line.as_bytes())
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
