//! Parts of exercises about families of processes: starting others, outliving them, withstanding signals.
//!
//! Nothing here stays for ever, whatever becomes of the judge: who is not ended ends after a minute.

use std::io;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// How long who waits for its end waits for it.
const LONGEST: Duration = Duration::from_secs(60);

/// Plays a part; nothing if it is none of these:
///
/// - `stay`: does nothing, until it is killed.
/// - `family NAME:MANNER…`: starts a child for each but the first, waits until all of them are there, and then behaves as
///   the first says (Unix). Each writes a file `NAME.here` with two numbers: its own and its group's. The manners:
///   - `polite`: when it gets a SIGTERM, writes the file `NAME.saved` and ends.
///   - `slow`: the same, but it needs a moment between the signal and the file, in which `NAME.told` is there.
///   - `stubborn`: doesn't listen to SIGTERM.
///   - `gone`: ends at once, with code 3, without a look at the others.
pub(crate) fn play(part: &str, rest: &[String]) -> io::Result<Option<ExitCode>> {
    match part {
        "stay" => thread::sleep(LONGEST),
        #[cfg(unix)]
        "family" => return members::play(rest).map(Some),
        #[cfg(not(unix))]
        "family" => {
            let _ = rest;
            return Err(io::Error::other("there are no such families here"));
        }
        _ => return Ok(None),
    }
    Ok(Some(ExitCode::SUCCESS))
}

#[cfg(unix)]
mod members {
    use std::fs;
    use std::io;
    use std::process::{Command, ExitCode};
    use std::thread;
    use std::time::{Duration, Instant};

    use super::LONGEST;

    /// What `slow` needs to put its things in order.
    const MOMENT: Duration = Duration::from_millis(300);

    pub(super) fn play(family: &[String]) -> io::Result<ExitCode> {
        let (own, others) = family
            .split_first()
            .ok_or_else(|| io::Error::other("a family has a member"))?;
        let (name, manner) = own
            .split_once(':')
            .ok_or_else(|| io::Error::other(format!("no name and manner: {own}")))?;
        let mut children = Vec::new();
        for other in others {
            let program = std::env::current_exe()?;
            children.push(Command::new(program).arg("family").arg(other).spawn()?);
        }
        for other in others {
            let name = other.split(':').next().unwrap_or_default();
            wait_for(&format!("{name}.here"))?;
        }
        // Before anybody can know that it is there.
        let told = match manner {
            "stubborn" => ignore_termination().map(|()| None),
            _ => Termination::block().map(Some),
        }?;
        // SAFETY: it has no conditions, and can't fail.
        let group = unsafe { libc::getpgrp() };
        write(
            &format!("{name}.here"),
            &format!("{} {group}", std::process::id()),
        )?;
        match (manner, told) {
            ("gone", _) => return Ok(ExitCode::from(3)),
            ("stubborn", _) => thread::sleep(LONGEST),
            ("polite", Some(told)) => {
                told.wait()?;
                write(&format!("{name}.saved"), "")?;
            }
            ("slow", Some(told)) => {
                told.wait()?;
                write(&format!("{name}.told"), "")?;
                thread::sleep(MOMENT);
                write(&format!("{name}.saved"), "")?;
            }
            _ => return Err(io::Error::other(format!("no such manner: {manner}"))),
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A file that is there is there as a whole.
    fn write(path: &str, text: &str) -> io::Result<()> {
        let part = format!("{path}.part");
        fs::write(&part, text)?;
        fs::rename(part, path)
    }

    fn wait_for(path: &str) -> io::Result<()> {
        let start = Instant::now();
        while !fs::exists(path)? {
            if start.elapsed() > LONGEST {
                return Err(io::Error::other(format!("there is still no {path}")));
            }
            thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }

    fn ignore_termination() -> io::Result<()> {
        // SAFETY: to ignore a signal sets no function.
        let before = unsafe { libc::signal(libc::SIGTERM, libc::SIG_IGN) };
        if before == libc::SIG_ERR {
            return Err(io::Error::last_os_error());
        }
        Ok(())
    }

    /// SIGTERM, which no longer ends this process, and waits to be taken.
    struct Termination(libc::sigset_t);

    impl Termination {
        fn block() -> io::Result<Termination> {
            // SAFETY: all zeros is a value of this plain C type, and `sigemptyset` makes it a set.
            let mut set = unsafe { std::mem::zeroed() };
            // SAFETY: `set` is ours, the signal is one that there is, and this process has one thread.
            let error = unsafe {
                libc::sigemptyset(&mut set);
                libc::sigaddset(&mut set, libc::SIGTERM);
                libc::pthread_sigmask(libc::SIG_BLOCK, &set, std::ptr::null_mut())
            };
            match error {
                0 => Ok(Termination(set)),
                error => Err(io::Error::from_raw_os_error(error)),
            }
        }

        /// Waits until somebody has sent it.
        fn wait(&self) -> io::Result<()> {
            // There is no wait with a limit on every Unix, so it is the system's alarm that ends it.
            // SAFETY: it has no conditions.
            unsafe { libc::alarm(LONGEST.as_secs() as libc::c_uint) };
            let mut signal = 0;
            // SAFETY: both are ours.
            match unsafe { libc::sigwait(&self.0, &mut signal) } {
                0 => Ok(()),
                error => Err(io::Error::from_raw_os_error(error)),
            }
        }
    }
}
