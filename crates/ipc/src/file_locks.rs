//! One at a time, among processes.
//!
//! A `Mutex` is memory of one process. Among processes, the system keeps locks, one for each file that somebody has
//! opened. [`File::lock`] waits for it, [`File::try_lock`] doesn't, and [`File::lock_shared`] is for readers: many of
//! them, or one writer.
//!
//! **The existence of a file is not a lock**, though it is often used as one. "If there is no `lock` file, create it"
//! is two steps, and two processes can both take the first one. Creating it with `create_new` is one step. But when its
//! owner is killed, the file stays, and everybody waits for a dead one. A lock of the system has neither problem: it
//! goes when its owner closes the file, and a process that ends, however it ends, has closed all its files.
//!
//! - **The lock is on the file, not on its name.** Remove the file and create a new one with that name, and there are
//!   two files, and two owners. So don't lock a file that gets replaced (the lesson
//!   [`crash_safety`](crate::crash_safety)); lock one beside it that is for nothing else, and never remove that one.
//! - **It is advisory.** It stops those who ask for it. Who just writes is not stopped. (On Windows it is.)
//! - **It belongs to the open file.** Two `open`s are two owners, even in one thread. A clone of the `File` is the same
//!   owner, and so is a child that has inherited it: then the lock is not free before that one has closed it, too.
//! - **Look at what it protects after you have it.** What was read before may have changed while you waited.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// Being the only one: a right that one process has, for as long as it holds this value.
#[derive(Debug)]
pub struct OnlyOne {
    /// Dropping it closes the file, and that is the end of the lock. The file itself stays.
    _locked: File,
}

impl OnlyOne {
    /// Tries to become the only one. `None` if somebody else is. Does not wait.
    ///
    /// So a program can be kept from running twice: "there is one already, I leave".
    ///
    /// ```
    /// use ipc::file_locks::OnlyOne;
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("lock");
    /// let first = OnlyOne::claim(&path).unwrap();
    /// assert!(first.is_some());
    /// assert!(OnlyOne::claim(&path).unwrap().is_none());
    /// drop(first);
    /// // The file is still there, and it does no harm.
    /// assert!(path.exists());
    /// assert!(OnlyOne::claim(&path).unwrap().is_some());
    /// ```
    ///
    /// # Errors
    /// If the file can't be opened or made, or if its file system has no locks.
    pub fn claim(path: &Path) -> io::Result<Option<OnlyOne>> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(OnlyOne { _locked: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Waits until nobody else is the only one.
    ///
    /// ```
    /// use ipc::file_locks::OnlyOne;
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("lock");
    /// let count = folder.path().join("count");
    /// std::fs::write(&count, "0").unwrap();
    /// std::thread::scope(|scope| {
    ///     for _ in 0..4 {
    ///         // Threads here; processes would be no different.
    ///         scope.spawn(|| {
    ///             let _only_one = OnlyOne::wait(&path).unwrap();
    ///             // Reading and writing, both under the lock.
    ///             let n: u32 = std::fs::read_to_string(&count).unwrap().parse().unwrap();
    ///             std::fs::write(&count, (n + 1).to_string()).unwrap();
    ///         });
    ///     }
    /// });
    /// assert_eq!(std::fs::read_to_string(&count).unwrap(), "4");
    /// ```
    ///
    /// # Errors
    /// Those of [`OnlyOne::claim`].
    pub fn wait(path: &Path) -> io::Result<OnlyOne> {
        let file = open(path)?;
        file.lock()?;
        Ok(OnlyOne { _locked: file })
    }
}

/// Opens the file of a lock, or makes it. What is in it does not matter, and is not touched.
fn open(path: &Path) -> io::Result<File> {
    File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}
