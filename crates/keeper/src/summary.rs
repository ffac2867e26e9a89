//! The last record of a run: how it ended, what was left, and where it is stuck.

use serde::{Deserialize, Serialize};

use crate::Bytes;

/// How a run ended, and what was there at its end.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Summary {
    /// How the program ended.
    pub end: End,
    /// Standard output of the whole tree, up to the limit.
    pub stdout: Bytes,
    /// Standard error of the whole tree, up to the limit.
    pub stderr: Bytes,
    /// Wall clock from start to end, in microseconds.
    pub micros: u64,
    /// Whether the system calls were traced. If not, there are no events, and nothing is called a deadlock.
    pub traced: bool,
    /// Processes that there were, the program included. Untraced: that were seen.
    pub processes: u32,
    /// Events that were told.
    pub events: u64,
    /// Events that were only counted.
    pub events_not_told: u64,
    /// What was there when the program had ended. Empty where it did not end by itself.
    pub left: Left,
    /// Where each process was when the run was ended from outside because of a deadlock or the deadline.
    pub stuck: Option<Stuck>,
    /// Whether the scratch directory is gone.
    pub directory_gone: bool,
    /// Processes that could not be killed within some seconds. Always 0, unless the system is ill.
    pub unkilled: u32,
}

/// How the program ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// It could not be started; the reason.
    NotStarted(String),
    /// By itself, with this code.
    Exited(i32),
    /// By this signal, which the keeper did not send.
    Killed(String),
    /// It was ended because the time was up.
    Deadline,
    /// It was ended because every process of the tree waits for another one of the tree, for ever.
    Deadlock,
    /// It was ended because of this limit.
    Limit(Limit),
    /// It was ended because the keeper was told to stop.
    Stopped,
}

/// A limit that was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Bytes on standard output or standard error.
    Output,
    /// Resident memory.
    Memory,
    /// Processes at a time.
    Processes,
    /// Size of a file.
    FileSize,
    /// Processor time.
    Cpu,
}

/// What a program left behind when it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Processes that ran on, and zombies that nobody had waited for.
    pub processes: Vec<LeftProcess>,
    /// Entries of the scratch directory that were not there before.
    pub files: Vec<LeftFile>,
    /// Sockets on which left processes take connections.
    pub listeners: Vec<LeftListener>,
}

/// A process that was there when the program had ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftProcess {
    /// Its number.
    pub pid: u32,
    /// The name of its program.
    pub program: String,
    /// Who started it.
    pub parent: Option<u32>,
    /// Which event that was (counted from 0).
    pub spawned_at: Option<u64>,
    /// What it was doing.
    pub state: LeftState,
}

/// What a left process was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftState {
    /// It had not ended, and did not end within a second after the program.
    Running,
    /// It had ended, or ended by itself within a second, and nobody had waited for it.
    Zombie,
}

/// A file that was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftFile {
    /// Its path, relative to the scratch directory.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size.
    pub bytes: u64,
}

/// What an entry of a directory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FileKind {
    File,
    Directory,
    Socket,
    Fifo,
    Link,
    Other,
}

/// A socket on which a left process takes connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftListener {
    /// The process.
    pub pid: u32,
    /// The address: `127.0.0.1:4000`, or a path.
    pub address: String,
}

/// Where each process of the tree was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stuck {
    /// Each thread of each process.
    pub tasks: Vec<StuckTask>,
    /// All of it in plain words.
    pub words: String,
}

/// Where one thread was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StuckTask {
    /// Its process.
    pub pid: u32,
    /// The thread in its process, numbered by creation.
    pub thread: u32,
    /// The process's program.
    pub program: String,
    /// The system call, or `running`, `stopped`.
    pub call: String,
    /// What it waits for there; a call that watches several descriptors waits for several.
    pub on: Vec<StuckOn>,
    /// Whether only processes of the tree can end the wait.
    pub only_tree: bool,
    /// The same in plain words.
    pub words: String,
}

/// What a thread waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum StuckOn {
    /// Bytes from a descriptor, or room for bytes in it.
    Descriptor {
        /// Its number.
        fd: i32,
        /// What it is.
        object: String,
        /// Whether it waits to write; to read, otherwise.
        writing: bool,
        /// How many bytes are in it, where that can be asked.
        filled: Option<u64>,
        /// How many it can take, where that can be asked.
        capacity: Option<u64>,
        /// The processes that hold the other end, itself included if it does.
        other_end: Vec<u32>,
        /// Whether the judge holds the other end.
        judge: bool,
    },
    /// The end of one of these children.
    Children {
        /// Their numbers.
        pids: Vec<u32>,
    },
    /// A lock on a file.
    FileLock {
        /// The file.
        object: String,
        /// The processes that have the same file open, besides itself.
        holders: Vec<u32>,
    },
    /// A lock, a condition or another thread, in memory.
    Memory,
}
