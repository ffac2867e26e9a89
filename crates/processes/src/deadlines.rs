//! Waiting for a child, but not for ever.
//!
//! A thread can't be stopped from outside. A process can: what it holds is its own, and the system cleans up. So one
//! can give a child a time limit and mean it. It takes two steps, and the second one is often forgotten:
//!
//! 1. [`kill`](Child::kill) asks the system to end it. On Unix that is the signal SIGKILL, which no program can catch.
//!    It returns at once: the child may not have ended yet.
//! 2. [`wait`](Child::wait) waits until it has, and reaps it. Without it there is a zombie (the lesson
//!    [`waiting`](crate::waiting)).
//!
//! What killing does not do: it does not end the child's own children (the lesson `groups`), and it gives the child no
//! chance to finish what it was writing. So ask politely first if there is time.
//!
//! # How to wait for only so long
//!
//! `std` has `wait` (for ever) and `try_wait` (not at all), and nothing in between. Three ways:
//!
//! - `try_wait`, a short sleep, and again, until the deadline. Simple, works everywhere; a little late each time.
//! - A thread that waits for something that comes with the end, such as the end of the child's output, and tells
//!   through a channel; here, a `recv_timeout`. But output may stay open after the end, if a grandchild has it.
//! - On Linux, a *pidfd*: an open file that stands for a process, and is readable when it has ended. `ended_within`
//!   waits for that, with a time limit, without asking again and again.
//!
//! Whichever it is, there is a moment in which the child ends while you decide that it is late. So the last word has
//! the exit status, not the clock: a child that was ready after all was not killed. [`stop`] returns the status, and it
//! says which of the two it was.

use std::io;
use std::process::{Child, ExitStatus};
#[cfg(target_os = "linux")]
use std::time::{Duration, Instant};

/// Ends a child, now, and reaps it. If it had ended by itself, its status is what it was.
///
/// ```
/// # #[cfg(unix)] {
/// use std::process::{Command, Stdio};
/// use processes::deadlines::stop;
/// use processes::run_and_status::Ending;
/// // `cat` waits for its input, and we never give it any.
/// let mut cat = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
/// // Signal 9 is SIGKILL.
/// assert_eq!(Ending::from(stop(&mut cat).unwrap()), Ending::Signal(Some(9)));
///
/// let mut quick = Command::new("/bin/sh").args(["-c", "exit 5"]).spawn().unwrap();
/// processes::waiting::watch_it_end(&quick).unwrap();
/// // Too late to kill it.
/// assert_eq!(Ending::from(stop(&mut quick).unwrap()), Ending::Failure(5));
/// # }
/// ```
///
/// # Errors
/// If the system refuses.
pub fn stop(child: &mut Child) -> io::Result<ExitStatus> {
    // A child that has ended but was not reaped can be killed: it changes nothing.
    child.kill()?;
    child.wait()
}

/// Waits until a child has ended, but no longer than `patience`. Whether it has. Linux only.
///
/// `wait` gives its status afterwards, as ever.
///
/// ```
/// use std::process::{Command, Stdio};
/// use std::time::Duration;
/// use processes::deadlines::{ended_within, stop};
/// let mut cat = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
/// assert!(!ended_within(&mut cat, Duration::from_millis(1)).unwrap());
/// // The end of its input is the end of `cat`.
/// drop(cat.stdin.take());
/// assert!(ended_within(&mut cat, Duration::from_secs(600)).unwrap());
/// assert!(cat.wait().unwrap().success());
/// ```
///
/// # Errors
/// If the kernel is older than 5.3, or has no open files left.
#[cfg(target_os = "linux")]
pub fn ended_within(child: &mut Child, patience: Duration) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{Pid, PidfdFlags, pidfd_open};

    // If it was reaped already, its number may belong to somebody else by now. So ask `std` first, which remembers.
    if child.try_wait()?.is_some() {
        return Ok(true);
    }
    let pidfd = pidfd_open(Pid::from_child(child), PidfdFlags::empty())?;
    let start = Instant::now();
    loop {
        // What is left, not `patience` again: a signal may interrupt the wait any number of times.
        let left = patience.saturating_sub(start.elapsed());
        // `None` waits for ever; that is for a time too long to be written down.
        let timeout = Timespec::try_from(left).ok();
        match poll(&mut [PollFd::new(&pidfd, PollFlags::IN)], timeout.as_ref()) {
            Ok(n_ready) => return Ok(n_ready > 0),
            Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
