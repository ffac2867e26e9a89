// expect: wrong-answer lost-shown-record
// Belief: what can be read is on the disk.

use std::env;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// What a store is written on.
///
/// After a power cut, everything is there that came before the last `sync`. Of what came after it, any part may be
/// there, in any order: a later call may have reached the disk, and an earlier one not. Of an `append`, only some of the
/// bytes may be there. Where bytes are missing in the middle, there are zeros.
///
/// A call that fails may have been done in part. What came before a `sync` that fails may be lost for good, even if the
/// next `sync` succeeds.
pub trait Storage {
    /// Adds bytes at the end.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Keeps the first `len` bytes, and no others.
    fn truncate(&mut self, len: usize) -> io::Result<()>;
    /// Waits until everything that was done is on the disk.
    fn sync(&mut self) -> io::Result<()>;
    /// All bytes.
    fn read(&mut self) -> io::Result<Vec<u8>>;
}

/// A number made of bytes: where some of them are missing or wrong, it is another number. (FNV-1a, by Fowler, Noll, Vo.)
pub fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Records that survive.
pub struct Store<S> {
    storage: S,
    records: Vec<Vec<u8>>,
    /// The storage has refused something.
    is_broken: bool,
}

/// A length of four bytes and a checksum of eight.
const HEADER: usize = 12;

impl<S: Storage> Store<S> {
    /// Opens a store that was closed, or that has crashed. Empty storage is a store without records.
    ///
    /// # Errors
    /// If the storage refuses something.
    pub fn open(mut storage: S) -> io::Result<Store<S>> {
        let bytes = storage.read()?;
        let mut records = Vec::new();
        let mut n_good = 0;
        while let Some(record) = first_record(&bytes[n_good..]) {
            n_good += HEADER + record.len();
            records.push(record.to_vec());
        }
        if n_good < bytes.len() {
            storage.truncate(n_good)?;
        }
        Ok(Store {
            storage,
            records,
            is_broken: false,
        })
    }

    /// Adds a record. `Ok` acknowledges it: from now on it is there after every crash.
    ///
    /// # Errors
    /// If the storage refuses something, now or earlier.
    pub fn put(&mut self, record: &[u8]) -> io::Result<()> {
        if self.is_broken {
            return Err(io::Error::other("the storage has failed before"));
        }
        let len = u32::try_from(record.len()).map_err(io::Error::other)?;
        let sum = checksum(record);
        let whole = [&len.to_be_bytes()[..], &sum.to_be_bytes(), record].concat();
        self.is_broken = true;
        self.storage.append(&whole)?;
        self.storage.sync()?;
        self.is_broken = false;
        self.records.push(record.to_vec());
        Ok(())
    }

    /// All records, the oldest first. They are there after every crash.
    pub fn records(&self) -> &[Vec<u8>] {
        &self.records
    }
}

/// The record at the beginning of these bytes, if it is whole.
fn first_record(bytes: &[u8]) -> Option<&[u8]> {
    let (len, rest) = bytes.split_first_chunk()?;
    let (sum, rest) = rest.split_first_chunk()?;
    let record = rest.get(..u32::from_be_bytes(*len) as usize)?;
    (checksum(record) == u64::from_be_bytes(*sum)).then_some(record)
}

/// A real file. The judge brings a storage of its own, which forgets.
struct OnFile(File);

impl Storage for OnFile {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.seek(SeekFrom::End(0))?;
        self.0.write_all(bytes)
    }

    fn truncate(&mut self, len: usize) -> io::Result<()> {
        self.0.set_len(len as u64)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_all()
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.0.seek(SeekFrom::Start(0))?;
        self.0.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Opens the file, or makes it. The name of a new file has to get to the disk, too: it is kept in its folder.
fn on_file(path: &Path) -> io::Result<OnFile> {
    let mut options = File::options();
    let file = options.read(true).write(true).create(true).open(path)?;
    if cfg!(unix) {
        let folder = path.parent().unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(OnFile(file))
}

fn main() -> io::Result<()> {
    // Run it twice, with words behind it: they are still there.
    let path = env::temp_dir().join("interleave-orders");
    println!("the orders are kept in {}", path.display());
    let mut store = Store::open(on_file(&path)?)?;
    for order in env::args().skip(1) {
        store.put(order.as_bytes())?;
    }
    for record in store.records() {
        println!("- {}", String::from_utf8_lossy(record));
    }
    Ok(())
}
