//! What exploring one program gave: the raw observations, without a judgement.
//!
//! A judged child prints one [`Exploration`] per check as a line of JSON; the judge turns observations into a
//! verdict. Nothing here depends on the clock or on addresses, so that the same program gives the same bytes.

use serde::{Deserialize, Serialize};

/// What the child is asked to do, handed over as one JSON object.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Request {
    /// Index of the first check to run (a child that died in check `k` is followed by one that starts at `k + 1`).
    #[serde(default)]
    pub first_check: usize,
    /// How much may be explored.
    #[serde(default)]
    pub budget: Budget,
    /// Name of the submission's file as the compiler was told it: the only file whose places are shown.
    #[serde(default)]
    pub file: Option<String>,
    /// A schedule to replay, traced, instead of searching.
    #[serde(default)]
    pub replay: Option<String>,
    /// The submission looks at what only the real `Arc` knows (`strong_count`, `try_unwrap`, …): no reduction is
    /// sound then, and no search is called exhaustive.
    #[serde(default)]
    pub observes_arc: bool,
    /// Machines on which to run the program once each, instead of searching. Empty: none.
    #[serde(default)]
    pub machines: Vec<crate::timed::MachineSpec>,
}

/// Limits of one exploration.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Budget {
    /// Executions, over all searches.
    pub executions: u64,
    /// Milliseconds of wall clock. A search that this stops is reported as not exhaustive.
    pub millis: u64,
    /// Steps of one execution.
    pub steps: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            executions: 20_000,
            millis: 10_000,
            steps: 20_000,
        }
    }
}

/// What exploring one program gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exploration {
    /// The check's name; `main` for a whole program.
    pub name: String,
    /// Always `sc` today: sequentially consistent.
    pub memory_model: String,
    /// Every schedule (up to equivalence) was tried, in every search.
    pub exhaustive: bool,
    /// Executions run, over all searches, redundant ones not counted.
    pub schedules: u64,
    /// Executions that ended because all they could still do had been explored elsewhere.
    pub redundant: u64,
    /// Largest number of preemptions up to which everything was tried; `None` when there was no bound.
    pub preemption_bound: Option<u32>,
    /// Why the search is not exhaustive, in a few words.
    pub incomplete: Option<String>,
    /// The program uses an ordering weaker than `SeqCst`, which is not yet judged.
    pub weak_orderings: bool,
    /// The searches in the order in which they ran.
    pub searches: Vec<Search>,
    /// Every outcome found, failing ones included, in the order of finding.
    pub outcomes: Vec<Outcome>,
    /// Trace of the failing outcome with the fewest preemptions, or of the replay that was asked for.
    pub counterexample: Option<Trace>,
    /// Facts over all executions of the main search.
    pub facts: Facts,
    /// What the check requires of the facts.
    pub rules: Vec<Rule>,
    /// The set of outcomes is to be compared with a stored snapshot.
    pub snapshot: bool,
    /// Wall-clock duration, milliseconds; the only field that differs between two runs.
    pub millis: u64,
}

/// One search: a strategy and the assumptions that it made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Search {
    /// `optimal-dpor`, `depth-first`, `preemption-bounded`, `random-walk`, `pct` or `replay`.
    pub strategy: String,
    /// `trusted`: operations take no time and sleeps are exact. `untrusted`: a sleep may last any while.
    pub time: Time,
    /// Wakeups and weak failures that nobody caused were tried.
    pub spurious: bool,
    /// Executions, redundant ones not counted.
    pub schedules: u64,
    /// Executions cut because all they could still do had been explored elsewhere.
    pub redundant: u64,
    /// All schedules were tried.
    pub exhaustive: bool,
    /// The bound, where there is one.
    pub preemption_bound: Option<u32>,
}

/// How virtual time is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Time {
    /// Sleeps and time-outs are exact.
    Trusted,
    /// A sleep may last any while, a timed wait may end at any point.
    Untrusted,
}

/// How an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// `main` returned, or the program exited with code 0.
    Ok,
    /// The program exited with another code.
    Exit,
    /// `main` panicked, or a hidden test's assertion failed.
    Panic,
    /// Nobody could go on and `main` had not returned.
    Deadlock,
    /// A fair run without progress.
    Livelock,
    /// Abort, a panic while panicking, a panic in a destructor during unwinding.
    Crash,
    /// The step limit was reached while the program still made progress.
    StepLimit,
}

/// A place in a source file, as the compiler gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The path, after remapping.
    pub file: String,
    /// 1-based.
    pub line: u32,
    /// 1-based; 0 when unknown.
    pub column: u32,
}

/// One distinguishable result of the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// What was written to standard output.
    pub stdout: String,
    /// What the check recorded with `outcome(value)`.
    pub returned: Option<String>,
    /// How it ended.
    pub end: End,
    /// The exit code where `end` is `Exit`.
    pub code: Option<i32>,
    /// The panic's message, the abort's reason.
    pub message: Option<String>,
    /// Where it panicked.
    pub place: Option<Place>,
    /// The diagnosis that the hidden test named with `mistake!`.
    pub mistake: Option<String>,
    /// That diagnosis is about the program's conduct: its answers are right.
    #[serde(default)]
    pub falls_short: bool,
    /// Panics of threads other than main, which main may have survived.
    pub thread_panics: Vec<ThreadPanic>,
    /// Executions that gave it.
    pub count: u64,
    /// A schedule that gives it: the one with the fewest preemptions found.
    pub schedule: String,
    /// Preemptions of that schedule.
    pub preemptions: u32,
    /// Under which assumption about time it was found first.
    pub time: Time,
    /// It was found only when wakeups that nobody caused were allowed.
    pub spurious: bool,
}

/// A panic of a thread other than main.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ThreadPanic {
    /// The thread's name.
    pub thread: String,
    /// The panic's message.
    pub message: String,
    /// Where it panicked.
    pub place: Option<Place>,
}

/// A traced execution.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trace {
    /// The schedule's id, for `--replay`.
    pub schedule: String,
    /// Index into [`Exploration::outcomes`].
    pub outcome: usize,
    /// Preemptions in it.
    pub preemptions: u32,
    /// It is proved that no failing schedule has fewer.
    pub minimal: bool,
    /// The threads that exist in it, in the order of creation; index 0 is main.
    pub threads: Vec<TraceThread>,
    /// The objects that it touches.
    pub objects: Vec<TraceObject>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Who was waiting for what when it ended (deadlock: the wait-for graph).
    pub blocked: Vec<Blocked>,
}

/// A thread of a trace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TraceThread {
    /// `main`, the name given by the program, or `worker-N`.
    pub name: String,
    /// Where it was spawned.
    pub spawned: Option<Place>,
}

/// An object of a trace. Its name is derived by the judge from the line of its birthplace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TraceObject {
    /// `mutex`, `atomic`, `condvar`, `channel`, `rwlock`, `once`, `barrier`, `stdout`, `thread`.
    pub class: String,
    /// Where it was constructed.
    pub birthplace: Option<Place>,
    /// How many objects of the same birthplace came before it in this trace, and how many there are in all.
    pub nth: u32,
    /// See `nth`.
    pub of: u32,
    /// The expression that stands for it where it is used, if a macro told.
    #[serde(default)]
    pub called: Option<String>,
}

/// One operation of a trace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    /// 1-based number.
    pub n: u32,
    /// Index into [`Trace::threads`].
    pub thread: u32,
    /// `load`, `store`, `fetch_add`, `lock`, `unlock`, `wait`, `notify_one`, `send`, `recv`, `spawn`, `join`, `end`,
    /// `park`, `unpark`, `sleep`, `print`, `panic`, `exit`, `time passes`, …
    pub op: String,
    /// Index into [`Trace::objects`].
    pub object: Option<u32>,
    /// For operations on a thread (spawn, join, unpark): index into [`Trace::threads`].
    pub target: Option<u32>,
    /// Value read, text printed, panic message, outcome of an attempt (`fails`, `disconnected`, `timed out`).
    pub value: Option<String>,
    /// Value written, where the operation writes.
    pub wrote: Option<String>,
    /// The operation failed (`try_lock`, `compare_exchange`, `try_recv`, …).
    pub failed: bool,
    /// For `lock` and the like: the step at which the thread began to wait, where it had to.
    pub waited_since: Option<u32>,
    /// Virtual time since the start, nanoseconds.
    pub time: u64,
    /// Where in the source; `None` when unknown.
    pub place: Option<Place>,
    /// This step is a preemption: the previous step's thread could have gone on.
    pub preemption: bool,
}

/// A thread that waits when the execution ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Blocked {
    /// Index into [`Trace::threads`].
    pub thread: u32,
    /// The operation it waits in.
    pub op: String,
    /// Index into [`Trace::objects`].
    pub object: Option<u32>,
    /// For a join: whom it waits for. For a lock: who holds it. Indices into [`Trace::threads`].
    pub waits_for: Vec<u32>,
    /// Where it waits.
    pub place: Option<Place>,
    /// For a lock: where its holder took it.
    pub taken: Option<Place>,
}

/// A fact's range over all executions, with a schedule for each end.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Range {
    /// Smallest value seen.
    pub min: u64,
    /// A schedule in which it was seen.
    pub min_schedule: String,
    /// Largest value seen.
    pub max: u64,
    /// A schedule in which it was seen.
    pub max_schedule: String,
}

/// Facts about how the program went about its work. Ends of executions that failed are included.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Threads spawned.
    pub spawned: Range,
    /// Threads that nobody had joined when the execution ended (scoped threads are joined by their scope).
    pub unjoined: Range,
    /// Threads that had not ended when the execution ended.
    pub running_at_end: Range,
    /// Greatest number of spawned threads of which no two are ordered one after the other by happens-before.
    pub overlap: Range,
    /// Reads that found nothing new, beyond the first few in a row (busy-waiting).
    pub idle_polls: Range,
    /// Virtual nanoseconds until the end, on unlimited cores.
    pub makespan: Range,
    /// Virtual nanoseconds that threads slept in total.
    pub slept: Range,
    /// Virtual nanoseconds slept while holding a lock.
    pub slept_holding_lock: Range,
    /// Greatest length of any channel's queue.
    pub queue: Range,
    /// How often the lock was taken that was taken most often.
    pub lock_taken: Range,
    /// Messages that were sent and that nobody received until the end.
    pub unreceived: Range,
}

/// What a check requires of the facts, in every execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// At least so many threads are spawned.
    SpawnsAtLeast(u64),
    /// At most so many threads are spawned.
    SpawnsAtMost(u64),
    /// Every thread is joined before the end.
    JoinsAll,
    /// At least so many threads overlap.
    OverlapsAtLeast(u64),
    /// No busy-waiting.
    NoBusyWait,
    /// Virtual nanoseconds until the end on unlimited cores.
    MakespanAtMost(u64),
    /// Greatest queue length.
    QueueAtMost(u64),
    /// How often each lock may be taken.
    LockTakenAtMost(u64),
    /// Every message that is sent is received.
    ReceivesAll,
    /// The learner predicts that these, and no others, are the outputs that the program can print.
    Predicts(Vec<String>),
}
