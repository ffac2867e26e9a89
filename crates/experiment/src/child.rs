//! One run as a process that may crash or hang: it is ended, with all that it has started, when its time is over, when the
//! experiment is asked to stop, and when it has ended itself.
//!
//! Only Unix has groups of processes; elsewhere the process itself is ended, and what it has started is not.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;

/// How often a run is looked at.
const PAUSE: Duration = Duration::from_millis(5);
/// How long to wait for the last of the output when the whole family has been ended.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// The most output that is kept; whoever writes more is not read any further.
const LONGEST_OUTPUT: u64 = 1 << 20;

/// Why a run gave no output.
#[derive(Debug, Error)]
pub enum RunError {
    /// There is no such program.
    #[error("there is no program of this name")]
    NotFound,
    /// The system did not start it, or lost it.
    #[error("the system did not run it: {0}")]
    System(#[from] io::Error),
    /// It was ended.
    #[error("it took longer than {} s, and was ended", .0.as_secs())]
    Deadline(Duration),
    /// The experiment was told to stop.
    #[error("it was stopped")]
    Stopped,
    /// It said itself that it failed.
    #[error("it ended with {status}{}", in_its_words(.stderr))]
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// What it wrote to standard error.
        stderr: String,
    },
}

/// Runs a process to its end; gives its standard output.
///
/// # Errors
/// When it does not end well, not within `deadline`, or not before `stop` is set. Nothing is left of it in any case.
pub fn run(
    command: &mut Command,
    deadline: Duration,
    stop: &AtomicBool,
) -> Result<String, RunError> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let started = Instant::now();
    let child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => RunError::NotFound,
        _ => RunError::System(error),
    })?;
    let mut family = Family {
        child,
        status: None,
    };
    let stdout = read(family.child.stdout.take());
    let stderr = read(family.child.stderr.take());
    let status = loop {
        if stop.load(Ordering::SeqCst) {
            return Err(RunError::Stopped);
        }
        if let Some(status) = family.try_wait()? {
            break status;
        }
        if started.elapsed() > deadline {
            return Err(RunError::Deadline(deadline));
        }
        thread::sleep(PAUSE);
    };
    // Nobody of the family holds the pipes any more.
    let text = |output: &Receiver<Vec<u8>>| {
        let bytes = output.recv_timeout(LAST_WORDS).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    if status.success() {
        Ok(text(&stdout))
    } else {
        let stderr = text(&stderr);
        Err(RunError::Failed { status, stderr })
    }
}

/// A started process and all that it starts; ended when dropped.
struct Family {
    child: Child,
    /// How the process ended, once it has been waited for.
    status: Option<ExitStatus>,
}

impl Family {
    /// How the process ended, if it has; then the others of its family are ended too.
    fn try_wait(&mut self) -> io::Result<Option<ExitStatus>> {
        #[cfg(unix)]
        if unix::has_ended(&self.child)? {
            // Before it is waited for: until then nobody else can get its number.
            unix::end_group(&self.child);
        }
        self.status = self.child.try_wait()?;
        Ok(self.status)
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        if self.status.is_none() {
            #[cfg(unix)]
            unix::end_group(&self.child);
            // It may have ended by now.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Reads to the end on a thread of its own: a full pipe would stop the writer.
fn read(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What was read before an error counts.
            let _ = pipe.take(LONGEST_OUTPUT).read_to_end(&mut bytes);
        }
        // Nobody listens after a failure.
        let _ = sender.send(bytes);
    });
    receiver
}

/// The last line of what a failed run wrote, which says the most.
fn in_its_words(stderr: &str) -> String {
    match stderr.trim_end().lines().next_back() {
        None => String::new(),
        Some(line) => format!("; its last words: {}", line.trim()),
    }
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::process::Child;

    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

    /// Whether it has ended; it can still be waited for.
    pub(super) fn has_ended(child: &Child) -> io::Result<bool> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        Ok(waitid(WaitId::Pid(number(child)), options)?.is_some())
    }

    /// Ends everybody in the group of which this child is the first.
    pub(super) fn end_group(child: &Child) {
        // There may be nobody left.
        let _ = kill_process_group(number(child), Signal::KILL);
    }

    fn number(child: &Child) -> Pid {
        Pid::from_child(child)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const GENEROUS: Duration = Duration::from_secs(60);

    fn shell(script: &str, deadline: Duration, stop: bool) -> Result<String, RunError> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(&mut command, deadline, &AtomicBool::new(stop))
    }

    #[test]
    fn output_is_kept_and_failure_is_told() {
        assert_eq!(shell("echo tea", GENEROUS, false).expect("tea"), "tea\n");
        let error = shell("echo one >&2; echo two >&2; exit 3", GENEROUS, false);
        assert_eq!(
            error.expect_err("a failure").to_string(),
            "it ended with exit status: 3; its last words: two"
        );
        let missing = run(
            &mut Command::new("no-such-program"),
            GENEROUS,
            &AtomicBool::new(false),
        );
        assert!(matches!(missing, Err(RunError::NotFound)));
    }

    #[test]
    fn whoever_hangs_is_ended_with_its_family() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("number");
        // The child of the shell outlives it unless the group is ended.
        let script = format!("sleep 1000 & echo $! > {}; wait", path.display());
        let error = shell(&script, Duration::from_secs(5), false);
        assert!(matches!(error, Err(RunError::Deadline(_))), "{error:?}");
        assert_gone(&path);
    }

    #[test]
    fn whoever_is_left_behind_is_ended() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("number");
        let script = format!("sleep 1000 & echo $! > {}; echo done", path.display());
        // It holds the pipe: the output's end is seen only because it is ended.
        assert_eq!(shell(&script, GENEROUS, false).expect("done"), "done\n");
        assert_gone(&path);
    }

    #[test]
    fn a_stop_is_heard() {
        let stopped = shell("sleep 1000", GENEROUS, true);
        assert!(matches!(stopped, Err(RunError::Stopped)), "{stopped:?}");
    }

    /// The process whose number is in this file ends; it is somebody else's to wait for.
    fn assert_gone(path: &std::path::Path) {
        let text = std::fs::read_to_string(path).expect("a number");
        let number: i32 = text.trim().parse().expect("a number");
        let pid = rustix::process::Pid::from_raw(number).expect("a number of a process");
        let until = Instant::now() + GENEROUS;
        // A dead process that nobody has waited for yet still counts as there, so `/proc` is asked where it exists.
        let is_there = || {
            let stat = std::fs::read_to_string(format!("/proc/{number}/stat"));
            let is_dead = stat.is_ok_and(|stat| stat.contains(") Z "));
            rustix::process::test_kill_process(pid).is_ok() && !is_dead
        };
        while is_there() {
            assert!(Instant::now() < until, "process {number} is still there");
            thread::sleep(PAUSE);
        }
    }
}
