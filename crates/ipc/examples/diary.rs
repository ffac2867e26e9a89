//! A diary whose last entry is torn by a crash: `cargo run -p ipc --example diary`.
//!
//! The crash is pretended, by cutting the file. Killing a process would not tear anything that the system has.

use std::{fs, io};

use ipc::crash_safety::{Diary, replace};

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("diary");
    let mut diary = Diary::open(&path)?;
    for entry in ["rain", "more rain", "sun at last"] {
        diary.add(entry)?;
        // Only after `add` has returned may anybody be told.
        println!("written down: {entry}");
    }
    drop(diary);
    let bytes = fs::read(&path)?;
    print!("{}", String::from_utf8_lossy(&bytes));

    fs::write(&path, &bytes[..bytes.len() - 5])?;
    let mut diary = Diary::open(&path)?;
    println!("after the crash: {:?}", diary.entries());
    diary.add("wind")?;
    println!("and life goes on: {:?}", Diary::open(&path)?.entries());

    let settings = folder.path().join("settings");
    replace(&settings, b"colour = blue")?;
    replace(&settings, b"colour = red")?;
    println!("settings: {}", fs::read_to_string(&settings)?);
    Ok(())
}
