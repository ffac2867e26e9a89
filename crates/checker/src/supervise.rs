//! Runs a child process that is not trusted to end, and leaves nothing of it behind.
//!
//! A child gets a process group of its own, an empty environment, no descriptors but its pipes, and limits on wall
//! clock, output and resident memory. When it ends, or a limit is passed, the whole group is killed. What the output
//! means is not known here. The number of processes is not limited: the system counts all of a user's tasks.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// What a child may use up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wall clock.
    pub deadline: Duration,
    /// Bytes on standard output and standard error, each.
    pub output: usize,
    /// Resident memory in bytes; watched on Linux only.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            deadline: Duration::from_secs(10),
            output: 16 << 20,
            memory: 1 << 30,
        }
    }
}

/// Why a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself, with an exit code.
    Exited(i32),
    /// Of a signal that the judge did not send.
    Signalled(i32),
    /// Killed: the deadline passed.
    Deadline,
    /// Killed: too much output.
    OutputLimit,
    /// Killed: too much memory.
    MemoryLimit,
}

/// What a child left.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Why it ended.
    pub ended: Ended,
    /// Its standard output, up to the limit.
    pub stdout: Vec<u8>,
    /// Its standard error, up to the limit.
    pub stderr: Vec<u8>,
    /// Wall-clock duration.
    pub duration: Duration,
}

impl Finished {
    /// Ended by itself with exit code 0.
    pub fn success(&self) -> bool {
        self.ended == Ended::Exited(0)
    }
}

/// A child process to be.
#[derive(Debug)]
pub struct Supervised {
    program: PathBuf,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    directory: Option<PathBuf>,
    stdin: Vec<u8>,
    limits: Limits,
}

impl Supervised {
    /// A run of `program` without arguments, with an empty environment and nothing on standard input.
    pub fn new(program: impl Into<PathBuf>) -> Supervised {
        Supervised {
            program: program.into(),
            args: Vec::new(),
            env: Vec::new(),
            directory: None,
            stdin: Vec::new(),
            limits: Limits::default(),
        }
    }

    /// Adds an argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// Sets a variable of the otherwise empty environment.
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.env
            .push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Sets the working directory.
    pub fn directory(mut self, directory: &Path) -> Self {
        self.directory = Some(directory.to_owned());
        self
    }

    /// Sets what the child reads on standard input.
    pub fn stdin(mut self, bytes: Vec<u8>) -> Self {
        self.stdin = bytes;
        self
    }

    /// Sets the limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Runs the child to its end.
    ///
    /// # Errors
    /// When the program cannot be started or waited for.
    pub fn run(self) -> io::Result<Finished> {
        let started = Instant::now();
        let mut command = Command::new(&self.program);
        command
            .args(&self.args)
            .env_clear()
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Windows programs don't start without it.
        #[cfg(windows)]
        if let Some(root) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", root);
        }
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        #[cfg(unix)]
        isolation::apply(&mut command);
        let child = command.spawn()?;
        Running {
            child,
            started,
            limits: self.limits,
            reaped: None,
        }
        .run_to_end(&self.stdin)
    }
}

/// A started child; killed with its group when dropped.
struct Running {
    child: Child,
    started: Instant,
    limits: Limits,
    reaped: Option<ExitStatus>,
}

impl Running {
    fn run_to_end(mut self, stdin: &[u8]) -> io::Result<Finished> {
        let flooded = AtomicBool::new(false);
        let child_stdin = self.child.stdin.take();
        let child_stdout = self.child.stdout.take();
        let child_stderr = self.child.stderr.take();
        let limit = self.limits.output;
        let (closed, pipes) = mpsc::channel::<()>();
        let flooded = &flooded;
        std::thread::scope(|scope| {
            // The writer's own thread: a child that never reads must not block us. It is not waited for
            // longer than the child lives, as killing the group closes the pipe's other end.
            scope.spawn(move || {
                if let Some(mut pipe) = child_stdin {
                    // A child that closes its input early is no fault of ours.
                    let _ = pipe.write_all(stdin);
                }
            });
            let read = |pipe: Option<Box<dyn Read + Send>>| {
                let closed = closed.clone();
                scope.spawn(move || {
                    let bytes = read_up_to(pipe, limit, flooded);
                    drop(closed);
                    bytes
                })
            };
            let stdout = read(child_stdout.map(|pipe| Box::new(pipe) as _));
            let stderr = read(child_stderr.map(|pipe| Box::new(pipe) as _));
            drop(closed);
            let ended = self.watch(&pipes, flooded);
            // Before the readers are joined: whoever still holds a pipe's other end has to go.
            self.kill_group();
            let ended = ended?;
            Ok(Finished {
                ended,
                stdout: stdout.join().unwrap_or_default(),
                stderr: stderr.join().unwrap_or_default(),
                duration: self.started.elapsed(),
            })
        })
    }

    /// Waits until the child has ended or has to be ended.
    fn watch(&mut self, pipes: &mpsc::Receiver<()>, flooded: &AtomicBool) -> io::Result<Ended> {
        const PAUSE: Duration = Duration::from_millis(20);
        let mut pipes_open = true;
        loop {
            if flooded.load(Ordering::SeqCst) {
                return Ok(Ended::OutputLimit);
            }
            #[cfg(unix)]
            if isolation::has_ended(self.child.id()) {
                // Before the child is reaped: until then nobody else can get its number.
                isolation::kill_group(self.child.id());
            }
            if let Some(status) = self.child.try_wait()? {
                self.reaped = Some(status);
                return Ok(how_it_ended(status));
            }
            let left = self.limits.deadline.saturating_sub(self.started.elapsed());
            if left.is_zero() {
                return Ok(Ended::Deadline);
            }
            #[cfg(target_os = "linux")]
            if isolation::resident_bytes(self.child.id())
                .is_some_and(|bytes| bytes > self.limits.memory)
            {
                return Ok(Ended::MemoryLimit);
            }
            if pipes_open {
                // Both pipes closed is the usual sign of the end, and comes at once.
                match pipes.recv_timeout(PAUSE.min(left)) {
                    Err(RecvTimeoutError::Disconnected) => pipes_open = false,
                    Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                }
            } else {
                std::thread::sleep(Duration::from_millis(1).min(left));
            }
        }
    }

    fn kill_group(&mut self) {
        if self.reaped.is_none() {
            #[cfg(unix)]
            isolation::kill_group(self.child.id());
            let _ = self.child.kill();
            self.reaped = self.child.wait().ok();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill_group();
    }
}

/// Reads until the end, or until `limit` bytes are there; `flooded` is set in the second case.
fn read_up_to(pipe: Option<Box<dyn Read + Send>>, limit: usize, flooded: &AtomicBool) -> Vec<u8> {
    let Some(mut pipe) = pipe else {
        return Vec::new();
    };
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match pipe.read(&mut chunk) {
            Ok(0) => return bytes,
            Ok(n) => {
                let room = limit - bytes.len();
                bytes.extend_from_slice(&chunk[..n.min(room)]);
                if n > room {
                    flooded.store(true, Ordering::SeqCst);
                    return bytes;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return bytes,
        }
    }
}

fn how_it_ended(status: ExitStatus) -> Ended {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Ended::Signalled(signal);
    }
    Ended::Exited(status.code().unwrap_or(-1))
}

/// What only Unix can do to keep a child apart.
#[cfg(unix)]
mod isolation {
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    /// A process group of its own, no inherited descriptors, no core dumps, death with the judge.
    pub(super) fn apply(command: &mut Command) {
        command.process_group(0);
        // SAFETY: between fork and exec only system calls are made; nothing is allocated, no lock is taken.
        unsafe {
            command.pre_exec(|| {
                let no_core = libc::rlimit {
                    rlim_cur: 0,
                    rlim_max: 0,
                };
                libc::setrlimit(libc::RLIMIT_CORE, &no_core);
                #[cfg(target_os = "linux")]
                {
                    // Dies with the thread that waits for it, so that an interrupted judge leaves nothing running.
                    libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
                }
                close_on_exec();
                Ok(())
            });
        }
    }

    /// Marks every descriptor but the standard three as closed by exec (Cargo's job server, say). Marked, not
    /// closed: the standard library reports a failed exec over one of them.
    fn close_on_exec() {
        #[cfg(target_os = "linux")]
        {
            const CLOSE_RANGE_CLOEXEC: libc::c_uint = 4;
            // SAFETY: the call only sets flags of descriptors of this process.
            let done = unsafe {
                libc::syscall(
                    libc::SYS_close_range,
                    3,
                    libc::c_uint::MAX,
                    CLOSE_RANGE_CLOEXEC,
                )
            };
            if done == 0 {
                return;
            }
        }
        for descriptor in 3..1024 {
            // SAFETY: as above; on a closed descriptor it fails without effect.
            unsafe { libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC) };
        }
    }

    /// Whether the child has ended; it is not reaped.
    pub(super) fn has_ended(child: u32) -> bool {
        // SAFETY: zeroes are a valid `siginfo_t`, and the call writes to nothing else.
        unsafe {
            let mut info: libc::siginfo_t = std::mem::zeroed();
            let options = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
            libc::waitid(libc::P_PID, child, &mut info, options) == 0
                && info.si_signo == libc::SIGCHLD
        }
    }

    /// Kills every process of the child's group. The child must not have been reaped.
    pub(super) fn kill_group(leader: u32) {
        let Ok(group) = libc::pid_t::try_from(leader) else {
            return;
        };
        // SAFETY: the group was made for this child, and the number is the child's until it is reaped.
        unsafe { libc::kill(-group, libc::SIGKILL) };
    }

    /// Resident memory of a process.
    #[cfg(target_os = "linux")]
    pub(super) fn resident_bytes(process: u32) -> Option<u64> {
        let statm = std::fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
        let pages: u64 = statm.split(' ').nth(1)?.parse().ok()?;
        // SAFETY: asking for a system constant has no preconditions.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
        Some(pages * u64::try_from(page).ok()?)
    }
}
