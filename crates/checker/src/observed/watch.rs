//! One run of a submission under the keeper, a program of its own that traces the whole family of processes.
//!
//! Where there is no keeper (it needs Linux), the run is supervised as compilers are: then only the program itself is seen.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use keeper::{Event, Summary};

use crate::supervise::{self, Supervised};
use crate::toolchain::Toolchain;

/// How long one check may take.
pub(super) const DEADLINE: Duration = Duration::from_secs(10);
/// How long the keeper may take to clean up after that.
const CLEANING: Duration = Duration::from_secs(20);
/// Bytes that a program may print.
pub(super) const OUTPUT: u64 = 1 << 20;
/// Memory of all its processes together.
pub(super) const MEMORY: u64 = 1 << 30;
/// Processes alive at a time.
pub(super) const PROCESSES: u64 = 64;
/// Size of a file.
pub(super) const FILE: u64 = 64 << 20;
/// Events that are kept; a story has far fewer.
const EVENTS: u64 = 4000;

/// What was seen of a run.
pub(super) struct Watched {
    /// What happened, in order; empty where it was not traced.
    pub(super) events: Vec<Event>,
    /// How it ended.
    pub(super) summary: Summary,
}

/// A program to be run.
pub(super) struct Run<'a> {
    pub(super) program: &'a Path,
    /// Its working directory.
    pub(super) folder: &'a Path,
    /// Its environment, the whole of it.
    pub(super) env: Vec<(String, String)>,
}

/// Whether this system can watch more than the program itself.
pub(super) const WATCHES_ALL: bool = cfg!(target_os = "linux");

#[cfg(target_os = "linux")]
pub(super) fn watch(toolchain: &Toolchain, run: &Run<'_>) -> io::Result<Watched> {
    use keeper::{Record, Request};

    let request = Request {
        program: run.program.display().to_string(),
        args: Vec::new(),
        env: run.env.clone(),
        directory: run.folder.display().to_string(),
        stdin: None,
        limits: keeper::Limits {
            millis: u64::try_from(DEADLINE.as_millis()).unwrap_or(u64::MAX),
            output_bytes: OUTPUT,
            memory_bytes: MEMORY,
            processes: PROCESSES,
            file_bytes: FILE,
            cpu_seconds: 2 * DEADLINE.as_secs(),
            events: EVENTS,
        },
        trace: true,
    };
    let finished = Supervised::new(toolchain.keeper())
        .stdin(serde_json::to_vec(&request)?)
        .limits(supervise::Limits {
            deadline: DEADLINE + CLEANING,
            output: 64 << 20,
            ..supervise::Limits::default()
        })
        .run()?;
    let mut events = Vec::new();
    let lines = finished.stdout.split(|&byte| byte == b'\n');
    for line in lines.filter(|line| !line.is_empty()) {
        match serde_json::from_slice(line)? {
            Record::Event(event) => events.push(event),
            Record::Summary { summary } => {
                let summary = *summary;
                return Ok(Watched { events, summary });
            }
        }
    }
    let said = String::from_utf8_lossy(&finished.stderr);
    let said = said.trim();
    Err(io::Error::other(if said.is_empty() {
        format!("its keeper ended before it did ({:?})", finished.ended)
    } else {
        said.to_owned()
    }))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn watch(_: &Toolchain, run: &Run<'_>) -> io::Result<Watched> {
    use keeper::{Bytes, End, Left, Limit};
    use supervise::Ended;

    let mut supervised =
        Supervised::new(run.program)
            .directory(run.folder)
            .limits(supervise::Limits {
                deadline: DEADLINE,
                output: usize::try_from(OUTPUT).unwrap_or(usize::MAX),
                memory: MEMORY,
            });
    for (name, value) in &run.env {
        supervised = supervised.env(name, value);
    }
    let finished = supervised.run()?;
    let end = match finished.ended {
        Ended::Exited(code) => End::Exited(code),
        Ended::Signalled(signal) => End::Killed(format!("signal {signal}")),
        Ended::Deadline => End::Deadline,
        Ended::OutputLimit => End::Limit(Limit::Output),
        Ended::MemoryLimit => End::Limit(Limit::Memory),
    };
    let summary = Summary {
        end,
        stdout: Bytes(finished.stdout),
        stderr: Bytes(finished.stderr),
        micros: u64::try_from(finished.duration.as_micros()).unwrap_or(u64::MAX),
        traced: false,
        processes: 1,
        events: 0,
        events_not_told: 0,
        left: Left::default(),
        stuck: None,
        directory_gone: false,
        unkilled: 0,
    };
    Ok(Watched {
        events: Vec::new(),
        summary,
    })
}

/// The environment of a check.
pub(super) fn environment(
    toolchain: &Toolchain,
    number: usize,
    finding: &Path,
) -> Vec<(String, String)> {
    let text = |path: PathBuf| path.display().to_string();
    let mut env = vec![
        (witness::CHECK.to_owned(), number.to_string()),
        (witness::FINDING.to_owned(), text(finding.to_owned())),
        (witness::PROP.to_owned(), text(toolchain.prop())),
    ];
    // Programs that the exercises start by their names are found by it.
    if let Ok(path) = std::env::var("PATH") {
        env.push(("PATH".to_owned(), path));
    }
    env
}
