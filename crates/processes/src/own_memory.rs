//! Fork copies, exec replaces. Unix only.
//!
//! On Unix a new program is started in two steps:
//!
//! - **fork** makes a copy of the process that calls it: the same program, at the same place in it, with a copy of all
//!   its memory and with the same open files. From then on there are two. What one of them writes to its memory, the
//!   other one never sees. (The copy is cheap: the memory is copied only where somebody writes, page by page.)
//! - **exec** replaces the program in a process by another one, which begins at its `main`. Nothing of the old one's
//!   memory is left. But it is the same process: it keeps its number, its parent, its directory, and those open files
//!   that are not marked *close on exec*.
//!
//! ```text
//!   parent ──── fork ──────────────────────── wait ──►
//!                 └──── a copy ──── exec ──── the other program ──── exit
//! ```
//!
//! A shell is a program that does little else, so it can show both: `( … )` in a script forks, `exec` in a script
//! execs. See [`add_in_a_copy`] and [`replaced`].
//!
//! Rust's [`Command`] does both steps for you, or asks the system for one step that does as much. In between it sets
//! up directory, files and environment. So the new program has **nothing of your memory**: not a
//! `static` that you have changed, not a thread, not a lock. What it is to know, it must be given: as arguments,
//! environment, input. And what it has found out, it must give back: as output and exit status.
//!
//! # Why `std` has no `fork`
//!
//! The copy has one thread only, the one that called `fork`. The others are gone, but what they held is copied as it
//! was: a lock that another thread had is locked in the copy, and nobody is left to unlock it. The memory allocator has
//! such locks. So after a `fork` in a program with threads hardly anything may be called until `exec`; not even
//! `println!`. A compiler can't check that. So it is `unsafe` in Rust, and not in `std`.
//! ([`exec`](std::os::unix::process::CommandExt::exec) alone is there. It is safe: what would be left in a bad state is
//! gone.)

use std::io;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

/// A `static` is one variable for each *process*. All threads of a process share it, and no other process does.
static N_CALLS: AtomicU32 = AtomicU32::new(0);

/// Counts its calls, in this process.
///
/// The example `own_memory` calls it in a parent and in a child. Each begins at 1.
pub fn count_call() -> u32 {
    N_CALLS.fetch_add(1, Ordering::SeqCst) + 1
}

/// Forks in a shell. The copy adds to a number. What the copy has then, and what the original has.
///
/// ```
/// // The copy began with 40: it had the number. The original still has 40.
/// assert_eq!(processes::own_memory::add_in_a_copy(40, 2).unwrap(), ["42", "40"]);
/// ```
///
/// # Errors
/// If the shell can't be started.
pub fn add_in_a_copy(number: u32, more: u32) -> io::Result<Vec<String>> {
    let script = "number=$1
        ( number=$((number + $2)); echo $number )
        echo $number";
    lines_of(script, [number.to_string(), more.to_string()])
}

/// Execs in a shell. The number of the process before and after, and nothing of what comes after the `exec` in the old
/// program.
///
/// ```
/// let numbers = processes::own_memory::replaced().unwrap();
/// // The third `echo` was never run: the program in which it stood is gone.
/// assert_eq!(numbers.len(), 2);
/// // Another program, the same process.
/// assert_eq!(numbers[0], numbers[1]);
/// ```
///
/// # Errors
/// If the shell can't be started.
pub fn replaced() -> io::Result<Vec<String>> {
    // `$$` is the number of the shell's process.
    let script = "echo $$
        exec /bin/sh -c 'echo $$'
        echo never";
    lines_of(script, [])
}

/// Runs a script, and returns what it printed.
fn lines_of<const N: usize>(script: &str, arguments: [String; N]) -> io::Result<Vec<String>> {
    let output = Command::new("/bin/sh")
        .args(["-c", script, "script"])
        .args(arguments)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(str::to_owned).collect())
}
