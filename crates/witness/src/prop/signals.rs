//! Parts of exercises about signals: a job that can be asked to end, and somebody who sends signals. Unix only.
//!
//! A job is led by named pipes: what it tells goes into `log`, and it goes on when a byte comes through its own. So who waits
//! for whom can be seen from outside, and nothing here depends on time.

use std::io;
use std::process::ExitCode;

/// Plays a part; nothing if it is none of these:
///
/// - `job NAME WHEN STARTER`: a job of a program whose number is `STARTER`. It writes lines into the named pipe `log`:
///   `NAME here PROCESS` when it begins, with its number; `NAME told` when it gets a SIGTERM, each time; `NAME saved` when
///   it is done, and then it exits with 0. It is done when it has read a byte from the named pipe `NAME.go`, not before.
///   `WHEN` it sends a SIGTERM to its starter: `never`, `first` (before it writes anything), or `last` (when it is done).
/// - `signal PROCESS NAME`: sends SIGTERM or SIGINT.
pub(crate) fn play(part: &str, rest: &[String]) -> io::Result<Option<ExitCode>> {
    match part {
        #[cfg(unix)]
        "job" => job::play(rest)?,
        #[cfg(unix)]
        "signal" => job::signal(rest)?,
        #[cfg(not(unix))]
        "job" | "signal" => {
            let _ = rest;
            return Err(io::Error::other("there are no such signals here"));
        }
        _ => return Ok(None),
    }
    Ok(Some(ExitCode::SUCCESS))
}

#[cfg(unix)]
mod job {
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::os::fd::AsRawFd;
    use std::ptr;
    use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicUsize, Ordering};

    pub(super) fn play(arguments: &[String]) -> io::Result<()> {
        let [name, when, starter] = arguments else {
            return Err(io::Error::other("a job has a name, a moment and a starter"));
        };
        let mut log = File::options().write(true).open("log")?;
        write_when_told(&log, format!("{name} told\n"))?;
        if when == "first" {
            send(number(starter)?, libc::SIGTERM)?;
        }
        // A few bytes get into a pipe as a whole.
        log.write_all(format!("{name} here {}\n", std::process::id()).as_bytes())?;
        let mut go = [0];
        File::open(format!("{name}.go"))?.read_exact(&mut go)?;
        log.write_all(format!("{name} saved\n").as_bytes())?;
        if when == "last" {
            send(number(starter)?, libc::SIGTERM)?;
        }
        Ok(())
    }

    pub(super) fn signal(arguments: &[String]) -> io::Result<()> {
        let [process, name] = arguments else {
            return Err(io::Error::other("a process and a signal"));
        };
        let signal = match name.as_str() {
            "SIGTERM" => libc::SIGTERM,
            "SIGINT" => libc::SIGINT,
            _ => return Err(io::Error::other(format!("no such signal: {name}"))),
        };
        send(number(process)?, signal)
    }

    fn number(text: &str) -> io::Result<libc::pid_t> {
        // Neither a group nor everybody.
        let number = text.parse().ok().filter(|&number| number > 1);
        number.ok_or_else(|| io::Error::other(format!("no process: {text}")))
    }

    fn send(process: libc::pid_t, signal: i32) -> io::Result<()> {
        // SAFETY: it has no conditions.
        match unsafe { libc::kill(process, signal) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// What the handler writes, and where. It is stored before there is a handler.
    static LOG: AtomicI32 = AtomicI32::new(-1);
    static TEXT: AtomicPtr<u8> = AtomicPtr::new(ptr::null_mut());
    static N_BYTES: AtomicUsize = AtomicUsize::new(0);

    /// From now on, a SIGTERM writes this text, and does nothing else.
    fn write_when_told(log: &File, text: String) -> io::Result<()> {
        let text: &'static mut [u8] = text.into_bytes().leak();
        LOG.store(log.as_raw_fd(), Ordering::SeqCst);
        N_BYTES.store(text.len(), Ordering::SeqCst);
        TEXT.store(text.as_mut_ptr(), Ordering::SeqCst);
        // SAFETY: all zeros is a value of this plain C type: no flags, an empty mask.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        action.sa_sigaction = told as extern "C" fn(i32) as libc::sighandler_t;
        // What is being read goes on.
        action.sa_flags = libc::SA_RESTART;
        // SAFETY: `action` is ours, and `told` does only what a handler may do.
        match unsafe { libc::sigaction(libc::SIGTERM, &action, ptr::null_mut()) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    extern "C" fn told(_: i32) {
        let text = TEXT.load(Ordering::SeqCst);
        // SAFETY: a handler may call `write`; the text is never freed, and has so many bytes. The log is open as long as
        // the job runs. Whoever is interrupted does not look at `errno` after it: `read` and `write` are started again.
        unsafe {
            libc::write(
                LOG.load(Ordering::SeqCst),
                text.cast_const().cast(),
                N_BYTES.load(Ordering::SeqCst),
            )
        };
    }
}
