//! Judges a submission by running it for real, once for each check, each time in a process and a folder of its own.
//!
//! A check's verdict rests on two witnesses: the hidden test, which ran inside and wrote down what it found, and the
//! keeper, which saw from outside what the whole family of processes did, how it ended and what was left. Where the two
//! disagree, the one outside is believed.

use std::fs;
use std::path::Path;

use keeper::{Action, End, LeftProcess, LeftState, Limit, Stuck, What};
use witness::{Blame, Finding};

use crate::compile::observed::Observable;
use crate::render::words;
use crate::report::{CheckReport, Counterexample, Place, Verdict};
use crate::source;
use crate::toolchain::Toolchain;
use crate::verdict::{Ruling, Submitted, capital, ended, is_todo, not_started, plain};

mod hang;
mod names;
mod story;
mod watch;

use names::Names;
use watch::{DEADLINE, FILE, MEMORY, OUTPUT, PROCESSES, Run, Watched};

/// More checks than any hidden test has: a submission that lies about their number must end too.
const MOST_CHECKS: usize = 100;

/// Checks that may take all the time there is; after that, the others are not run any more.
const MOST_TIMEOUTS: usize = 2;

/// What keeps a verdict from being the whole one where only the program itself is watched.
pub(crate) fn shortcoming() -> Option<String> {
    (!watch::WATCHES_ALL).then(|| {
        "on this system the judge sees the program itself, and not what becomes of its children"
            .to_owned()
    })
}

/// One check, run.
#[derive(Debug)]
pub(crate) struct Observed {
    /// A sentence about the right program; empty where the check did not get so far.
    pub name: String,
    /// What came of it.
    pub ruling: Ruling,
    /// What the processes did.
    pub story: Option<Counterexample>,
}

/// Runs all checks.
pub(crate) fn run(
    toolchain: &Toolchain,
    program: &Observable,
    submitted: Submitted<'_>,
) -> Vec<Observed> {
    let mut all: Vec<Observed> = Vec::new();
    let mut n_checks = 1;
    let is_late = |check: &Observed| check.ruling.verdict == Verdict::Timeout;
    while all.len() < n_checks.min(MOST_CHECKS)
        && all.iter().filter(|check| is_late(check)).count() < MOST_TIMEOUTS
    {
        let number = all.len();
        let folder = program.work.path().join(format!("check-{number}"));
        let finding = program.work.path().join(format!("finding-{number}"));
        // A submission may be judged again and again; what an earlier run left must not be seen.
        let _ = fs::remove_dir_all(&folder);
        let _ = fs::remove_file(&finding);
        let watched = fs::create_dir_all(&folder).and_then(|()| {
            let run = Run {
                program: &program.binary,
                folder: &folder,
                env: watch::environment(toolchain, number, &finding),
            };
            watch::watch(toolchain, &run)
        });
        let _ = fs::remove_dir_all(&folder);
        let finding = read_finding(&finding);
        if let Some(finding) = &finding {
            n_checks = finding.n_checks;
            if number >= n_checks {
                break;
            }
        }
        all.push(match watched {
            Ok(watched) => observed(&watched, finding.as_ref(), submitted),
            Err(error) => Observed {
                name: String::new(),
                ruling: Ruling::new(
                    Verdict::JudgeError,
                    format!("failed to run the submission: {error}"),
                ),
                story: None,
            },
        });
    }
    if all.iter().filter(|check| is_late(check)).count() >= MOST_TIMEOUTS {
        let why = format!("not run: {MOST_TIMEOUTS} checks have taken all the time there is");
        while all.len() < n_checks.min(MOST_CHECKS) {
            all.push(Observed {
                name: String::new(),
                ruling: Ruling::new(Verdict::Inconclusive, why.clone()),
                story: None,
            });
        }
    }
    all
}

fn read_finding(path: &Path) -> Option<Finding> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

fn observed(watched: &Watched, finding: Option<&Finding>, submitted: Submitted<'_>) -> Observed {
    let names = Names::of(&watched.events);
    let ruling = rule(watched, finding, &names, submitted);
    let is_told = !matches!(ruling.verdict, Verdict::Pass | Verdict::Unstarted);
    let stuck = watched.summary.stuck.as_ref();
    Observed {
        name: finding
            .map(|finding| finding.name.clone())
            .unwrap_or_default(),
        ruling,
        story: is_told
            .then(|| story::story(&watched.events, stuck, &names))
            .flatten(),
    }
}

fn rule(
    watched: &Watched,
    finding: Option<&Finding>,
    names: &Names,
    submitted: Submitted<'_>,
) -> Ruling {
    let summary = &watched.summary;
    if watch::WATCHES_ALL && !summary.traced {
        let message = "failed to watch the program: this system does not let a process trace its own children (in a \
                       container, the capability `SYS_PTRACE` allows it)";
        return Ruling::new(Verdict::JudgeError, message.to_owned());
    }
    match &summary.end {
        End::NotStarted(why) => Ruling::new(
            Verdict::JudgeError,
            format!("failed to run the submission: {why}"),
        ),
        End::Stopped => Ruling::new(
            Verdict::JudgeError,
            "failed to run the submission: it was told to stop".to_owned(),
        ),
        End::Deadline => {
            let message = format!("The program had not ended after {DEADLINE:?}.");
            hung(Verdict::Timeout, message, watched, finding, names)
        }
        End::Deadlock => {
            let message = "Nobody can go on.".to_owned();
            hung(Verdict::Deadlock, message, watched, finding, names)
        }
        End::Limit(limit) => Ruling::new(Verdict::Limit, beyond(*limit)),
        End::Killed(signal) => Ruling::new(Verdict::Crash, killed(signal, watched)),
        End::Exited(code) => match finding {
            // The submission may have caught the panic with which the hidden test gave up.
            Some(finding)
                if finding.panic.is_some()
                    || finding.mistake.is_some()
                    || finding.undecided.is_some() =>
            {
                on_finding(finding, submitted)
            }
            Some(finding) if finding.is_done => on_left(watched, names),
            _ => Ruling::new(
                Verdict::WrongAnswer,
                format!("The program exits with code {code} before the check is through."),
            ),
        },
    }
}

/// The program does not end: where everybody is.
fn hung(
    verdict: Verdict,
    message: String,
    watched: &Watched,
    finding: Option<&Finding>,
    names: &Names,
) -> Ruling {
    let stuck = watched.summary.stuck.as_ref();
    let told = |stuck: &Stuck| format!(" {}", sentence(&hang::words(stuck, names)));
    let mut ruling = Ruling::new(
        verdict,
        format!("{message}{}", stuck.map(told).unwrap_or_default()),
    );
    let expected = finding.map_or(&[][..], |finding| &finding.if_stuck);
    ruling.diagnosis = stuck.and_then(|stuck| hang::name(stuck, &watched.events, names, expected));
    ruling
}

fn beyond(limit: Limit) -> String {
    match limit {
        Limit::Output => format!("The program prints more than {} MiB.", OUTPUT >> 20),
        Limit::Memory => format!(
            "The program, together with the processes that it started, needs more than {} GiB of memory.",
            MEMORY >> 30
        ),
        Limit::Processes => {
            format!("More than {PROCESSES} processes are alive at the same time.")
        }
        Limit::FileSize => format!("The program writes a file of more than {} MiB.", FILE >> 20),
        Limit::Cpu => format!(
            "The program has kept a processor busy for {} s.",
            2 * DEADLINE.as_secs()
        ),
    }
}

/// The program was killed, and the judge did not do it: by whom?
fn killed(signal: &str, watched: &Watched) -> String {
    let by_itself = watched.events.iter().any(|event| {
        matches!(&event.what, What::Signal { from: Some(0), signal: got, action: Action::Default }
            if event.pid == 0 && got == signal)
            || matches!(&event.what, What::Kill { target, signal: sent, error: None, .. }
            if event.pid == 0 && *target <= 0 && sent == signal)
    });
    let said = String::from_utf8_lossy(&watched.summary.stderr.0);
    match signal {
        "SIGABRT" if said.contains("has overflowed its stack") => {
            "The program's stack overflowed: a function calls itself, and there is no end to it."
                .to_owned()
        }
        "SIGABRT" => "The program aborts.".to_owned(),
        signal if by_itself => {
            format!("The program was killed by {signal}, which it had sent to itself.")
        }
        signal => format!("The program was killed by {signal}."),
    }
}

/// The check went well; but what is there when it is over?
fn on_left(watched: &Watched, names: &Names) -> Ruling {
    let left = &watched.summary.left.processes;
    // Who has been killed and lives is only about to end.
    let is_killed = |process: &LeftProcess| {
        watched.events.iter().any(|event| {
            matches!(&event.what, What::Kill { to: Some(to), signal, error: None, .. }
                if *to == process.pid && signal == "SIGKILL")
        })
    };
    let (zombies, orphans): (Vec<_>, Vec<_>) = left
        .iter()
        .partition(|process| process.state == LeftState::Zombie || is_killed(process));
    // The children of other programs are not the learner's to wait for.
    let zombies = zombies
        .into_iter()
        .filter(|process| process.parent.is_none_or(|parent| names.is_own(parent)));
    let told = |processes: Vec<&LeftProcess>| {
        let told: Vec<String> = processes
            .iter()
            .map(|process| names.process(process.pid))
            .collect();
        let told: Vec<&str> = told.iter().map(String::as_str).collect();
        (told.len(), words::list(&told))
    };
    let mut ruling = Ruling::new(Verdict::Pass, None);
    let (n_orphans, list) = told(orphans);
    if n_orphans > 0 {
        let runs = if n_orphans == 1 {
            "still runs"
        } else {
            "still run"
        };
        let listeners = &watched.summary.left.listeners;
        let addresses: Vec<&str> = listeners
            .iter()
            .map(|listener| listener.address.as_str())
            .collect();
        let listens = match addresses.is_empty() {
            true => String::new(),
            false => format!(
                " Somebody can still connect to {}.",
                words::list(&addresses)
            ),
        };
        ruling = Ruling::new(
            Verdict::Leak,
            format!("The program is over, and {list} {runs}.{listens}"),
        );
        ruling.diagnosis = Some("orphan".to_owned());
        return ruling;
    }
    let (n_zombies, list) = told(zombies.collect());
    if n_zombies > 0 {
        let has = if n_zombies == 1 { "was" } else { "were" };
        ruling = Ruling::new(
            Verdict::Leak,
            format!("The program is over, and {list} {has} never waited for."),
        );
        ruling.diagnosis = Some("zombie".to_owned());
    }
    ruling
}

fn on_finding(finding: &Finding, submitted: Submitted<'_>) -> Ruling {
    let place = finding.panic.as_ref().map(|panic| Place {
        file: panic.file.clone(),
        line: panic.line,
        column: panic.column,
    });
    let own = place.filter(|place| place.file == submitted.file);
    if let Some(mistake) = &finding.mistake {
        let verdict = match mistake.blame {
            Blame::WrongAnswer => Verdict::WrongAnswer,
            Blame::NotConcurrent => Verdict::NotConcurrent,
            Blame::Inefficient => Verdict::Inefficient,
            Blame::Leak => Verdict::Leak,
            Blame::Limit => Verdict::Limit,
        };
        let mut ruling = Ruling::new(verdict, sentence(&mistake.message));
        ruling.diagnosis = Some(mistake.diagnosis.clone());
        ruling.place = own;
        return ruling;
    }
    if let Some(why) = &finding.undecided {
        return Ruling::new(Verdict::Inconclusive, format!("not judged: {why}"));
    }
    let Some(panic) = &finding.panic else {
        return Ruling::new(Verdict::Pass, None);
    };
    let message = plain(&panic.message);
    let ruling = if is_todo(&panic.message) && own.is_some() {
        let line = own.as_ref().map(|place| place.line);
        let line = line.or_else(|| source::todo_line(submitted.source));
        Ruling::new(Verdict::Unstarted, not_started(line))
    } else if own.is_some() {
        Ruling::new(
            Verdict::Panic,
            format!("The program panics: {}", ended(&message)),
        )
    } else {
        Ruling::new(Verdict::WrongAnswer, sentence(&message))
    };
    Ruling {
        place: own,
        ..ruling
    }
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    ended(&capital(text.trim()))
}

/// The check as a report lists it.
pub(crate) fn check_report(number: usize, observed: &Observed) -> CheckReport {
    let name = if observed.name.is_empty() {
        format!("check {}", number + 1)
    } else {
        observed.name.clone()
    };
    CheckReport {
        name,
        verdict: observed.ruling.verdict,
        diagnosis: observed.ruling.diagnosis.clone(),
        message: observed.ruling.message.clone(),
        exhaustive: false,
        schedules: 0,
        redundant: 0,
        preemption_bound: None,
        n_outcomes: 0,
    }
}
