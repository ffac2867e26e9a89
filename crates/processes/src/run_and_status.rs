//! Start a child, and how it ended.
//!
//! A [`Command`] is a description: which program, which arguments. Nothing runs until [`status`](Command::status),
//! [`output`](Command::output) or [`spawn`](Command::spawn). `status` starts the child, waits for it, and returns how
//! it ended. There are four answers, and only one of them means success:
//!
//! - The child **could not be started**: there is no such program, say. That is the `Err` of `status`.
//! - It ended **by itself**, with a number (on Unix from 0 to 255). 0 means success; what the others mean is up to
//!   the program.
//! - It was **ended by a signal**. It crashed, or somebody killed it. There is no number then:
//!   [`code`](ExitStatus::code) is `None`. (Only on Unix. On Windows there is always a number.)
//!
//! A common mistake is to look at the `Err` alone. `status()?` is `Ok` for a child that failed. Another one is
//! `status.code().unwrap_or(0)`, which takes a crash for success.
//!
//! # No shell
//!
//! `Command` does not read a line as a shell does. Each argument goes to the program as it is: spaces, quotes and
//! semicolons mean nothing. That is good. Where text of somebody else is put into a line for `sh -c`, they can end the
//! line and begin another command. If it must be a shell, give it the text as an argument, and let the script name it
//! `"$1"`: see [`script`].

use std::io;
use std::process::{Command, ExitStatus};

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By itself, and it says that all went well.
    Success,
    /// By itself, and it says that something went wrong.
    Failure(i32),
    /// By a signal, of this number if the system tells.
    Signal(Option<i32>),
}

impl From<ExitStatus> for Ending {
    fn from(status: ExitStatus) -> Ending {
        match status.code() {
            Some(0) => Ending::Success,
            Some(code) => Ending::Failure(code),
            None => Ending::Signal(signal_of(status)),
        }
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_: ExitStatus) -> Option<i32> {
    None
}

/// Runs a child to its end.
///
/// ```
/// use std::process::{Command, Stdio};
/// use processes::run_and_status::{Ending, run};
/// // Cargo is a program that everybody has who can run this.
/// let mut cargo = Command::new(env!("CARGO"));
/// cargo.arg("--version").stdout(Stdio::null());
/// assert_eq!(run(&mut cargo).unwrap(), Ending::Success);
/// let mut cargo = Command::new(env!("CARGO"));
/// cargo.arg("--no-such-option").stderr(Stdio::null());
/// assert!(matches!(run(&mut cargo).unwrap(), Ending::Failure(_)));
/// // Not started at all.
/// assert!(run(&mut Command::new("there is no program of this name")).is_err());
/// ```
///
/// # Errors
/// If the child can't be started.
pub fn run(command: &mut Command) -> io::Result<Ending> {
    // `?` is for "not started". "Started and failed" is in the `Ok`.
    let status = command.status()?;
    Ok(status.into())
}

/// A shell script with arguments. What is in them is never read as a command. Unix only.
///
/// ```
/// use processes::run_and_status::{Ending, run, script};
/// assert_eq!(run(&mut script("exit 3", &[])).unwrap(), Ending::Failure(3));
/// // Signal 15 is SIGTERM, the polite one: "please end".
/// assert_eq!(run(&mut script("kill -s TERM $$", &[])).unwrap(), Ending::Signal(Some(15)));
/// // Somebody has a funny name. It stays a name: the shell does not exit with 1.
/// let mut greet = script(r#"test "$1" = "; exit 1 #""#, &["; exit 1 #"]);
/// assert_eq!(run(&mut greet).unwrap(), Ending::Success);
/// ```
#[cfg(unix)]
pub fn script(text: &str, arguments: &[&str]) -> Command {
    let mut shell = Command::new("/bin/sh");
    // What follows the script is `$0`, the name under which the shell complains. Then come `$1`, `$2`, …
    shell.args(["-c", text, "script"]).args(arguments);
    shell
}
