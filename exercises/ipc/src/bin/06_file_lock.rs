//! # 6. File lock
//!
//! A museum has four doors, and a program at each of them. They count the visitors in one file: read the number, add one,
//! write it back. A `Mutex` does not help: it is memory of one process, and here are four.
//!
//! Your task: write `update`. It reads the contents of a file, lets `change` make new ones of them, and replaces them.
//! - One after the other: from reading to replacing, nobody else's `update` of this file is at work, in no process. No
//!   change gets lost. Who waits sleeps: it leaves the processor to the others.
//! - Somebody may be killed in the middle of it. The others go on as if nothing had been.
//! - The contents are *replaced*, all at once. There are readers who ask nobody: who opens the file sees the old contents
//!   or the new ones, and who has opened it before goes on reading the old ones, whole.
//! - No file means no contents. A file that cannot be read as text is something else: `update` returns an error, and the
//!   file stays as it is.
//! - You may keep other files beside this one.
//!
//! ```text
//! door 1   ── update: read 7 ── 8 ── replace ──┐
//! door 2   ── update ─ waits ──────────────────┴─ read 8 ── 9 ── replace ──▶
//! reader   ─────────── 7 ──────── 7 ──────────────── 8 ───────────── 9 ────▶
//! ```

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Replaces the contents of the file by what `change` makes of them. No contents where there is no file.
///
/// # Errors
/// If a step fails. Contents that cannot be read, or that are no text, are such an error: the file stays as it is.
pub fn update(path: &Path, change: impl FnOnce(&str) -> String) -> io::Result<()> {
    todo!("be the only one, read, change and replace")
}

/// Another file in the same folder: `beside("seats", "draft")` is `seats.draft`.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn main() -> io::Result<()> {
    let path = env::temp_dir().join("interleave-visitors");
    // A child's part: it counts a thousand visitors.
    if env::args().nth(1).as_deref() == Some("count") {
        for _ in 0..1000 {
            update(&path, |old| {
                let n: u32 = old.parse().unwrap_or(0);
                (n + 1).to_string()
            })?;
        }
        return Ok(());
    }
    fs::write(&path, "0")?;
    let mut doors = Vec::new();
    for _ in 0..4 {
        doors.push(Command::new(env::current_exe()?).arg("count").spawn()?);
    }
    for mut door in doors {
        door.wait()?;
    }
    println!(
        "4 doors, 1000 visitors at each: {}",
        fs::read_to_string(&path)?
    );
    Ok(())
}
