//! Fork, spawn, forkserver.
//!
//! Who wants to compute on all cores with processes wants *workers*: children that run the same program as their
//! parent, and wait for work. Python's `multiprocessing` has three ways to start one, and its names for them are used
//! elsewhere too.
//!
//! | | how a worker comes to be | what it knows at its start |
//! | --- | --- | --- |
//! | **fork** | the parent forks, and the copy goes on as a worker | everything that the parent knew |
//! | **spawn** | a new process starts the program from its beginning | what it is sent |
//! | **forkserver** | a small process, started early, forks each worker | what the small process knew |
//!
//! *Fork* looks best. Nothing has to be sent, and the start is quick. But the copy of a program with threads has one
//! thread, and all the locks as they were: one that another thread held stays locked for ever (the lesson
//! `own_memory`). So it may stop at the next `print`, and only sometimes. *Spawn* has none of this: a fresh process has
//! no old locks. But each worker loads and starts the program anew. *Forkserver* forks too, but from a process that has
//! no threads and never gets any; so the copies are sound.
//!
//! Python started with fork on Unix, and gave it up as the default: macOS has used spawn since Python 3.8, and the
//! other Unix systems forkserver since 3.14. Windows has no fork, and has always used spawn.
//!
//! # In Rust
//!
//! [`Command`](std::process::Command) is **spawn**. `std` has nothing else. The lesson [`workers`](crate::workers)
//! shows how a program starts itself again. What Python does behind the scenes there (turn a function and its arguments
//! into bytes, *pickle* them) is done by hand: a Rust closure can't be sent to another process, since it is an address
//! of code and some memory, and the other process has neither. What can be sent is the *name* of a job and its data:
//!
//! ```
//! use processes::start_methods::Job;
//! let job = Job::Repeat { word: "ha".to_owned(), times: 3 };
//! let sent = job.to_line();
//! assert_eq!(sent, "repeat 3 ha");
//! // … and in the other process:
//! let received = Job::from_line(&sent).unwrap();
//! assert_eq!(received.run(), "hahaha");
//! assert_eq!(Job::from_line("explode"), None);
//! ```

/// Something to do, as data. Both processes have the code for it, because both run the same program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Job {
    /// The word, so many times.
    Repeat {
        /// The word; on one line.
        word: String,
        /// How often.
        times: usize,
    },
    /// The word, backwards.
    Reverse {
        /// The word; on one line.
        word: String,
    },
}

impl Job {
    /// The job as a line of text, without an end of line.
    pub fn to_line(&self) -> String {
        match self {
            Job::Repeat { word, times } => format!("repeat {times} {word}"),
            Job::Reverse { word } => format!("reverse {word}"),
        }
    }

    /// The job that a line means. `None` if it means none: what comes from another process may be anything.
    pub fn from_line(line: &str) -> Option<Job> {
        let (name, rest) = line.split_once(' ')?;
        match name {
            "repeat" => {
                let (times, word) = rest.split_once(' ')?;
                let times = times.parse().ok()?;
                let word = word.to_owned();
                Some(Job::Repeat { word, times })
            }
            "reverse" => Some(Job::Reverse {
                word: rest.to_owned(),
            }),
            _ => None,
        }
    }

    /// Does it.
    pub fn run(&self) -> String {
        match self {
            Job::Repeat { word, times } => word.repeat(*times),
            Job::Reverse { word } => word.chars().rev().collect(),
        }
    }
}
