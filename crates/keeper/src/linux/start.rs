//! Starts the program: its pipes, its limits, its place in the world.

use std::ffi::CString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::OpenOptionsExt;

use libc::pid_t;

use super::{filter, ptrace};
use crate::Request;

/// A program that has been started.
pub(super) struct Started {
    pub(super) process: pid_t,
    pub(super) stdin: Option<File>,
    pub(super) stdout: File,
    pub(super) stderr: File,
    /// Holds an error number if the program could not be executed, once it has ended or been executed.
    failure: File,
    pub(super) traced: bool,
    pub(super) filtered: bool,
}

impl Started {
    /// Why the program could not be executed.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        let mut number = [0; 4];
        self.failure.read_exact(&mut number).ok()?;
        Some(io::Error::from_raw_os_error(i32::from_ne_bytes(number)))
    }
}

/// Starts the program, in a session of its own.
pub(super) fn start(request: &Request) -> io::Result<Started> {
    let path = c_string(&request.program)?;
    let directory = c_string(&request.directory)?;
    let args = std::iter::once(&request.program)
        .chain(&request.args)
        .map(|arg| c_string(arg))
        .collect::<io::Result<Vec<_>>>()?;
    let env = request
        .env
        .iter()
        .map(|(name, value)| c_string(&format!("{name}={value}")))
        .collect::<io::Result<Vec<_>>>()?;
    let args = pointers(&args);
    let env = pointers(&env);

    let (stdin, our_stdin) = if request.stdin.is_some() {
        let (read, write) = pipe()?;
        (read, Some(File::from(write)))
    } else {
        let null = File::options()
            .read(true)
            .custom_flags(libc::O_CLOEXEC)
            .open("/dev/null")?;
        (OwnedFd::from(null), None)
    };
    let (our_stdout, stdout) = pipe()?;
    let (our_stderr, stderr) = pipe()?;
    let (our_failure, failure) = pipe()?;
    let (go, our_go) = pipe()?;
    let mut filtered = request.trace && filter::can_trace();
    let told = filter::program(filtered);
    let untold = filter::program(false);
    filtered &= told.is_some();
    let limits = [
        (libc::RLIMIT_CORE, 0, 0),
        (
            libc::RLIMIT_FSIZE,
            request.limits.file_bytes,
            request.limits.file_bytes,
        ),
        (
            libc::RLIMIT_CPU,
            request.limits.cpu_seconds,
            request.limits.cpu_seconds + 1,
        ),
    ];

    // SAFETY: this process has one thread, so the child may do what the parent may.
    let process = unsafe { libc::fork() };
    if process < 0 {
        return Err(io::Error::last_os_error());
    }
    if process == 0 {
        let set_up = || -> io::Result<()> {
            place(&directory, &limits)?;
            // The keeper says when, and whether it traces.
            let mut traced = [0];
            read_one(go.as_raw_fd(), &mut traced)?;
            // In the order of the numbers, each is free or the one that is copied.
            for (to, from) in [(0, &stdin), (1, &stdout), (2, &stderr)] {
                // SAFETY: both are open descriptors of this process, none of which is below 3.
                check(unsafe { libc::dup2(from.as_raw_fd(), to) })?;
            }
            // SAFETY: the call only marks descriptors of this process.
            let marked = unsafe { libc::syscall(libc::SYS_close_range, 3, libc::c_uint::MAX, 4) };
            if marked != 0 {
                return Err(io::Error::last_os_error());
            }
            if let Some(program) = if traced[0] == 1 { &told } else { &untold } {
                // Where filters are forbidden, it goes without: then nothing is traced by a filter either.
                let installed = filter::install(program);
                if traced[0] == 1 && filtered {
                    installed?;
                }
            }
            // SAFETY: the arrays end with a null pointer, and the strings live.
            unsafe { libc::execve(path.as_ptr(), args.as_ptr(), env.as_ptr()) };
            Err(io::Error::last_os_error())
        };
        if let Err(error) = set_up() {
            let number = error.raw_os_error().unwrap_or(libc::EINVAL).to_ne_bytes();
            let _ = File::from(failure).write_all(&number);
        }
        // SAFETY: ends this process without running anything of the parent's.
        unsafe { libc::_exit(127) };
    }
    // The child's ends must be closed here, or no pipe would ever end.
    drop((stdin, stdout, stderr, failure, go));
    let traced = request.trace && ptrace::seize(process, filtered).is_ok();
    File::from(our_go).write_all(&[u8::from(traced)])?;
    let mut started = Started {
        process,
        stdin: our_stdin,
        stdout: File::from(our_stdout),
        stderr: File::from(our_stderr),
        failure: File::from(our_failure),
        traced,
        filtered: traced && filtered,
    };
    for descriptor in [
        &mut started.stdout,
        &mut started.stderr,
        &mut started.failure,
    ]
    .into_iter()
    .chain(started.stdin.as_mut())
    {
        // SAFETY: the flag of an open descriptor of ours is changed.
        check(unsafe { libc::fcntl(descriptor.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK) })?;
    }
    Ok(started)
}

/// The new process's place: session, directory, limits, signals.
fn place(directory: &CString, limits: &[(libc::__rlimit_resource_t, u64, u64)]) -> io::Result<()> {
    // SAFETY: the strings and structures live during the calls, and this process has one thread.
    unsafe {
        libc::setsid();
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        check(libc::chdir(directory.as_ptr()))?;
        libc::umask(0o022);
        for &(which, soft, hard) in limits {
            let limit = libc::rlimit {
                rlim_cur: soft,
                rlim_max: hard,
            };
            libc::setrlimit(which, &limit);
        }
        // What the keeper ignores or blocks is inherited otherwise.
        libc::signal(libc::SIGPIPE, libc::SIG_DFL);
        let mut none = std::mem::zeroed();
        libc::sigemptyset(&mut none);
        libc::sigprocmask(libc::SIG_SETMASK, &none, std::ptr::null_mut());
    }
    Ok(())
}

fn read_one(descriptor: RawFd, byte: &mut [u8; 1]) -> io::Result<()> {
    // SAFETY: one byte is read into one byte.
    let n = unsafe { libc::read(descriptor, byte.as_mut_ptr().cast(), 1) };
    if n == 1 {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// A pipe whose ends are closed by exec, both above the standard three.
fn pipe() -> io::Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0; 2];
    // SAFETY: the array has room for two.
    check(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) })?;
    // SAFETY: both are new, and nobody else's.
    Ok(unsafe { (OwnedFd::from_raw_fd(ends[0]), OwnedFd::from_raw_fd(ends[1])) })
}

fn check(result: libc::c_int) -> io::Result<()> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

fn c_string(text: &str) -> io::Result<CString> {
    CString::new(text)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "a zero byte in a name"))
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    strings
        .iter()
        .map(|string| string.as_ptr())
        .chain([std::ptr::null()])
        .collect()
}
