//! A family of processes. Unix only.
//!
//! A child may have children of its own. Killing the child does not touch those: they live on as *orphans*, are given
//! another parent, and keep what they have open. `Command` knows nothing of them.
//!
//! Unix has a name for a family: the *process group*. Each process is in one. A child is in its parent's group, unless
//! somebody puts it into a new one; then that has the child's number, and all its future children are in it. A signal
//! can be sent to a whole group at once.
//!
//! ```text
//!  group 100: shell's job            group 107
//!  ┌───────────────┐                 ┌────────────────────────────┐
//!  │ 100 parent ───┼── start ────────┼► 107 child ─┬─► 108        │ ◄── one signal for all
//!  └───────────────┘                 │             └─► 109        │
//!                                    └────────────────────────────┘
//! ```
//!
//! - **Make the group when you start the child**: [`process_group(0)`](CommandExt::process_group). Without it, the
//!   child is in *your* group, and a signal to that group hits you too.
//! - **Signal while the leader is not reaped.** Its number is the group's number. It can't be given to anybody else
//!   while a process of the group is there, the leader's zombie included. After that it can.
//! - **SIGTERM first**, which a program may catch to put things in order. SIGKILL, which nobody can catch, only for who
//!   does not listen.
//! - **You can wait for your children only, not for grandchildren.** To know when all are gone, look for what they
//!   leave behind: a pipe that all have inherited comes to its end when the last of them has closed it.
//!
//! Ctrl-C in a terminal is a SIGINT to a group: the one in the foreground. A child in a group of its own does not get
//! it. So who makes groups must pass it on.
//!
//! # Sessions
//!
//! A *session* is a set of groups, usually all that was started from one terminal. When the terminal goes away, its
//! session gets a SIGHUP. A program that wants to live on makes a session of its own, `setsid`: that is what a *daemon*
//! does. A process may leave its group or session like this, and then a signal to the group does not reach it. Groups
//! are for families that cooperate. (To hold those that don't, Linux has control groups and process namespaces.)

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

use rustix::process::{Pid, Signal};

/// Starts a child as the leader of a new group. Its children, and theirs, will be in it.
///
/// # Errors
/// If it can't be started.
pub fn start_family(command: &mut Command) -> io::Result<Child> {
    command.process_group(0).spawn()
}

/// Sends a signal to a child from [`start_family`] and to all of its family. It must not have been waited for yet.
///
/// ```
/// use std::io::{BufRead, BufReader, Read};
/// use std::process::{Command, Stdio};
/// use processes::groups::{signal_family, start_family};
/// use rustix::process::Signal;
/// // A child with two children: they read what we never write.
/// let script = "exec 3<&0; cat <&3 & cat <&3 & echo ready; wait";
/// let mut parent = Command::new("/bin/sh");
/// parent.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
/// let mut leader = start_family(&mut parent).unwrap();
/// let mut output = BufReader::new(leader.stdout.take().unwrap());
/// let mut line = String::new();
/// output.read_line(&mut line).unwrap();
/// assert_eq!(line, "ready\n");
///
/// signal_family(&leader, Signal::TERM).unwrap();
/// // All three have this pipe open. It ends when the last of them is gone.
/// output.read_to_end(&mut Vec::new()).unwrap();
/// // Only now is the leader waited for.
/// assert!(!leader.wait().unwrap().success());
/// ```
///
/// # Errors
/// If the child is not the leader of a group, or if the system refuses.
pub fn signal_family(leader: &Child, signal: Signal) -> io::Result<()> {
    let id = Pid::from_child(leader);
    if group_of(leader)? != id {
        // Its group is somebody else's. Most likely ours.
        return Err(io::Error::other("the child is not the leader of a group"));
    }
    rustix::process::kill_process_group(id, signal)?;
    Ok(())
}

/// Which group a child is in.
///
/// ```
/// use std::process::{Command, Stdio};
/// use processes::groups::{group_of, signal_family, start_family};
/// use rustix::process::{Pid, Signal, getpgrp};
/// let cat = || {
///     let mut cat = Command::new("cat");
///     cat.stdin(Stdio::piped());
///     cat
/// };
/// let mut leader = start_family(&mut cat()).unwrap();
/// assert_eq!(group_of(&leader).unwrap(), Pid::from_child(&leader));
///
/// let mut ordinary = cat().spawn().unwrap();
/// assert_eq!(group_of(&ordinary).unwrap(), getpgrp(), "it is in ours");
/// // A signal to that group would be the end of us.
/// assert!(signal_family(&ordinary, Signal::TERM).is_err());
///
/// // `wait` closes their input, and that is their end.
/// leader.wait().unwrap();
/// ordinary.wait().unwrap();
/// ```
///
/// # Errors
/// If it has been waited for.
pub fn group_of(child: &Child) -> io::Result<Pid> {
    Ok(rustix::process::getpgid(Some(Pid::from_child(child)))?)
}
