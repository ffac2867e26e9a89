//! What a timed run is asked and what it gives: one execution on a machine of so many cores, as plain data.
//!
//! All times are virtual nanoseconds since the start. Operations take no time; computing, sleeping and waiting do. The run
//! is the same each time.

use serde::{Deserialize, Serialize};

use crate::report::{End, Place};

/// A machine to run on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineSpec {
    /// How many threads can compute at the same time.
    pub cores: usize,
    /// How long a thread keeps its core while others wait for one.
    pub slice: u64,
    /// There is one interpreter, whose lock a thread must hold to do anything; with the time after which a thread that
    /// waits for the lock makes the holder let go (CPython: `sys.getswitchinterval`, 5 ms). It is released while its holder
    /// waits for anything else.
    pub interpreter: Option<u64>,
    /// The workers are processes: none of them shares an interpreter with another one, but to start one and to hand data
    /// over takes time.
    pub processes: Option<ProcessCosts>,
}

/// What processes cost that threads don't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessCosts {
    /// Time that a worker computes before it begins.
    pub start: u64,
    /// Time to hand over 1,024 bytes.
    pub per_kib: u64,
}

/// How long a thread keeps its core by default: 4 ms, as schedulers of servers do.
pub const SLICE: u64 = 4_000_000;
/// CPython's switch interval: 5 ms.
pub const SWITCH_INTERVAL: u64 = 5_000_000;

impl MachineSpec {
    /// A machine without an interpreter.
    pub fn with_cores(cores: usize) -> MachineSpec {
        MachineSpec {
            cores: cores.max(1),
            slice: SLICE,
            interpreter: None,
            processes: None,
        }
    }

    /// The same, with one interpreter for all threads.
    pub fn with_interpreter(self) -> MachineSpec {
        MachineSpec {
            interpreter: Some(SWITCH_INTERVAL),
            ..self
        }
    }
}

/// What a thread is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// It computes, on a core.
    Running,
    /// It could compute, and has no core.
    Runnable,
    /// It could compute, and another thread has the interpreter.
    WaitsForInterpreter,
    /// It sleeps, or waits for a device: nobody else can end that.
    Sleeping,
    /// It waits for another thread.
    Blocked,
}

/// A stretch of time in which a thread did one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// Index into [`TimedRun::threads`].
    pub thread: u32,
    /// What it did.
    pub phase: Phase,
    /// On which core, if it ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub core: Option<usize>,
    /// When it began.
    pub from: u64,
    /// When it ended.
    pub to: u64,
}

/// How a thread spent its time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimedThread {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Computing.
    pub running: u64,
    /// Waiting for a core.
    pub runnable: u64,
    /// Waiting for the interpreter.
    pub waits_for_interpreter: u64,
    /// Sleeping.
    pub sleeping: u64,
    /// Waiting for other threads.
    pub blocked: u64,
}

/// One execution on one machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TimedRun {
    /// The machine.
    pub machine: MachineSpec,
    /// How it ended.
    pub end: End,
    /// The panic's message, the abort's reason.
    pub message: Option<String>,
    /// Where that was.
    pub place: Option<Place>,
    /// From start to end.
    pub makespan: u64,
    /// Time spent computing, all threads together.
    pub work: u64,
    /// Each core's time in which somebody ran on it.
    pub cores: Vec<u64>,
    /// Each thread, in the order of their creation; the first one is `main`.
    pub threads: Vec<TimedThread>,
    /// All of it, in the order in which the stretches ended.
    pub intervals: Vec<Interval>,
    /// What was printed.
    pub stdout: String,
}
