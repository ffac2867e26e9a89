//! The judge's report: one schema, of which the terminal, the book and `--json` are renderings.
//!
//! Plain data. What happened comes from [`model::report`]; what it means is decided in [`crate::judge`]; how it
//! looks is decided in [`crate::render`]. Field names are part of schema 1: add, but don't rename.

pub use model::report::{Place, Search, ThreadPanic, Time};
use serde::{Deserialize, Serialize};

/// [`Report::memory_model`] of what ran for real.
pub const NOT_MODELLED: &str = "none";

/// The number in [`Report::schema`].
pub const SCHEMA: u32 = 1;

/// Exit codes of the judge and of everything that runs it.
pub mod exit_code {
    /// The program does what the exercise asks.
    pub const PASS: u8 = 0;
    /// The learner's program falls short.
    pub const FALLS_SHORT: u8 = 1;
    /// Wrong usage: an unknown exercise, a bad flag.
    pub const USAGE: u8 = 2;
    /// The budget was reached without a verdict.
    pub const INCONCLUSIVE: u8 = 3;
    /// The judge itself failed.
    pub const JUDGE_FAILED: u8 = 4;
}

/// What the judge says about a submission. A learner's failure and the judge's own never share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Right in every schedule that was tried.
    Pass,
    /// The starter's `todo!()` was reached.
    Unstarted,
    /// The compiler refuses the file.
    CompileError,
    /// The file uses what this course withholds (files, the network, `unsafe`, …).
    NotAllowed,
    /// Wrong in every schedule.
    WrongAnswer,
    /// The submission panics in every schedule.
    Panic,
    /// Wrong in some schedules.
    Race,
    /// Right only while sleeps and time-outs happen to be long enough.
    TimingDependent,
    /// Nobody can go on.
    Deadlock,
    /// Everybody goes on for ever without getting anywhere.
    Livelock,
    /// Something was left behind: a thread that nobody joined, say.
    Leak,
    /// The threads do not run at the same time.
    NotConcurrent,
    /// A required bound is exceeded.
    Inefficient,
    /// Memory, output or processes beyond the limit.
    Limit,
    /// No answer within the wall-clock limit.
    Timeout,
    /// The program aborted or was killed.
    Crash,
    /// The budget ran out before anything could be said. Not the learner's fault.
    Inconclusive,
    /// The judge failed. Not the learner's fault.
    JudgeError,
}

impl Verdict {
    /// Every verdict, in the order of the documentation.
    pub const ALL: [Verdict; 18] = [
        Verdict::Pass,
        Verdict::Unstarted,
        Verdict::CompileError,
        Verdict::NotAllowed,
        Verdict::WrongAnswer,
        Verdict::Panic,
        Verdict::Race,
        Verdict::TimingDependent,
        Verdict::Deadlock,
        Verdict::Livelock,
        Verdict::Leak,
        Verdict::NotConcurrent,
        Verdict::Inefficient,
        Verdict::Limit,
        Verdict::Timeout,
        Verdict::Crash,
        Verdict::Inconclusive,
        Verdict::JudgeError,
    ];

    /// The submission is accepted.
    pub fn is_pass(self) -> bool {
        self == Verdict::Pass
    }

    /// Nothing can be said about the submission, and that is not the learner's mistake.
    pub fn is_not_judged(self) -> bool {
        matches!(self, Verdict::Inconclusive | Verdict::JudgeError)
    }

    /// The process exit code that stands for it; see [`exit_code`].
    pub fn exit_code(self) -> u8 {
        match self {
            Verdict::Pass => exit_code::PASS,
            Verdict::Inconclusive => exit_code::INCONCLUSIVE,
            Verdict::JudgeError => exit_code::JUDGE_FAILED,
            _ => exit_code::FALLS_SHORT,
        }
    }

    /// The name as it is written in reports (`timing-dependent`).
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Unstarted => "unstarted",
            Verdict::CompileError => "compile-error",
            Verdict::NotAllowed => "not-allowed",
            Verdict::WrongAnswer => "wrong-answer",
            Verdict::Panic => "panic",
            Verdict::Race => "race",
            Verdict::TimingDependent => "timing-dependent",
            Verdict::Deadlock => "deadlock",
            Verdict::Livelock => "livelock",
            Verdict::Leak => "leak",
            Verdict::NotConcurrent => "not-concurrent",
            Verdict::Inefficient => "inefficient",
            Verdict::Limit => "limit",
            Verdict::Timeout => "timeout",
            Verdict::Crash => "crash",
            Verdict::Inconclusive => "inconclusive",
            Verdict::JudgeError => "judge-error",
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Verdict {
    type Err = String;

    fn from_str(text: &str) -> Result<Verdict, String> {
        Verdict::ALL
            .into_iter()
            .find(|verdict| verdict.as_str() == text)
            .ok_or_else(|| format!("unknown verdict `{text}`"))
    }
}

/// The judge's answer about one file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// `threads/03_return_values`; null where a file is explored without an exercise.
    pub exercise: Option<String>,
    /// The learner's file, relative to the workspace where it lies inside it.
    pub file: String,
    /// `sc`: sequentially consistent; `none` where the program ran for real.
    pub memory_model: String,
    /// The verdict.
    pub verdict: Verdict,
    /// The misconception, where one was recognised (`lost-update`).
    pub diagnosis: Option<String>,
    /// What went wrong, in plain words: a sentence, and where no mistake was recognised an account of the run.
    pub message: Option<String>,
    /// The learner's line that the message is about.
    pub place: Option<Place>,
    /// Every schedule was tried, in every search of every check that ran.
    pub exhaustive: bool,
    /// Executions run, of the deciding check (of all checks together on `pass`).
    pub schedules: u64,
    /// Executions cut because the rest of them had been explored elsewhere.
    #[serde(default)]
    pub redundant: u64,
    /// Largest number of preemptions up to which everything was tried; null when there was no bound.
    pub preemption_bound: Option<u32>,
    /// Why the search is not exhaustive, in a few words.
    #[serde(default)]
    pub incomplete: Option<String>,
    /// How the program left the schedule that was to be replayed; null where it followed it, and without a replay.
    #[serde(default)]
    pub left_schedule: Option<String>,
    /// The program uses orderings weaker than `SeqCst`, which are not yet judged.
    #[serde(default)]
    pub weak_orderings: bool,
    /// How long the program takes on unlimited cores, over all executions of the deciding check's main search.
    #[serde(default)]
    pub makespan: Option<Makespan>,
    /// The searches of the deciding check, in the order in which they ran.
    pub searches: Vec<Search>,
    /// The outcomes of the deciding check.
    pub outcomes: Vec<Outcome>,
    /// The interleaving that goes wrong, of the deciding check; also the replay that was asked for. Null on `pass`.
    pub counterexample: Option<Counterexample>,
    /// What the compiler said, rendered.
    pub compiler: Option<String>,
    /// Each check of the hidden test, in file order; `main` for an explored program.
    pub checks: Vec<CheckReport>,
    /// Wall-clock duration of the judgement; the only field that differs between two runs.
    pub duration_ms: u64,
}

impl Report {
    /// A report with a verdict and nothing else known.
    pub fn new(exercise: Option<String>, file: String, verdict: Verdict) -> Report {
        Report {
            schema: SCHEMA,
            exercise,
            file,
            memory_model: "sc".to_owned(),
            verdict,
            diagnosis: None,
            message: None,
            place: None,
            exhaustive: false,
            schedules: 0,
            redundant: 0,
            preemption_bound: None,
            incomplete: None,
            left_schedule: None,
            weak_orderings: false,
            makespan: None,
            searches: Vec::new(),
            outcomes: Vec::new(),
            counterexample: None,
            compiler: None,
            checks: Vec::new(),
            duration_ms: 0,
        }
    }

    /// How many of the schedules of the deciding check end badly.
    pub fn n_failing_schedules(&self) -> u64 {
        self.outcomes
            .iter()
            .filter(|outcome| outcome.fails)
            .map(|outcome| outcome.count)
            .sum()
    }
}

/// The shortest and the longest time until the end, in virtual nanoseconds on unlimited cores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Makespan {
    /// The shortest.
    pub min: u64,
    /// A schedule that takes so long.
    pub min_schedule: String,
    /// The longest.
    pub max: u64,
    /// A schedule that takes so long.
    pub max_schedule: String,
}

/// How an execution ended, as reports say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// `main` returned, or the program exited with code 0.
    Ok,
    /// The program exited with another code; see [`Outcome::code`].
    Exit,
    /// `main` panicked, or a hidden test's assertion failed.
    Panic,
    /// Nobody could go on.
    Deadlock,
    /// A fair run without progress.
    Livelock,
    /// Abort, or killed by a signal.
    Crash,
    /// No end within the step limit.
    Timeout,
}

/// One distinguishable result of the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// What was written to standard output.
    pub stdout: String,
    /// What the hidden test recorded besides (a return value).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
    /// How it ended.
    pub end: End,
    /// The exit code, where `end` is `exit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// The panic's message, the abort's reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where it panicked, if that is in the learner's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Panics of other threads, which `main` may have survived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thread_panics: Vec<ThreadPanic>,
    /// Executions that gave it.
    pub count: u64,
    /// A schedule that gives it.
    pub schedule: String,
    /// It counts against the submission.
    #[serde(default)]
    pub fails: bool,
    /// Found only where sleeps and timed waits may last any while.
    #[serde(default)]
    pub only_untrusted_time: bool,
    /// Found only where a wait may end although nobody notified.
    #[serde(default)]
    pub only_spurious: bool,
}

/// One traced execution, with names that a learner knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Counterexample {
    /// For `--replay`.
    pub schedule: String,
    /// Preemptions in it.
    pub preemptions: u32,
    /// It is proved that no failing schedule has fewer preemptions.
    pub minimal: bool,
    /// Names of the threads; index 0 is `main`.
    pub threads: Vec<String>,
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// Who was waiting for what at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<Blocked>,
}

/// One operation of a counterexample.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Step {
    /// 1-based number.
    pub n: u32,
    /// Index into [`Counterexample::threads`].
    pub thread: u32,
    /// `load`, `store`, `lock`, `spawn`, …; see [`model::report::Step::op`].
    pub op: String,
    /// The object's name (`counter`, `forks[1]`); the thread's, for operations on a thread.
    pub object: Option<String>,
    /// Value read, text printed, panic message, outcome of an attempt.
    pub value: Option<String>,
    /// Value written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrote: Option<String>,
    /// For spawn, join, unpark: index into [`Counterexample::threads`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<u32>,
    /// The attempt failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// The step at which the thread began to wait, where it had to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waited_since: Option<u32>,
    /// Virtual time since the start, nanoseconds.
    #[serde(default)]
    pub time: u64,
    /// The thread of the previous step could have gone on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preemption: bool,
    /// The learner's file; null where the place is elsewhere or unknown.
    pub file: Option<String>,
    /// 1-based line.
    pub line: Option<u32>,
    /// 1-based column.
    pub column: Option<u32>,
}

/// A thread that waits when the execution ends.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Blocked {
    /// Index into [`Counterexample::threads`].
    pub thread: u32,
    /// The operation it waits in.
    pub op: String,
    /// The name of the object it waits for.
    pub object: Option<String>,
    /// Who holds the lock, or has to end: indices into [`Counterexample::threads`].
    pub waits_for: Vec<u32>,
    /// Where it waits, in the learner's file.
    pub place: Option<Place>,
    /// For a lock: where its holder took it, in the learner's file.
    pub taken: Option<Place>,
}

/// One check of a hidden test.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckReport {
    /// A sentence about the right program.
    pub name: String,
    /// The verdict of this check alone.
    pub verdict: Verdict,
    /// The misconception, where one was recognised.
    pub diagnosis: Option<String>,
    /// One plain sentence.
    pub message: Option<String>,
    /// Every schedule was tried, in every search.
    pub exhaustive: bool,
    /// Executions run.
    pub schedules: u64,
    /// Executions cut because the rest of them had been explored elsewhere.
    #[serde(default)]
    pub redundant: u64,
    /// Largest number of preemptions up to which everything was tried.
    pub preemption_bound: Option<u32>,
    /// Number of different outcomes.
    pub n_outcomes: usize,
}
