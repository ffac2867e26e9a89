//! # 10. Process group (transfer, Unix)
//!
//! This exercise is about Unix: Linux, macOS and the like. Windows has no process groups of this kind.
//!
//! A build tool starts a compiler, the compiler starts a linker, the linker starts a compressor. Then somebody presses
//! "stop". If you kill the child that you have started, its own children don't notice: they go on without it, with nobody
//! who waits for them. You don't even know their numbers. But Unix has a name for all of them together, a *process group*.
//! A child is in the group of its parent, unless it is given one of its own.
//!
//! Everything you need is in the exercises before, except this:
//! - `CommandExt::process_group(0)` in `std::os::unix::process`: the child leads a new group. Its number is the child's.
//! - `rustix::process::kill_process_group` sends a signal to all of a group. `Signal::TERM` asks to end: a program can
//!   catch it and put its things in order first. `Signal::KILL` can't be caught.
//! - `test_kill_process_group` sends nothing. It gives an error when nobody is left in the group. Who has ended and was not
//!   waited for is still in it.
//!
//! Your task: `start` a family, and `stop` it.
//! - `start` starts a child as the leader of a group of its own.
//! - `stop` asks all of the family to end. Whoever has not ended when the time of `grace` is over is killed.
//! - `stop` returns when all have ended, or have been killed. It does not wait out the grace if nobody needs it.
//! - The leader may end before the others, or may have ended before `stop` is called. The others count all the same.
//! - The leader has been waited for, and `stop` returns how it ended.
//!
//! ```text
//! caller    ──┬──── TERM to all ┄┄┄┄┄┄┄ grace ┄┄┄┄┄┄┄┄ KILL to all ── wait ──▶ status of the leader
//! leader      └─┬────────●                               │
//! grandchild    ├────────┴─ saves ─●                     │
//! another       └────────── doesn't listen ──────────────●
//! ```

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

/// Starts a child as the leader of a group of its own.
///
/// # Errors
/// When it cannot be started.
pub fn start(command: &mut Command) -> io::Result<Child> {
    todo!("start the leader of a new group")
}

/// Ends a leader from `start`, and all of its group: asks first, and kills whoever is still there after `grace`. How the
/// leader ended.
///
/// # Errors
/// When the system refuses.
pub fn stop(leader: &mut Child, grace: Duration) -> io::Result<ExitStatus> {
    todo!("ask all, wait, and kill whoever is left")
}

fn main() -> io::Result<()> {
    // A shell with two children. The second one doesn't listen to SIGTERM.
    let script = "sleep 60 & (trap '' TERM; sleep 60) & echo started; wait";
    let mut leader = start(Command::new("/bin/sh").args(["-c", script]))?;
    thread::sleep(Duration::from_millis(200));
    let asked = Instant::now();
    let status = stop(&mut leader, Duration::from_millis(500))?;
    println!("stopped after {:?}: {status}", asked.elapsed());
    Ok(())
}
