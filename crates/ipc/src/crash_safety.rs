//! What is still there afterwards.
//!
//! `write` returns `Ok`, and the bytes are not on the disk. They are in the system's memory, and the system writes them
//! when it sees fit, in the order that it sees fit. Everybody who reads the file gets them, so nothing looks wrong.
//! When the power goes, they are gone.
//!
//! | what happens | what is lost |
//! | --- | --- |
//! | the process is killed | what was in its own buffers (`BufWriter`) |
//! | the machine stops | also everything that was not *synced* |
//!
//! [`sync_all`](File::sync_all) returns when the file is on the disk. So the rule for a program that says "done" to
//! somebody: **write, sync, and only then say it.**
//!
//! **A test that kills the process proves little.** The system's memory survives a kill: after it, everything that was
//! written is there, synced or not. Only losing what was not synced (by pulling the plug, or by a pretended disk that
//! forgets) shows a missing sync.
//!
//! # Appending
//!
//! What was written last may be there in part: a *torn* record. So each record must show whether it is whole: with its
//! length, its end, and a *checksum*, a number computed from its bytes. At the next start one reads up to the last
//! whole record and **cuts off** the rest. Else the next record would be written behind a broken one. [`Diary`] does
//! that.
//!
//! # Replacing
//!
//! Writing a file anew begins with emptying it. A crash then leaves half a file, and the old contents are gone too.
//! Instead: write **another** file, sync it, and [`rename`](fs::rename) it over the old one. A rename is one step:
//! everybody sees the old file or the new one. A name is kept in its folder, so the folder is to be synced as well.
//! [`replace`] does that.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Gives a file new contents, all or nothing. When this returns `Ok`, they are on the disk.
///
/// One process at a time, please: two would use the same draft. (A lock: [`file_locks`](crate::file_locks).)
///
/// ```
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("settings");
/// ipc::crash_safety::replace(&path, b"colour = blue").unwrap();
/// ipc::crash_safety::replace(&path, b"colour = red").unwrap();
/// assert_eq!(std::fs::read(&path).unwrap(), b"colour = red");
/// // No draft is left.
/// assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
/// ```
///
/// # Errors
/// If a step fails. The file is then the old one or the new one, and a draft may be beside it.
pub fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    // In the same folder: a rename from one disk to another is no rename.
    let mut draft = path.as_os_str().to_owned();
    draft.push(".draft");
    let draft = PathBuf::from(draft);
    let mut file = File::create(&draft)?;
    file.write_all(contents)?;
    // Before the rename. Else the new name may be on the disk and the contents not.
    file.sync_all()?;
    fs::rename(&draft, path)?;
    sync_folder_of(path)
}

/// Makes a new name in a folder last.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    // Windows has no such thing; there, the file system takes care of names itself.
    if cfg!(unix) {
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A file to which lines are added. A line that was acknowledged is there after a crash, and no line is there in part.
#[derive(Debug)]
pub struct Diary {
    file: File,
    entries: Vec<String>,
    /// Set when a write or a sync has failed. Nobody knows then what is on the disk, and a second try is no cure: after
    /// a failed sync, the system may have forgotten what it was to write.
    broken: bool,
}

impl Diary {
    /// Opens a diary, or begins a new one. What was torn by a crash is cut off.
    ///
    /// ```
    /// use std::io::Write;
    /// use ipc::crash_safety::Diary;
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("diary");
    /// let mut diary = Diary::open(&path).unwrap();
    /// diary.add("rain").unwrap();
    /// diary.add("more rain").unwrap();
    /// let whole = std::fs::read(&path).unwrap();
    /// drop(diary);
    ///
    /// // A crash may tear the last record anywhere.
    /// let first_len = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    /// for len in first_len..whole.len() {
    ///     std::fs::write(&path, &whole[..len]).unwrap();
    ///     let mut diary = Diary::open(&path).unwrap();
    ///     assert_eq!(diary.entries(), ["rain"]);
    ///     // And life goes on.
    ///     diary.add("sun").unwrap();
    ///     assert_eq!(Diary::open(&path).unwrap().entries(), ["rain", "sun"]);
    /// }
    /// ```
    ///
    /// # Errors
    /// If the file can't be read, made or cut.
    pub fn open(path: &Path) -> io::Result<Diary> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut entries = Vec::new();
        let mut n_good = 0;
        for record in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Some(entry) = entry_in(record) else { break };
            entries.push(entry);
            n_good += record.len();
        }
        if n_good < bytes.len() {
            file.set_len(n_good as u64)?;
        }
        file.seek(SeekFrom::Start(n_good as u64))?;
        // The cut, what a killed process has written but not synced, and the name of a new file: all of it is now
        // counted on.
        file.sync_all()?;
        sync_folder_of(path)?;
        Ok(Diary {
            file,
            entries,
            broken: false,
        })
    }

    /// Adds an entry. When this returns `Ok`, it is on the disk: now it may be told to others.
    ///
    /// # Errors
    /// If it is more than one line (then nothing has changed), or if the disk refuses. Then the entry may or may not be
    /// there at the next [`Diary::open`], and this `Diary` takes no more.
    pub fn add(&mut self, entry: &str) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("an earlier entry has failed"));
        }
        if entry.contains('\n') {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "an entry is one line",
            ));
        }
        let record = format!("{:016x} {entry}\n", checksum(entry.as_bytes()));
        self.broken = true;
        self.file.write_all(record.as_bytes())?;
        // The contents and the length. `sync_all` would also wait for the time of the last change.
        self.file.sync_data()?;
        self.broken = false;
        self.entries.push(entry.to_owned());
        Ok(())
    }

    /// All entries that are sure to be on the disk, oldest first.
    pub fn entries(&self) -> &[String] {
        &self.entries
    }
}

/// The entry in a record, if the record is whole.
fn entry_in(record: &[u8]) -> Option<String> {
    let record = std::str::from_utf8(record).ok()?.strip_suffix('\n')?;
    let (sum, entry) = record.split_once(' ')?;
    let is_whole = sum == format!("{:016x}", checksum(entry.as_bytes()));
    is_whole.then(|| entry.to_owned())
}

/// FNV-1a, 64 bits, by Fowler, Noll and Vo. Notices accidents. Somebody who *wants* to deceive can compute it too.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        sum ^= u64::from(*byte);
        sum = sum.wrapping_mul(0x0000_0100_0000_01b3);
    }
    sum
}
