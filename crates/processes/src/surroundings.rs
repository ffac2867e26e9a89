//! Environment, directory, open files.
//!
//! A child starts with what its parent gives it, and much of that is given without a word. Each of these is *inherited*
//! unless you say otherwise:
//!
//! | | inherited | on purpose |
//! | --- | --- | --- |
//! | arguments | no | [`args`](Command::args) |
//! | environment | all of it, secrets too | [`env_clear`](Command::env_clear), then [`env`](Command::env) |
//! | directory | yes | [`current_dir`](Command::current_dir) |
//! | standard input, output, error | yes, with `spawn` and `status` | [`stdin`](Command::stdin), … |
//! | other open files | no: see below | |
//!
//! - **Environment.** A password in a variable is handed to every child, and to their children. Clear it, and pass on
//!   what is needed: [`with_only`].
//! - **Standard input.** A child that inherits it may take away what was meant for you. [`Stdio::null`] is empty.
//! - **Directory.** After `current_dir`, a relative path to the program means one place on one system and another place
//!   on another. Make it absolute first: [`in_directory`]. Use `current_dir` of the command, never
//!   [`std::env::set_current_dir`]: that one changes it for all threads of the parent.
//! - **Open files.** On Unix an open file is a number, a *descriptor*, and each has a mark: *close on exec*. `std` sets
//!   it on everything that it opens. So a child gets descriptors 0, 1 and 2, and nothing else. That matters: a pipe's
//!   writing end that some child has by accident keeps the pipe's reader waiting, for as long as that child lives. Code
//!   in other languages may forget the mark; [`stays_here`] asks for it. To hand a file on, make it one of the three.

use std::env;
use std::ffi::OsStr;
use std::io;
use std::path::{self, Path};
use std::process::{Command, Stdio};

/// A command that is given nothing but the named variables of this process's environment, and an empty input.
///
/// ```
/// # #[cfg(unix)] {
/// use processes::surroundings::with_only;
/// // Cargo gives its children many variables.
/// assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
/// let output = with_only("/bin/sh", &["PATH"])
///     .env("COLOUR", "blue")
///     .args(["-c", "echo ${PATH+path} ${CARGO_MANIFEST_DIR+manifest} $COLOUR; cat"])
///     .output()
///     .unwrap();
/// assert_eq!(output.stdout, b"path blue\n");
/// # }
/// ```
pub fn with_only(program: impl AsRef<OsStr>, names: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null());
    for name in names {
        // What is not set here stays unset there. That is not the same as empty.
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// A command for a program at a path, that runs in a directory. A relative path is meant as seen from *here*.
///
/// ```
/// # #[cfg(unix)] {
/// use processes::surroundings::in_directory;
/// let output = in_directory("/bin/sh".as_ref(), "/".as_ref())
///     .unwrap()
///     .args(["-c", "pwd"])
///     .output()
///     .unwrap();
/// assert_eq!(output.stdout, b"/\n");
/// // "tools/mend", wherever we are, becomes "/where/we/are/tools/mend".
/// let command = in_directory("tools/mend".as_ref(), "/".as_ref()).unwrap();
/// assert!(std::path::Path::new(command.get_program()).is_absolute());
/// # }
/// ```
///
/// # Errors
/// If nobody knows where here is: the current directory has been removed.
pub fn in_directory(program: &Path, directory: &Path) -> io::Result<Command> {
    let mut command = Command::new(path::absolute(program)?);
    command.current_dir(directory);
    Ok(command)
}

/// Whether an open file stays in this process when it starts another program: whether it has the mark "close on exec".
/// Unix only.
///
/// ```
/// use processes::surroundings::stays_here;
/// let (reader, writer) = std::io::pipe().unwrap();
/// assert!(stays_here(&reader).unwrap());
/// assert!(stays_here(&writer).unwrap());
/// // The three that are meant to be handed on.
/// assert!(!stays_here(std::io::stderr()).unwrap());
/// ```
///
/// # Errors
/// If the descriptor is not open.
#[cfg(unix)]
pub fn stays_here(file: impl std::os::fd::AsFd) -> io::Result<bool> {
    let flags = rustix::io::fcntl_getfd(file)?;
    Ok(flags.contains(rustix::io::FdFlags::CLOEXEC))
}
