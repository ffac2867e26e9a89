//! What hidden tests of observed exercises are written with.
//!
//! Where processes are the subject, nothing is modelled: the submission is a real program, built from the learner's file
//! with a hidden test as a child module, and started once for each check. This crate is that program's `main`. It runs one
//! check, or the learner's own `main` where nobody asked for a check: a submission may start itself as its own child.
//!
//! What a check found is written to a file, as a [`Finding`]. What it means, the judge decides; what happened outside of
//! the program, whoever started it has seen.

use std::any::Any;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Mutex, OnceLock};

use serde::{Deserialize, Serialize};

mod requests;

pub use requests::{Requests, forget_requests, largest_request};

/// The number of the check to run, from 0.
pub const CHECK: &str = "INTERLEAVE_CHECK";
/// Where the finding goes.
pub const FINDING: &str = "INTERLEAVE_FINDING";
/// The program that plays the child: see [`prop`].
pub const PROP: &str = "INTERLEAVE_PROP";

/// The role to play, in a process that a hidden test started.
const ROLE: &str = "INTERLEAVE_ROLE";
/// What the first argument of such a process begins with; the name of the role follows.
pub const ROLE_ARGUMENT: &str = "role:";

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A sentence about the right program.
    pub name: String,
    /// How many checks there are.
    pub n_checks: usize,
    /// The check came to its end. Where it did not, and there is no panic, the program ended in its midst.
    pub is_done: bool,
    /// Why it did not.
    pub panic: Option<Panic>,
    /// What the hidden test says that it is; the panic may have been caught by the submission.
    pub mistake: Option<Mistake>,
    /// What it may be called if the program hangs in this check.
    #[serde(default)]
    pub if_stuck: Vec<String>,
    /// Why the hidden test could not find out.
    #[serde(default)]
    pub undecided: Option<String>,
}

/// A panic, as it was when it began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panic {
    /// Its message.
    pub message: String,
    /// The file, as the compiler was told it.
    pub file: String,
    /// 1-based.
    pub line: u32,
    /// 1-based.
    pub column: u32,
}

/// What is wrong, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mistake {
    /// Which verdict it is.
    pub blame: Blame,
    /// Its name.
    pub diagnosis: String,
    /// One sentence.
    pub message: String,
}

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blame {
    /// The answer is wrong.
    WrongAnswer,
    /// What should run at the same time does not.
    NotConcurrent,
    /// The answer is right, at too high a price.
    Inefficient,
    /// Something is left behind.
    Leak,
    /// It takes more than there is.
    Limit,
}

/// One run of the submission.
pub struct Check {
    name: String,
    if_stuck: Vec<String>,
    body: Body,
}

type Role = Box<dyn FnOnce(&[String]) -> ExitCode>;

enum Body {
    Check(Box<dyn FnOnce()>),
    Role(Role),
}

impl Check {
    /// What it is called if the program hangs in this check. The judge sees where each process is stuck, and knows the usual
    /// shapes by name (`pipe-not-drained`, `stdin-left-open`, `not-flushed`, `inherited-descriptor`). Of the names that
    /// are given here it takes the first whose shape it sees; a name that is none of a shape fits every hang.
    pub fn if_stuck(mut self, names: &[&str]) -> Check {
        self.if_stuck = names.iter().map(|&name| name.to_owned()).collect();
        self
    }
}

/// A check that runs `body` in a process of its own. It fails where `body` panics; `name` is a sentence about the right
/// program ("the child's output comes back").
pub fn check(name: &str, body: impl FnOnce() + 'static) -> Check {
    Check {
        name: name.to_owned(),
        if_stuck: Vec::new(),
        body: Body::Check(Box::new(body)),
    }
}

/// Something that other processes do in a check, with the learner's functions: it stands in the list among the checks, is
/// none of them, and is run by processes that [`as_role`] starts. What it returns is the process's exit code.
pub fn role(name: &str, body: impl FnOnce(&[String]) -> ExitCode + 'static) -> Check {
    Check {
        name: name.to_owned(),
        if_stuck: Vec::new(),
        body: Body::Role(Box::new(body)),
    }
}

/// The submission as a command that plays a [`role`].
///
/// # Panics
/// Where the system does not say which program this is.
pub fn as_role(name: &str, arguments: &[&str]) -> Command {
    let program = std::env::current_exe().expect("the path of this program");
    let mut command = Command::new(program);
    // As an argument too: there the judge sees it, and calls the process by its role.
    command
        .arg(format!("{ROLE_ARGUMENT}{name}"))
        .args(arguments)
        .env(ROLE, name);
    if let Some(player) = PLAYER.get() {
        command.env(PROP, player);
    }
    command
}

/// Fails the check with a named mistake. Prefer the macro [`mistake!`].
pub fn blame(blame: Blame, diagnosis: &str, message: String) -> ! {
    let mistake = Mistake {
        blame,
        diagnosis: diagnosis.to_owned(),
        message: message.clone(),
    };
    NAMED
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
        .get_or_insert(mistake);
    panic!("{message}")
}

/// Ends the check without a verdict: it could not be found out whether the program is right, and that is not the learner's
/// fault (the machine was too slow to tell the two apart, say). `why` goes on from "not judged:".
pub fn undecided(why: &str) -> ! {
    UNDECIDED
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
        .get_or_insert(why.to_owned());
    panic!("{why}")
}

/// `mistake!("ignored-exit-status", "it failed with {code}, and …")`: fails the check with that diagnosis. With a [`Blame`]
/// in front (`mistake!(NotConcurrent, "one-at-a-time", "…")`) it is of that kind, else the answer is wrong.
#[macro_export]
macro_rules! mistake {
    ($diagnosis:literal, $($message:tt)+) => {
        $crate::blame($crate::Blame::WrongAnswer, $diagnosis, ::std::format!($($message)+))
    };
    ($blame:ident, $diagnosis:literal, $($message:tt)+) => {
        $crate::blame($crate::Blame::$blame, $diagnosis, ::std::format!($($message)+))
    };
}

/// The program that plays a child in hidden tests. Its first argument says which part it plays; the parts are listed at the
/// functions `play` of `src/prop/*.rs`.
///
/// # Panics
/// Outside of a judged run.
pub fn prop() -> PathBuf {
    PLAYER
        .get()
        .expect("the judge has not said where the prop is")
        .clone()
}

/// What the descriptors are that this process has open (`socket:[4711]`, a path), in no particular order. Nothing where the
/// system does not say (it does on Linux).
pub fn open_descriptors() -> Option<Vec<String>> {
    let entries = std::fs::read_dir("/proc/self/fd").ok()?;
    // The folder itself is open while it is read.
    let links = entries.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    let names = links.map(|link| link.to_string_lossy().into_owned());
    Some(names.filter(|name| !name.ends_with("/fd")).collect())
}

/// How many children this process has that nobody has waited for, running or not; none where the system does not say (it
/// does on Linux).
pub fn n_children() -> usize {
    let own = std::process::id().to_string();
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return 0;
    };
    let stats = processes.filter_map(|process| {
        let stat = process.ok()?.path().join("stat");
        std::fs::read_to_string(stat).ok()
    });
    let is_ours = |stat: &String| {
        // The program's name is in brackets before it, and may have anything in it.
        let behind_the_name = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
        behind_the_name.split_whitespace().nth(1) == Some(&own)
    };
    stats.filter(is_ours).count()
}

static NAMED: Mutex<Option<Mistake>> = Mutex::new(None);
static UNDECIDED: Mutex<Option<String>> = Mutex::new(None);
static LATEST_PANIC: Mutex<Option<Panic>> = Mutex::new(None);
static PLAYER: OnceLock<PathBuf> = OnceLock::new();

/// The `main` of a judged submission: runs the check that was asked for, or `learner`, the learner's own `main`.
pub fn main(checks: fn() -> Vec<Check>, learner: fn() -> ExitCode) -> ExitCode {
    let asked = (std::env::var(CHECK), std::env::var_os(FINDING));
    let role = std::env::var(ROLE).ok();
    if role.is_none() && (asked.0.is_err() || asked.1.is_none()) {
        return learner();
    }
    if let Some(player) = std::env::var_os(PROP) {
        PLAYER.get_or_init(|| PathBuf::from(player));
    }
    for variable in [CHECK, FINDING, PROP, ROLE] {
        // SAFETY: this is the first thing that the program does; there is no other thread.
        unsafe { std::env::remove_var(variable) };
    }
    if let Some(role) = role {
        return play(checks(), &role);
    }
    let (Ok(number), Some(path)) = asked else {
        return ExitCode::from(CANNOT_TELL);
    };
    let mut told = true;
    let finding = run(checks(), number.parse().unwrap_or(0), |finding| {
        told &= write(Path::new(&path), finding).is_ok();
    });
    match (told, finding.is_done) {
        (false, _) => {
            eprintln!("failed to write what the check found");
            ExitCode::from(CANNOT_TELL)
        }
        (true, true) => ExitCode::SUCCESS,
        (true, false) => ExitCode::from(FOUND_WANTING),
    }
}

/// Exit codes of a judged run: the check failed; its finding could not be written.
const FOUND_WANTING: u8 = 101;
const CANNOT_TELL: u8 = 102;

fn play(checks: Vec<Check>, role: &str) -> ExitCode {
    // Behind the program's name and the role's.
    let arguments: Vec<String> = std::env::args().skip(2).collect();
    for item in checks {
        if let Body::Role(body) = item.body
            && item.name == role
        {
            return body(&arguments);
        }
    }
    eprintln!("the hidden test has no role `{role}`");
    ExitCode::from(CANNOT_TELL)
}

/// `tell` is called before the check begins, in case that it never ends, and when it has ended.
fn run(items: Vec<Check>, number: usize, mut tell: impl FnMut(&Finding)) -> Finding {
    let mut checks = Vec::new();
    for item in items {
        if let Body::Check(body) = item.body {
            checks.push((item.name, item.if_stuck, body));
        }
    }
    let mut finding = Finding {
        name: String::new(),
        n_checks: checks.len(),
        is_done: false,
        panic: None,
        mistake: None,
        if_stuck: Vec::new(),
        undecided: None,
    };
    if number >= checks.len() {
        tell(&finding);
        return finding;
    }
    let (name, if_stuck, body) = checks.swap_remove(number);
    finding.name = name;
    finding.if_stuck = if_stuck;
    tell(&finding);
    panic::set_hook(Box::new(note_panic));
    let ended = panic::catch_unwind(AssertUnwindSafe(body));
    let _ = panic::take_hook();
    let mut panic = taken(&LATEST_PANIC);
    if let Err(payload) = &ended
        && panic.is_none()
    {
        // The submission has set a hook of its own.
        panic = Some(Panic {
            message: message_of(payload.as_ref()),
            file: String::new(),
            line: 0,
            column: 0,
        });
    }
    finding.is_done = ended.is_ok();
    finding.panic = panic.filter(|_| ended.is_err());
    finding.mistake = taken(&NAMED);
    finding.undecided = taken(&UNDECIDED);
    tell(&finding);
    finding
}

fn taken<T>(place: &Mutex<Option<T>>) -> Option<T> {
    place
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
        .take()
}

/// Keeps the latest panic: the one that ends the check comes after those that the submission catches.
fn note_panic(info: &PanicHookInfo<'_>) {
    let (file, line, column) = info
        .location()
        .map_or(("", 0, 0), |at| (at.file(), at.line(), at.column()));
    let panic = Panic {
        message: message_of(info.payload()),
        file: file.to_owned(),
        line,
        column,
    };
    let mut latest = LATEST_PANIC
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    *latest = Some(panic);
}

fn message_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    let owned = payload.downcast_ref::<String>().map(String::as_str);
    text.or(owned)
        .unwrap_or("a panic without a text")
        .to_owned()
}

/// Writes it so that a reader sees all of it or nothing.
fn write(path: &Path, finding: &Finding) -> std::io::Result<()> {
    let part = path.with_extension("part");
    std::fs::write(&part, serde_json::to_vec(finding)?)?;
    std::fs::rename(part, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The notes of panics are the process', and tests run side by side.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    fn found(body: impl FnOnce() + 'static) -> Finding {
        let _turn = ONE_AT_A_TIME
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut n_told = 0;
        let finding = run(vec![check("it works", body)], 0, |_| n_told += 1);
        assert_eq!(n_told, 2, "before and after");
        finding
    }

    #[test]
    fn a_check_that_ends_is_done() {
        let finding = found(|| {});
        assert!(finding.is_done && finding.panic.is_none() && finding.mistake.is_none());
        assert_eq!((finding.name.as_str(), finding.n_checks), ("it works", 1));
    }

    #[test]
    fn a_panic_is_told_with_its_place() {
        let finding = found(|| assert_eq!(1 + 1, 3, "sums"));
        let panic = finding.panic.unwrap();
        assert!(
            !finding.is_done && panic.message.contains("sums"),
            "{panic:?}"
        );
        assert!(panic.file.ends_with("lib.rs") && panic.line > 0);
    }

    #[test]
    fn a_named_mistake_counts_although_its_panic_was_caught() {
        let finding = found(|| {
            let caught = panic::catch_unwind(|| mistake!(Leak, "zombie", "{} child", 1));
            assert!(caught.is_err());
        });
        assert!(finding.is_done && finding.panic.is_none());
        let mistake = finding.mistake.unwrap();
        assert_eq!(
            (
                mistake.blame,
                mistake.diagnosis.as_str(),
                mistake.message.as_str()
            ),
            (Blame::Leak, "zombie", "1 child")
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn children_are_counted_until_they_are_waited_for() {
        // Tests run side by side: others may have children too, but none is sure to.
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        assert!(n_children() >= 1);
        child.kill().unwrap();
        assert!(n_children() >= 1, "a zombie counts");
        child.wait().unwrap();
    }

    #[test]
    fn a_check_may_end_without_a_verdict() {
        let finding = found(|| undecided("the machine was too slow"));
        assert!(!finding.is_done && finding.mistake.is_none());
        assert_eq!(
            finding.undecided.as_deref(),
            Some("the machine was too slow")
        );
    }

    #[test]
    fn roles_are_no_checks() {
        let _turn = ONE_AT_A_TIME
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let items = vec![
            role("reader", |_| ExitCode::from(7)),
            check("it works", || {}).if_stuck(&["not-flushed"]),
        ];
        let finding = run(items, 0, |_| {});
        assert!(finding.is_done && finding.n_checks == 1, "{finding:?}");
        assert_eq!(finding.if_stuck, ["not-flushed"]);
    }

    #[test]
    fn a_check_that_is_not_there_is_not_done() {
        let _turn = ONE_AT_A_TIME
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let finding = run(vec![check("one", || {})], 1, |_| {});
        assert!(!finding.is_done && finding.n_checks == 1 && finding.name.is_empty());
    }
}
