// expect: wrong-answer missing-file-is-an-error
// Belief: a file that is updated is there.

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
    let lock = File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(beside(path, "lock"))?;
    lock.lock()?;
    let old = fs::read_to_string(path)?;
    let draft = beside(path, "draft");
    fs::write(&draft, change(&old))?;
    fs::rename(&draft, path)
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
