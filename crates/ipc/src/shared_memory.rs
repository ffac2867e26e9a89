//! Memory that several processes see.
//!
//! Bytes over a pipe are copied twice, and each time the system is asked. Memory that two processes *map* is not copied
//! at all. It is a file that the system shows to both as memory: the same page of the machine, in two address spaces.
//! What one stores, the other loads, as between threads. And as between threads:
//!
//! - **Only atomics.** Plain memory that another process changes would be a data race, and no compiler can see it. So
//!   the crate [`mapped`] gives out atomics and nothing else.
//! - **Two steps are two steps.** `load`, add, `store` loses what others add in between. It is one step with
//!   [`fetch_add`](AtomicU64::fetch_add). A plain `store` is right where a word has **one writer**, as each word of the
//!   [`ProgressBoard`] has.
//! - **Shared, not private.** A map can also be *private*: then a store makes a copy of the page, and nobody else sees
//!   it. That is useful for other things. Here it would be a board that only its writer reads.
//! - **A layout that both agree on.** No addresses, no `String`, no `Vec`, no `usize`: they mean something in one
//!   process only. Words with a fixed meaning, and a version number.
//!
//! What memory can't do is wake anybody. Who waits for a change has to look again and again, or be told by other means,
//! a pipe for example.
//!
//! A process that is killed leaves its words as they are. Nothing is rolled back. Here it leaves a worker that never
//! finishes: so ask the process, by waiting for it, and not the board.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use mapped::{Error, Layout, SharedWords};

/// How far several worker processes have got, in memory that all of them see.
#[derive(Debug)]
pub struct ProgressBoard {
    words: SharedWords,
}

/// Word 0: not 0 if the workers shall stop. Everybody may write it, but nobody ever writes anything else than 1; so it
/// does not matter who is first. Then a word for each worker, which that worker writes and all read.
const STOP: usize = 0;

impl ProgressBoard {
    fn layout(n_workers: usize) -> Layout {
        Layout {
            name: *b"progress",
            version: 1,
            n_words: n_workers.saturating_add(1),
        }
    }

    /// Creates a board for so many workers. Done once, before they are started.
    ///
    /// # Errors
    /// If there is one already, or if it can't be made.
    pub fn create(path: &Path, n_workers: usize) -> Result<ProgressBoard, Error> {
        let words = SharedWords::create(path, ProgressBoard::layout(n_workers))?;
        Ok(ProgressBoard { words })
    }

    /// Opens a board that another process has created, for the same number of workers.
    ///
    /// ```
    /// use ipc::shared_memory::ProgressBoard;
    /// let folder = tempfile::tempdir().unwrap();
    /// let path = folder.path().join("board");
    /// let parents = ProgressBoard::create(&path, 2).unwrap();
    /// // In real life, this is done in the workers.
    /// let workers = ProgressBoard::open(&path, 2).unwrap();
    /// workers.report(0, 30);
    /// workers.report(1, 12);
    /// workers.report(1, 13);
    /// assert_eq!(parents.progress().collect::<Vec<_>>(), [30, 13]);
    /// assert!(!workers.asked_to_stop());
    /// parents.ask_to_stop();
    /// assert!(workers.asked_to_stop());
    /// // With another idea of what is where, it can't be opened.
    /// assert!(ProgressBoard::open(&path, 3).is_err());
    /// ```
    ///
    /// # Errors
    /// If there is none, or another one.
    pub fn open(path: &Path, n_workers: usize) -> Result<ProgressBoard, Error> {
        let words = SharedWords::open(path, ProgressBoard::layout(n_workers))?;
        Ok(ProgressBoard { words })
    }

    /// A worker says how much it has done. Only that worker may say it.
    ///
    /// # Panics
    /// If there is no such worker.
    pub fn report(&self, worker: usize, n_done: u64) {
        // `Release` pairs with the `Acquire` in `progress`: who sees that it is done sees also what was done for it, if
        // that is in shared memory too.
        self.workers()[worker].store(n_done, Ordering::Release);
    }

    /// How much each worker has done. Each number was right at some moment, but not all at the same one.
    pub fn progress(&self) -> impl Iterator<Item = u64> {
        self.workers()
            .iter()
            .map(|word| word.load(Ordering::Acquire))
    }

    /// Asks all workers to stop.
    pub fn ask_to_stop(&self) {
        self.words.words()[STOP].store(1, Ordering::Release);
    }

    /// Whether the workers were asked to stop. Pairs with [`ask_to_stop`](ProgressBoard::ask_to_stop).
    pub fn asked_to_stop(&self) -> bool {
        self.words.words()[STOP].load(Ordering::Acquire) != 0
    }

    fn workers(&self) -> &[AtomicU64] {
        &self.words.words()[STOP + 1..]
    }
}
