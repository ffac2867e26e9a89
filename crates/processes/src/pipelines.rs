//! One's output is the other's input.
//!
//! `sort | head` in a shell is two children and a pipe. Both run at the same time. The parent has nothing to do with
//! the bytes: it makes the pipe, gives one end to each child, and waits. `std` makes it in two steps: the first child
//! gets [`Stdio::piped`] as output, and what is then in [`Child::stdout`] becomes the second one's input.
//!
//! Three rules:
//!
//! - **Start all, then wait.** The first child can't end before somebody reads what it prints.
//! - **Keep no end yourself.** A reader gets the end only when *nobody* can write any more; a writer gets a broken pipe
//!   only when *nobody* can read any more. If the parent still holds an end, it counts too. There is a well hidden one:
//!   a [`Command`] keeps the end that it was given, so that it could be started again. Drop the `Command`, or give it
//!   something else, as [`connect`] does.
//! - **Ask everybody how it went.** A shell tells you about the last one only. If the first one failed in the middle,
//!   the second one has seen an ordinary end, and is content with half of the input.

use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};

/// What came out at the end, and how each of the two ended.
#[derive(Debug)]
pub struct Finished {
    /// The second one's output.
    pub output: Vec<u8>,
    /// How the first one and the second one ended.
    pub statuses: [ExitStatus; 2],
}

/// Runs `first | second`.
///
/// ```
/// # #[cfg(unix)] {
/// use std::process::Command;
/// use processes::pipelines::connect;
/// use processes::run_and_status::Ending;
/// let mut names = Command::new("/bin/sh");
/// names.args(["-c", "echo tom; echo ann; echo eva"]);
/// let result = connect(&mut names, &mut Command::new("sort")).unwrap();
/// assert_eq!(result.output, b"ann\neva\ntom\n");
/// assert!(result.statuses.iter().all(|status| status.success()));
///
/// // The first one would print for ever. The second one reads one line and leaves.
/// let mut endless = Command::new("/bin/sh");
/// endless.args(["-c", "while echo y; do :; done"]);
/// let mut first_line = Command::new("/bin/sh");
/// first_line.args(["-c", "read line; echo $line"]);
/// let result = connect(&mut endless, &mut first_line).unwrap();
/// assert_eq!(result.output, b"y\n");
/// // Signal 13 is SIGPIPE: "nobody reads what you print".
/// assert_eq!(Ending::from(result.statuses[0]), Ending::Signal(Some(13)));
/// # }
/// ```
///
/// # Errors
/// If one can't be started. The other one is then not left running.
pub fn connect(first: &mut Command, second: &mut Command) -> io::Result<Finished> {
    let mut writer = first.stdout(Stdio::piped()).spawn()?;
    let pipe = writer.stdout.take().expect("a pipe was asked for");
    let started = second.stdin(pipe).stdout(Stdio::piped()).spawn();
    // The `Command` lets go of its copy of the pipe. Now the reader is the only one who has it.
    second.stdin(Stdio::null());
    let reader = match started {
        Ok(reader) => reader,
        Err(error) => {
            end(writer)?;
            return Err(error);
        }
    };
    // Both run. The last one is read to its end, then each is waited for.
    let output = reader.wait_with_output();
    let status_of_first = writer.wait()?;
    let output = output?;
    Ok(Finished {
        output: output.stdout,
        statuses: [status_of_first, output.status],
    })
}

/// Kills a child that has become useless, and waits for it.
fn end(mut child: Child) -> io::Result<ExitStatus> {
    child.kill()?;
    child.wait()
}
