//! What a child printed.
//!
//! A child has two outputs: *standard output* for what it makes, *standard error* for what it has to say about that.
//! Unless told otherwise, both go where the parent's go. [`Command::output`] collects them instead. It does three
//! things that one would have to think of otherwise: it reads both at the same time, so that neither fills up (the
//! lesson [`feed_stdin`](crate::feed_stdin)); it waits for the child; and it gives it no input.
//!
//! What was printed is bytes. Text it is only if the child says so. [`String::from_utf8`] asks,
//! [`String::from_utf8_lossy`] puts `�` for what is not text: good for a message, bad for a file's name.
//!
//! Look at the status first. What a child printed before it failed may be half of the truth. And when it failed, the
//! reason is usually on standard error: don't throw that away.

use std::io;
use std::process::{Command, ExitStatus};

/// Why there is no result.
#[derive(Debug)]
pub enum Problem {
    /// The child could not be started, or its output could not be read.
    NotStarted(io::Error),
    /// It ended, but not well.
    Failed {
        /// How it ended.
        status: ExitStatus,
        /// What it said about it on standard error.
        complaint: String,
    },
    /// It ended well, but what it printed is not text, or nothing.
    NotText,
}

/// Runs a child, and returns the first line of what it printed.
///
/// ```
/// use std::process::Command;
/// use processes::capture_output::{Problem, first_line};
/// let version = first_line(Command::new(env!("CARGO")).arg("--version")).unwrap();
/// assert!(version.starts_with("cargo "));
///
/// match first_line(Command::new(env!("CARGO")).arg("--no-such-option")) {
///     // Ready to be shown to somebody who can do something about it.
///     Err(Problem::Failed { complaint, .. }) => assert!(complaint.contains("--no-such-option")),
///     other => panic!("{other:?}"),
/// }
/// ```
///
/// # Errors
/// See [`Problem`].
pub fn first_line(command: &mut Command) -> Result<String, Problem> {
    let output = command.output().map_err(Problem::NotStarted)?;
    // Before anything else is done with the output.
    if !output.status.success() {
        return Err(Problem::Failed {
            status: output.status,
            complaint: String::from_utf8_lossy(&output.stderr).into_owned(),
        });
    }
    let text = String::from_utf8(output.stdout).map_err(|_| Problem::NotText)?;
    let line = text.lines().next().ok_or(Problem::NotText)?;
    Ok(line.to_owned())
}
