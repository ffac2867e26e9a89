//! Who is not waited for becomes a zombie.
//!
//! When a child ends, its memory and its files go at once. But its exit status must stay until the parent has asked for
//! it. So the system keeps an entry: a *zombie*. It costs next to nothing, but its number is taken, and there are only
//! so many. A server that starts a child for each request and waits for none of them will one day be unable to start
//! another. Killing a zombie does nothing: it is dead already. **Waiting** is what removes it: one says *reap*. When
//! the parent itself ends, the system gives its children to another process, which reaps them.
//!
//! In Rust, dropping a [`Child`] neither kills nor waits. It is the same with a thread's handle: the connection is
//! gone, the child runs on. It is easy to drop one on the way out of a function, with a `?`. A guard helps: [`Reaped`].
//!
//! - [`wait`](Child::wait) waits. Once it has returned, the number may be given to a new process. A second `wait`
//!   returns the same status again, without asking the system.
//! - [`try_wait`](Child::try_wait) asks without waiting: `None` means that it is still running. If it is not, it is
//!   reaped.
//! - `wait` closes the child's standard input first, if it is still there. A child that reads to the end of its input
//!   can then end. It does **not** read the child's output.

#[cfg(unix)]
use std::io;
use std::process::Child;

/// A child that is never left behind: if it is dropped, it is killed and waited for.
#[derive(Debug)]
pub struct Reaped(Option<Child>);

impl Reaped {
    /// Takes over the duty to wait.
    ///
    /// ```
    /// use std::process::{Command, Stdio};
    /// use processes::waiting::Reaped;
    /// # fn connect() -> Result<(), std::io::Error> { Err(std::io::ErrorKind::NotConnected.into()) }
    /// fn with_helper() -> std::io::Result<()> {
    ///     let mut helper = Command::new(env!("CARGO"));
    ///     helper.args(["search", "--help"]).stdout(Stdio::null());
    ///     let _helper = Reaped::new(helper.spawn()?);
    ///     connect()?; // Fails, and leaves the function. The helper is reaped on the way.
    ///     Ok(())
    /// }
    /// assert!(with_helper().is_err());
    /// ```
    pub fn new(child: Child) -> Reaped {
        Reaped(Some(child))
    }

    /// Gives the child back, with the duty to wait for it.
    pub fn release(mut self) -> Child {
        self.0.take().expect("it is taken here only")
    }
}

impl Drop for Reaped {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            // There is nobody to tell about an error. If it has ended already, `kill` does nothing.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Waits until a child has ended, and leaves it as a zombie: its status is still there to be asked for. Unix only.
///
/// # Errors
/// If it was waited for already.
#[cfg(unix)]
pub fn watch_it_end(child: &Child) -> io::Result<()> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};

    let id = WaitId::Pid(Pid::from_child(child));
    // `NOWAIT` means: tell me, but don't reap.
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    rustix::io::retry_on_intr(|| waitid(id.clone(), options))?;
    Ok(())
}

/// The letter that Linux gives to what a process is doing: `R` for running, `S` for sleeping, `Z` for a zombie, and
/// some more. `None` if there is no such process. Linux only.
///
/// ```
/// use std::process::Command;
/// use processes::waiting::{state, watch_it_end};
/// let mut child = Command::new("/bin/sh").args(["-c", "exit 4"]).spawn().unwrap();
/// watch_it_end(&child).unwrap();
/// // It has ended, but it is still in the list of processes.
/// assert_eq!(state(child.id()).unwrap(), Some('Z'));
/// assert_eq!(child.wait().unwrap().code(), Some(4));
/// // Reaped. A second wait remembers the answer.
/// assert_eq!(child.wait().unwrap().code(), Some(4));
/// ```
///
/// # Errors
/// If the list of processes can't be read.
#[cfg(target_os = "linux")]
pub fn state(id: u32) -> io::Result<Option<char>> {
    let line = match std::fs::read_to_string(format!("/proc/{id}/stat")) {
        Ok(line) => line,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // `12 (name) Z …`. The name may have brackets and spaces in it, so the last bracket counts.
    let after_name = line.rsplit(')').next().unwrap_or_default();
    Ok(after_name.trim_start().chars().next())
}
