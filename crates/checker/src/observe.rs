//! Looks at the real binary: what a submission does outside of the explorer, on this machine, once.
//!
//! One run proves nothing about other schedules; it shows that the program also works without the look-alike.

use std::path::Path;
use std::process::{ExitStatus, Output};
use std::time::Duration;

use assert_cmd::assert::OutputAssertExt;

use crate::report::Verdict;
use crate::supervise::{Ended, Finished, Limits, Supervised};

/// What the real program did wrong.
#[derive(Clone, Debug)]
pub struct Seen {
    /// `timeout`, `limit`, `crash` or `panic`.
    pub verdict: Verdict,
    /// One sentence.
    pub message: String,
}

/// How long the real program may take: it sleeps for real.
const DEADLINE: Duration = Duration::from_secs(10);

/// Runs the program in an empty folder and requires that it ends with success.
///
/// # Errors
/// What it did instead.
pub fn ends_well(binary: &Path, folder: &Path) -> Result<(), Seen> {
    let limits = Limits {
        deadline: DEADLINE,
        output: 1 << 20,
        ..Limits::default()
    };
    let finished = Supervised::new(binary)
        .directory(folder)
        .limits(limits)
        .run()
        .map_err(|error| Seen {
            verdict: Verdict::JudgeError,
            message: format!("failed to run the real program: {error}"),
        })?;
    let seen = |verdict, message: &str| {
        Err(Seen {
            verdict,
            message: message.to_owned(),
        })
    };
    match finished.ended {
        Ended::Deadline => seen(
            Verdict::Timeout,
            "Run for real, the program does not end within 10 seconds.",
        ),
        Ended::OutputLimit => seen(
            Verdict::Limit,
            "Run for real, the program prints without end.",
        ),
        Ended::MemoryLimit => seen(
            Verdict::Limit,
            "Run for real, the program needs more than 1 GiB of memory.",
        ),
        Ended::Signalled(_) => seen(
            Verdict::Crash,
            "Run for real, the program is killed by the system.",
        ),
        Ended::Exited(_) => check_end(&finished),
    }
}

fn check_end(finished: &Finished) -> Result<(), Seen> {
    let Ended::Exited(code) = finished.ended else {
        return Ok(());
    };
    let output = Output {
        status: exit_status(code),
        stdout: finished.stdout.clone(),
        stderr: finished.stderr.clone(),
    };
    let unharmed = predicates::str::contains("panicked at").count(0);
    let assert = output.assert().try_success();
    match assert
        .map_err(|_| ())
        .and_then(|assert| assert.try_stderr(unharmed).map_err(|_| ()))
    {
        Ok(_) => Ok(()),
        Err(()) => {
            let stderr = String::from_utf8_lossy(&finished.stderr);
            let last = stderr
                .lines()
                .find(|line| line.contains("panicked at"))
                .unwrap_or_default();
            Err(Seen {
                verdict: Verdict::Panic,
                message: format!("Run for real, the program ends with code {code}. {last}")
                    .trim_end()
                    .to_owned(),
            })
        }
    }
}

fn exit_status(code: i32) -> ExitStatus {
    #[cfg(unix)]
    {
        // The form in which `wait` gives it.
        std::os::unix::process::ExitStatusExt::from_raw((code & 0xff) << 8)
    }
    #[cfg(windows)]
    {
        std::os::windows::process::ExitStatusExt::from_raw(code.cast_unsigned())
    }
}
