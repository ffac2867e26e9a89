//! Has a compiled submission explored by the host, and collects what comes back.
//!
//! The host is a supervised child; when it dies in one check, another one carries on with the next. What the
//! observations mean is not known here.

use std::path::Path;
use std::time::Duration;

use model::report::{Exploration, Place, Request};
use model::timed::TimedRun;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::report::Verdict;
use crate::supervise::{Ended, Finished, Limits, Supervised};
use crate::verdict::{is_todo, not_started};

/// What became of one check.
#[derive(Debug)]
pub enum Run {
    /// It was explored.
    Explored(Box<Exploration>),
    /// The child died of it.
    Died(Death),
}

/// How a child died.
#[derive(Clone, Debug)]
pub struct Death {
    /// `crash`, `timeout` or `limit`; `unstarted` or `panic` where it died before the first check; `judge-error` where
    /// the judge is to blame.
    pub verdict: Verdict,
    /// One sentence.
    pub message: String,
    /// The last place that is known.
    pub place: Option<Place>,
}

/// Dead children after which the rest of the checks is not tried any more.
const N_DEATHS: usize = 3;
/// Processor time without an operation after which a submission is stuck.
const WATCHDOG_MILLIS: u64 = 2000;
/// Exit code of a host whose watchdog struck.
const STUCK: i32 = 101;

/// The request, with what only the host reads of it.
#[derive(Serialize)]
struct Asked<'a> {
    #[serde(flatten)]
    request: &'a Request,
    watchdog_millis: u64,
}

/// A line that is not an exploration: the child's last words.
#[derive(Deserialize)]
struct LastWords {
    crash: Option<String>,
    stuck: Option<Stuck>,
    /// A sentence about the resource that the program used up.
    limit: Option<String>,
    place: Option<Place>,
    error: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum Stuck {
    Told {
        thread: Option<String>,
        place: Option<Place>,
    },
    Bare(String),
    Nothing(()),
}

/// Runs every check from the request's first one on; a `whole_program` has only itself to run.
pub fn explore(host: &Path, library: &Path, request: &Request, whole_program: bool) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut n_deaths = 0;
    loop {
        let request = Request {
            first_check: request.first_check + runs.len(),
            ..request.clone()
        };
        let (explored, death) = explore_once::<Exploration>(host, library, &request);
        runs.extend(
            explored
                .into_iter()
                .map(|exploration| Run::Explored(Box::new(exploration))),
        );
        let Some(death) = death else { return runs };
        // The list of checks would be made, and fail, again.
        let hopeless = matches!(
            death.verdict,
            Verdict::JudgeError | Verdict::Unstarted | Verdict::Panic
        );
        runs.push(Run::Died(death));
        n_deaths += 1;
        if hopeless || whole_program || n_deaths == N_DEATHS {
            return runs;
        }
    }
}

/// Runs one schedule of one check again, traced.
pub fn replay(
    host: &Path,
    library: &Path,
    request: &Request,
    check: usize,
    schedule: &str,
) -> Option<Exploration> {
    let request = Request {
        first_check: check,
        replay: Some(schedule.to_owned()),
        ..request.clone()
    };
    let (explorations, _) = explore_once::<Exploration>(host, library, &request);
    explorations.into_iter().next()
}

/// Runs a program once on each machine of the request.
pub fn time(host: &Path, library: &Path, request: &Request) -> (Vec<TimedRun>, Option<Death>) {
    explore_once(host, library, request)
}

fn explore_once<T: DeserializeOwned>(
    host: &Path,
    library: &Path,
    request: &Request,
) -> (Vec<T>, Option<Death>) {
    // Each check may use the whole budget, and how many there are is not known; on a crowded machine everything takes
    // longer. The deadline only guards against what the watchdog cannot see.
    let deadline = Duration::from_millis(request.budget.millis) * 6 + Duration::from_secs(20);
    let asked = serde_json::to_vec(&Asked {
        request,
        watchdog_millis: WATCHDOG_MILLIS,
    })
    .unwrap_or_default();
    let limits = Limits {
        deadline,
        output: 64 << 20,
        ..Limits::default()
    };
    match Supervised::new(host)
        .arg(library)
        .stdin(asked)
        .limits(limits)
        .run()
    {
        Ok(finished) => understand(&finished, deadline, request.file.as_ref()),
        Err(error) => {
            let message = format!("failed to run {}: {error}", host.display());
            (
                Vec::new(),
                Some(Death {
                    verdict: Verdict::JudgeError,
                    message,
                    place: None,
                }),
            )
        }
    }
}

fn understand<T: DeserializeOwned>(
    finished: &Finished,
    deadline: Duration,
    file: Option<&String>,
) -> (Vec<T>, Option<Death>) {
    let mut explorations = Vec::new();
    let mut last_words = None;
    for line in finished.stdout.split(|byte| *byte == b'\n') {
        if let Ok(exploration) = serde_json::from_slice::<T>(line) {
            explorations.push(exploration);
        } else if let Ok(words) = serde_json::from_slice::<LastWords>(line) {
            last_words = Some(words);
        }
    }
    let stderr = String::from_utf8_lossy(&finished.stderr).trim().to_owned();
    let crash = last_words.as_ref().and_then(|words| words.crash.clone());
    let stuck = last_words.as_ref().and_then(|words| words.stuck.clone());
    let error = last_words.as_ref().and_then(|words| words.error.clone());
    let death = |verdict, message: String| {
        Some(Death {
            verdict,
            message,
            place: None,
        })
    };
    if let Some(LastWords {
        limit: Some(message),
        place,
        ..
    }) = last_words
    {
        let place = place.filter(|place| Some(&place.file) == file);
        let verdict = Verdict::Limit;
        return (
            explorations,
            Some(Death {
                verdict,
                message,
                place,
            }),
        );
    }
    let death = match finished.ended {
        Ended::Exited(0) if error.is_none() => None,
        Ended::Exited(STUCK) => {
            let (thread, place) = match stuck {
                Some(Stuck::Told { thread, place }) => (thread, place),
                Some(Stuck::Bare(thread)) => (Some(thread), None),
                Some(Stuck::Nothing(())) | None => (None, None),
            };
            let place = place.filter(|place| Some(&place.file) == file);
            let who = thread
                .map(|thread| format!("Thread `{thread}`"))
                .unwrap_or_else(|| "A thread".to_owned());
            let after = place
                .as_ref()
                .map(|place| format!(" after line {}", place.line))
                .unwrap_or_default();
            let message = format!(
                "{who} computes on and on{after}, without ever doing anything that another thread could notice."
            );
            Some(Death {
                verdict: Verdict::Timeout,
                message,
                place,
            })
        }
        // A modelled panic or abort is an outcome and kills nobody. This one came while the list of checks was made, or
        // it is the explorer's.
        Ended::Signalled(_) if first_panic(&stderr).is_some() => {
            let (place, message) = first_panic(&stderr).unwrap_or_default();
            if place
                .as_ref()
                .is_some_and(|place| Some(&place.file) == file)
            {
                Some(died_of_panic(place, &message))
            } else {
                let told = stderr
                    .split("stack backtrace:")
                    .next()
                    .unwrap_or_default()
                    .trim();
                death(Verdict::JudgeError, format!("the explorer failed: {told}"))
            }
        }
        Ended::Signalled(signal) => match crash {
            Some(what) => death(Verdict::Crash, format!("The program dies: {what}.")),
            None => death(
                Verdict::Crash,
                format!("The program dies of signal {signal}."),
            ),
        },
        Ended::Deadline => death(
            Verdict::Timeout,
            format!("No answer within {} seconds.", deadline.as_secs()),
        ),
        Ended::OutputLimit => death(
            Verdict::Limit,
            "The program prints more than can be kept.".to_owned(),
        ),
        Ended::MemoryLimit => death(
            Verdict::Limit,
            "The program needs more than 1 GiB of memory.".to_owned(),
        ),
        Ended::Exited(code) => {
            let why = error.filter(|why| !why.is_empty()).unwrap_or(stderr);
            death(
                Verdict::JudgeError,
                format!("the host ended with code {code}: {why}"),
            )
        }
    };
    (explorations, death)
}

/// Place and message of the first panic that the default hook reported.
fn first_panic(stderr: &str) -> Option<(Option<Place>, String)> {
    let (_, report) = stderr.split_once("panicked at ")?;
    let (place, rest) = report.split_once(":\n").unwrap_or((report, ""));
    let message = rest.lines().next().unwrap_or_default().to_owned();
    let mut parts = place.rsplitn(3, ':');
    let (column, line) = (
        parts.next().and_then(|n| n.parse().ok()),
        parts.next().and_then(|n| n.parse().ok()),
    );
    let place = match (parts.next(), line, column) {
        (Some(file), Some(line), Some(column)) => Some(Place {
            file: file.to_owned(),
            line,
            column,
        }),
        _ => None,
    };
    Some((place, message))
}

fn died_of_panic(place: Option<Place>, message: &str) -> Death {
    let at = place
        .as_ref()
        .map(|place| format!(" in line {}", place.line))
        .unwrap_or_default();
    if is_todo(message) {
        let message = not_started(place.as_ref().map(|place| place.line));
        return Death {
            verdict: Verdict::Unstarted,
            message,
            place,
        };
    }
    Death {
        verdict: Verdict::Panic,
        message: format!("The program panics{at}: {message}"),
        place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_panic_is_read() {
        let stderr = "\nthread '<unnamed>' (17258) panicked at 07_every_output.rs:35:5:\nnot yet implemented: write\nnote: run\n\n\
                      thread '<unnamed>' panicked at crates/model/src/engine.rs:260:18:\nlook-alike\n";
        let (place, message) = first_panic(stderr).expect("a panic");
        assert_eq!(
            place,
            Some(Place {
                file: "07_every_output.rs".to_owned(),
                line: 35,
                column: 5
            })
        );
        assert_eq!(message, "not yet implemented: write");
        let death = died_of_panic(place, &message);
        assert_eq!(death.verdict, Verdict::Unstarted);
        assert_eq!(
            death.message,
            "Not started yet: the program reaches the `todo!()` in line 35."
        );
        assert!(first_panic("killed").is_none());
    }
}
