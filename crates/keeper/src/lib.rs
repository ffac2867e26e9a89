//! Runs a program with everything that it starts, and watches it from outside.
//!
//! These are the words of the conversation: a [`Request`] goes in, [`Record`]s come out, the last of which is the
//! [`Summary`]. They are plain data on every system; only Linux can keep a program (`keep`). What a run means for a
//! learner is not known here: the keeper says what happened, and judges nothing.

mod bytes;
mod summary;

#[cfg(target_os = "linux")]
mod linux;

use serde::{Deserialize, Serialize};

pub use bytes::Bytes;
#[cfg(target_os = "linux")]
pub use linux::keep;
pub use summary::{
    End, FileKind, Left, LeftFile, LeftListener, LeftProcess, LeftState, Limit, Stuck, StuckOn,
    StuckTask, Summary,
};

/// What to run, in which surroundings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// The program's file.
    pub program: String,
    /// Its arguments, without the name of the program.
    #[serde(default)]
    pub args: Vec<String>,
    /// The whole environment: nothing is inherited.
    #[serde(default)]
    pub env: Vec<(String, String)>,
    /// The working directory, which is also the scratch directory whose files are told by their relative paths.
    pub directory: String,
    /// What the program reads on standard input, which then ends; nothing (`/dev/null`) where it is absent.
    #[serde(default)]
    pub stdin: Option<Bytes>,
    /// What it may use up.
    #[serde(default)]
    pub limits: Limits,
    /// Whether to trace it. Without, there are no events.
    #[serde(default = "yes")]
    pub trace: bool,
}

/// What a program may use up, together with everything that it starts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Wall clock, in milliseconds.
    pub millis: u64,
    /// Bytes on standard output and standard error, each.
    pub output_bytes: u64,
    /// Resident memory of all processes at a time.
    pub memory_bytes: u64,
    /// Processes alive at a time.
    pub processes: u64,
    /// Size of a file that is written.
    pub file_bytes: u64,
    /// Processor time of each process.
    pub cpu_seconds: u64,
    /// Events that are told; the others are counted.
    pub events: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            millis: 10_000,
            output_bytes: 4 << 20,
            memory_bytes: 1 << 30,
            processes: 64,
            file_bytes: 64 << 20,
            cpu_seconds: 10,
            events: 10_000,
        }
    }
}

/// One line of the answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Record {
    /// How it ended; the last line.
    Summary {
        /// The summary.
        summary: Box<Summary>,
    },
    /// Something that happened.
    Event(Event),
}

/// Something that a process did, or that was done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Microseconds since the start. A system call is told when it ends.
    pub t: u64,
    /// The process, numbered by creation; the program is 0.
    pub pid: u32,
    /// The thread in its process, numbered by creation; left out where it is the first one, 0.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub thread: u32,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What happened. `object` says what a descriptor is: `pipe:[2]` (numbered as they are met), `socket:[1]`, `stdin`,
/// `stdout` and `stderr` of the judge, or the path of a file, relative if it is in the scratch directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are named after what they are")]
pub enum What {
    /// A process was started.
    Spawn { child: u32 },
    /// The process became this program.
    Exec { program: String, args: Vec<String> },
    /// The process ended with this code.
    Exit { code: i32 },
    /// The process ended by this signal.
    Killed { signal: String },
    /// A signal arrived. `from` is missing if the system sent it, or somebody else.
    Signal {
        from: Option<u32>,
        signal: String,
        action: Action,
    },
    /// A signal was sent; `to` is missing if it was not to one process of the tree.
    Kill {
        to: Option<u32>,
        target: i64,
        signal: String,
        error: Option<String>,
    },
    /// Bytes were read; none is the end.
    Read {
        fd: i32,
        object: String,
        bytes: u64,
        text: String,
        eof: bool,
    },
    /// Bytes were written.
    Write {
        fd: i32,
        object: String,
        bytes: u64,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// A descriptor was closed.
    Close { fd: i32, object: String },
    /// A pipe was made.
    Pipe {
        read: i32,
        write: i32,
        object: String,
    },
    /// A descriptor was copied.
    Dup { from: i32, to: i32, object: String },
    /// A file was opened.
    Open {
        path: String,
        fd: Option<i32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// A socket was made.
    Socket { fd: i32, object: String },
    /// Two connected sockets were made.
    Socketpair { fds: (i32, i32) },
    /// A socket got its address.
    Bind {
        fd: i32,
        address: String,
        error: Option<String>,
    },
    /// A socket takes connections from now on.
    Listen { fd: i32, object: String },
    /// A connection was taken.
    Accept { fd: i32, new: i32, address: String },
    /// A connection was made.
    Connect {
        fd: i32,
        address: String,
        error: Option<String>,
    },
    /// A child was waited for.
    Wait {
        child: Option<u32>,
        result: Option<Ended>,
    },
    /// A file was locked, or unlocked.
    Flock {
        fd: i32,
        object: String,
        operation: String,
        error: Option<String>,
    },
    /// A file's bytes were brought to the disk.
    Fsync { fd: i32, object: String },
    /// A file was renamed.
    Rename {
        from: String,
        to: String,
        error: Option<String>,
    },
    /// A name was removed.
    Unlink { path: String, error: Option<String> },
    /// Time passed.
    Sleep { micros: u64 },
}

/// What a signal does to the process that it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// What the system does by itself.
    Default,
    /// A function of the program is called.
    Handled,
    /// Nothing.
    Ignored,
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// By itself, with this code.
    Exited(i32),
    /// By this signal.
    Killed(String),
}

fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}
