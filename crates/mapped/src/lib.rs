//! Words of memory that several processes share, behind a safe wrapper.
//!
//! A process can ask the operating system to show it a file as if it were memory: it *maps* the file. Two processes
//! that map the same file see the same memory: what one stores, the other loads. Nothing is copied, and no system call
//! is needed for it. [`SharedWords`] is such memory, as a slice of [`AtomicU64`]. Whoever uses it needs no `unsafe`.
//!
//! This crate gives the words and nothing else. It has no lock, no queue and no way to sleep until a word changes. A
//! process that dies in the middle of a change leaves that change half done.
//!
//! ```
//! use std::sync::atomic::Ordering;
//! use mapped::{Layout, SharedWords};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let path = folder.path().join("tickets");
//! let layout = Layout { name: *b"tickets\0", version: 1, n_words: 2 };
//!
//! let ours = SharedWords::create(&path, layout).unwrap();
//! ours.words()[0].fetch_add(3, Ordering::SeqCst);
//! // Usually this is done by another process.
//! let theirs = SharedWords::open(&path, layout).unwrap();
//! assert_eq!(theirs.words()[0].load(Ordering::SeqCst), 3);
//! ```
//!
//! # The file
//!
//! Two processes must agree on what is where. So the layout is fixed, and each file begins by saying which one it has:
//!
//! ```text
//! byte 0       8        16       24        32        40 … 63    64       72
//!      │ magic │ format │ name   │ version │ n_words │ zeros    │ word 0 │ word 1 │ …
//!      └─ of this crate ┘└── yours: a `Layout` ──────┘          └── what is shared ─┘
//! ```
//!
//! All are 64-bit words in the byte order of the machine. A file from a machine with the other byte order has a magic
//! number that reads backwards, and is refused. So is everything else that does not fit: another name, another version,
//! another number of words, a file that is too short or too long.
//!
//! A new file is made under another name and gets its own name when it is complete. So nobody can open one that is half
//! made, and of several processes that create it at the same time, exactly one does.
//!
//! # Why this is sound
//!
//! - **Other processes change the memory at any time.** That is why it is only ever seen as atomics, never as `&mut` or
//!   as plain integers. An atomic's value may change under a shared borrow; that is what it is for. Any 64 bits are a
//!   valid `u64`, so no store of anybody can make an invalid value. On the hardware that Rust runs on, 64-bit atomics
//!   without a lock work on the memory itself, wherever each process has mapped it.
//! - **Other programs may write to the file** with `write`, without atomics. Then a load may see any mixture of old and
//!   new bytes. That is a wrong number, never undefined behaviour in this process: it is as if somebody had stored that
//!   number.
//! - **Somebody may make the file shorter.** What was mapped beyond its new end is then gone. Touching it does not read
//!   wrong memory: the operating system ends the process with the signal `SIGBUS` (on Windows it does not allow the
//!   shortening). Safe Rust may end like this; it may not carry on with made-up values. It is still bad. So this crate
//!   checks the length before it maps, never changes it afterwards, writes every byte once at the start (so that a full
//!   disk is an error there and then, not a `SIGBUS` later), and makes new files readable and writable by their owner
//!   only. Against a program of the same user that shortens the file nothing helps: **remove** a file that is no longer
//!   needed, never truncate it. A removed file's memory stays as long as somebody has it mapped.
//! - **One process may map a file twice.** Then two atomics at two addresses are one. The compiler takes two addresses
//!   for two places, so between relaxed operations on the two there is no order at all. To share memory among the
//!   threads of one process, share the [`SharedWords`], in an `Arc` or by borrowing.
//!
//! # Orderings
//!
//! They mean what they mean between threads: a `Release` store that is seen by an `Acquire` load in another process
//! makes everything before the store visible after the load. Use [`SeqCst`](std::sync::atomic::Ordering::SeqCst) if in
//! doubt.
//!
//! # Not for network drives
//!
//! All processes must be on one machine. Two machines that map a file of a network drive have two memories.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use memmap2::{MmapOptions, MmapRaw};

/// What a file of shared words is for, and how many there are. All processes that share it must say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Whose words these are. A file of another program has another name.
    pub name: [u8; 8],
    /// Which meaning the words have. Count it up when you change what is where.
    pub version: u64,
    /// How many words are shared.
    pub n_words: usize,
}

/// Words that this process shares with all others that have opened the same file.
///
/// Dropping it ends the sharing for this process. The file stays, with the words in it.
#[derive(Debug)]
pub struct SharedWords {
    map: MmapRaw,
    n_words: usize,
}

/// Why words could not be shared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is a file of that name already. Somebody else may have just created it: [`SharedWords::open`] it.
    #[error("there is already a file {}", .0.display())]
    AlreadyExists(PathBuf),
    /// That is no file of shared words, or one that is of no use here.
    #[error("{} is not the file that was expected: {difference}", path.display())]
    Unexpected {
        /// The file.
        path: PathBuf,
        /// What is different.
        difference: Difference,
    },
    /// So many words don't fit into an address space.
    #[error("{0} words are more than this machine can map")]
    TooManyWords(usize),
    /// The operating system refused.
    #[error("failed to {doing} {}", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// Its answer.
        source: io::Error,
    },
}

/// What is different in a file from what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Difference {
    /// It is a folder, a device, or something else that can't be mapped.
    #[error("it is not an ordinary file")]
    NotAFile,
    /// It does not begin as files of this crate do.
    #[error("it does not begin as a file of shared words does")]
    Magic,
    /// It was made on a machine with the other byte order.
    #[error("it was made on a machine with the other byte order")]
    ByteOrder,
    /// It was made by another edition of this crate.
    #[error("its format is {0}, not {FORMAT}")]
    Format(u64),
    /// It belongs to another program.
    #[error("it has another name: {}", .0.escape_ascii())]
    Name([u8; 8]),
    /// Its words have another meaning.
    #[error("it has version {0}")]
    Version(u64),
    /// It has more words, or fewer.
    #[error("it has {0} words")]
    NWords(u64),
    /// Its length does not fit what it says of itself. Somebody has cut it, or added to it.
    #[error("it is {0} bytes long")]
    Length(u64),
}

/// "MAPWORDS", as the machine that wrote it orders bytes.
const MAGIC: u64 = u64::from_be_bytes(*b"MAPWORDS");
/// The edition of the header.
const FORMAT: u64 = 1;
/// The length of the header in bytes. A multiple of 8, so that the words are aligned; and of a cache line, so that the
/// first word does not share one with the header.
const HEADER: usize = 64;

impl SharedWords {
    /// Creates the file, with all words 0, and maps it.
    ///
    /// # Errors
    /// [`Error::AlreadyExists`] if there is a file of that name, and [`Error::Io`] if it can't be made, for example
    /// because the disk is full. On file systems without hard links (FAT) none can be made.
    pub fn create(path: impl AsRef<Path>, layout: Layout) -> Result<SharedWords, Error> {
        let path = path.as_ref();
        let len = layout.len()?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let (draft, file) = loop {
            let draft = draft_of(path);
            match options.open(&draft) {
                Ok(file) => break (draft, file),
                // Left by somebody who was killed, or made by somebody who has the same id in another container.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(io_error("create", &draft)(error)),
            }
        };
        let made = write_all(&file, layout, len)
            .map_err(io_error("write", &draft))
            // Unlike `rename`, this fails if the name is taken, so one of many wins.
            .and_then(|()| {
                fs::hard_link(&draft, path).map_err(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => Error::AlreadyExists(path.to_owned()),
                    _ => io_error("name", path)(error),
                })
            });
        // The draft's name goes, whatever happened.
        let removed = fs::remove_file(&draft).map_err(io_error("remove", &draft));
        made?;
        removed?;
        map(&file, path, layout, len)
    }

    /// Opens a file that another process has created, and maps it.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if it is not exactly the file that `layout` says, and [`Error::Io`] if there is none, or
    /// if this process may not both read and write it.
    pub fn open(path: impl AsRef<Path>, layout: Layout) -> Result<SharedWords, Error> {
        let path = path.as_ref();
        let len = layout.len()?;
        let unexpected = |difference| Error::Unexpected {
            path: path.to_owned(),
            difference,
        };
        // Asked by name first: opening a device or a named pipe could have effects, or wait.
        let by_name = fs::metadata(path).map_err(io_error("open", path))?;
        if !by_name.is_file() {
            return Err(unexpected(Difference::NotAFile));
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(path)
            .map_err(io_error("open", path))?;
        check(&file, layout, len)
            .map_err(io_error("read", path))?
            .map_or(Ok(()), |difference| Err(unexpected(difference)))?;
        map(&file, path, layout, len)
    }

    /// Opens the file, or creates it if there is none. Any number of processes can do that at the same time: one
    /// creates it, the others open the same one.
    ///
    /// # Errors
    /// Those of [`SharedWords::open`] and [`SharedWords::create`].
    pub fn open_or_create(path: impl AsRef<Path>, layout: Layout) -> Result<SharedWords, Error> {
        let path = path.as_ref();
        match SharedWords::create(path, layout) {
            Err(Error::AlreadyExists(_)) => SharedWords::open(path, layout),
            created => created,
        }
    }

    /// The words. All processes that have opened the file see the same ones.
    pub fn words(&self) -> &[AtomicU64] {
        let first = self
            .map
            .as_mut_ptr()
            .wrapping_add(HEADER)
            .cast::<AtomicU64>();
        // SAFETY: the map is at least `HEADER + 8 * n_words` bytes long (`map` asked for just that, after `len` checked
        // that it is no more than `isize::MAX`), and it is neither moved nor unmapped while `self` is borrowed. A map
        // begins at a page, so `first` is aligned to 8. Any 64 bits are a valid `AtomicU64`. Nothing in this process
        // reaches the memory other than through this function, that is as atomics behind shared borrows; what other
        // processes do to it can only change values, which atomics allow. If somebody makes the file shorter, a load
        // never returns: the operating system ends the process. See "Why this is sound" above.
        unsafe { std::slice::from_raw_parts(first, self.n_words) }
    }

    /// Waits until what the words were is on the disk.
    ///
    /// Other processes see a store at once, without this. It is only for what must survive a power cut. Words that
    /// somebody changes meanwhile may or may not be on the disk afterwards, each for itself.
    ///
    /// # Errors
    /// If the disk has refused.
    pub fn flush(&self) -> io::Result<()> {
        self.map.flush()
    }
}

impl Layout {
    /// The length of a file of this layout, in bytes.
    fn len(self) -> Result<usize, Error> {
        self.n_words
            .checked_mul(size_of::<AtomicU64>())
            .and_then(|words| words.checked_add(HEADER))
            // No slice may be longer.
            .filter(|&len| isize::try_from(len).is_ok())
            .ok_or(Error::TooManyWords(self.n_words))
    }

    /// The words of the header that are in use.
    fn header(self) -> [u64; 5] {
        [
            MAGIC,
            FORMAT,
            u64::from_ne_bytes(self.name),
            self.version,
            self.n_words as u64,
        ]
    }
}

/// A name beside `path` that hardly anybody else uses, and another one at each call.
fn draft_of(path: &Path) -> PathBuf {
    static N_DRAFTS: AtomicU32 = AtomicU32::new(0);
    let number = N_DRAFTS.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}-{number}.draft", process::id()));
    path.with_file_name(name)
}

/// Writes the header, and zeros for the words. Really writes them: a file that was only made longer has no place on the
/// disk yet, and a store into it would have nowhere to go if the disk were full.
fn write_all(mut file: &File, layout: Layout, len: usize) -> io::Result<()> {
    let mut header = [0; HEADER];
    for (place, word) in header.chunks_exact_mut(8).zip(layout.header()) {
        place.copy_from_slice(&word.to_ne_bytes());
    }
    file.write_all(&header)?;
    let zeros = io::repeat(0).take((len - HEADER) as u64);
    io::copy(&mut { zeros }, &mut file)?;
    Ok(())
}

/// What is different in `file` from what was expected, if anything is.
fn check(mut file: &File, layout: Layout, len: usize) -> io::Result<Option<Difference>> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Ok(Some(Difference::NotAFile));
    }
    let mut header = [0; HEADER];
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Ok(Some(Difference::Magic));
        }
        Err(error) => return Err(error),
    }
    let mut words = [0; HEADER / 8];
    for (word, bytes) in words.iter_mut().zip(header.as_chunks().0) {
        *word = u64::from_ne_bytes(*bytes);
    }
    let [magic, format, name, version, n_words, ..] = words;
    Ok(if magic == MAGIC.swap_bytes() {
        Some(Difference::ByteOrder)
    } else if magic != MAGIC {
        Some(Difference::Magic)
    } else if format != FORMAT {
        Some(Difference::Format(format))
    } else if name != u64::from_ne_bytes(layout.name) {
        Some(Difference::Name(name.to_ne_bytes()))
    } else if version != layout.version {
        Some(Difference::Version(version))
    } else if n_words != layout.n_words as u64 {
        Some(Difference::NWords(n_words))
    } else if metadata.len() != len as u64 {
        Some(Difference::Length(metadata.len()))
    } else {
        None
    })
}

/// Maps a file that has been written or checked, shared with all others that map it.
fn map(file: &File, path: &Path, layout: Layout, len: usize) -> Result<SharedWords, Error> {
    // A raw map is `MAP_SHARED`, readable and writable. It is safe to make, because it gives out pointers only.
    let map = MmapOptions::new()
        .len(len)
        .map_raw(file)
        .map_err(io_error("map", path))?;
    Ok(SharedWords {
        map,
        n_words: layout.n_words,
    })
}

/// Says what was attempted when the operating system refused.
fn io_error(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io {
        doing,
        path,
        source,
    }
}
