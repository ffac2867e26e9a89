//! What `/proc` says of processes. Everything may vanish while it is read: what is gone is `None`, or empty.

use std::collections::HashMap;
use std::fs;
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::fs::MetadataExt;

use libc::pid_t;

/// A line of `/proc/PID/stat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stat {
    pub(super) name: String,
    pub(super) state: char,
    pub(super) parent: pid_t,
    /// When it was started, in ticks since boot: with the number, this is who it is.
    pub(super) started: u64,
}

pub(super) fn stat(process: pid_t) -> Option<Stat> {
    parse_stat(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

/// The name is in brackets and may itself hold brackets and blanks.
fn parse_stat(line: &str) -> Option<Stat> {
    let (front, rest) = line.rsplit_once(')')?;
    let name = front.split_once('(')?.1.to_owned();
    let mut fields = rest.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let parent = fields.next()?.parse().ok()?;
    let started = fields.nth(17)?.parse().ok()?;
    Some(Stat {
        name,
        state,
        parent,
        started,
    })
}

/// All processes whose line of parents leads to `root`, without it.
pub(super) fn descendants(root: pid_t) -> Vec<(pid_t, Stat)> {
    let mut children: HashMap<pid_t, Vec<(pid_t, Stat)>> = HashMap::new();
    for process in numbers("/proc") {
        if let Some(stat) = stat(process) {
            children
                .entry(stat.parent)
                .or_default()
                .push((process, stat));
        }
    }
    let mut found = Vec::new();
    let mut parents = vec![root];
    while let Some(parent) = parents.pop() {
        // Taken out, so that a number that was reused in the meantime makes no circle.
        for (process, stat) in children.remove(&parent).unwrap_or_default() {
            parents.push(process);
            found.push((process, stat));
        }
    }
    found
}

/// Kills a process, if it still is the one that was seen.
pub(super) fn kill(process: pid_t, seen: &Stat, signal: i32) {
    // SAFETY: the call makes a new descriptor or fails.
    let descriptor = unsafe { libc::syscall(libc::SYS_pidfd_open, process, 0) };
    let Ok(descriptor) = i32::try_from(descriptor) else {
        return;
    };
    if descriptor < 0 {
        return;
    }
    // SAFETY: the descriptor is new, and nobody else's.
    let _owned = unsafe { OwnedFd::from_raw_fd(descriptor) };
    // Asked again after the descriptor was opened: now the number cannot come to mean somebody else.
    if stat(process).is_some_and(|now| now.started == seen.started) {
        // SAFETY: the descriptor is open; no information is passed.
        unsafe {
            libc::syscall(
                libc::SYS_pidfd_send_signal,
                descriptor,
                signal,
                std::ptr::null::<u8>(),
                0,
            )
        };
    }
}

/// Entries of a directory that are numbers, in order.
pub(super) fn numbers(directory: &str) -> Vec<i32> {
    let mut numbers: Vec<i32> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    numbers.sort_unstable();
    numbers
}

/// Resident memory in bytes.
pub(super) fn resident(process: pid_t) -> u64 {
    let pages = || -> Option<u64> {
        let statm = fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
        statm.split(' ').nth(1)?.parse().ok()
    };
    // SAFETY: asking for a system constant has no preconditions.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    pages().unwrap_or(0) * u64::try_from(page).unwrap_or(4096)
}

/// What a descriptor is, as the system calls it: `pipe:[123]`, a path.
pub(super) fn link(process: pid_t, descriptor: i32) -> Option<String> {
    let target = fs::read_link(format!("/proc/{process}/fd/{descriptor}")).ok()?;
    Some(target.to_string_lossy().into_owned())
}

/// Device and number of the file behind a descriptor.
pub(super) fn identity(process: pid_t, descriptor: i32) -> Option<(u64, u64)> {
    let data = fs::metadata(format!("/proc/{process}/fd/{descriptor}")).ok()?;
    Some((data.dev(), data.ino()))
}

/// The access mode of a descriptor (`O_RDONLY`, `O_WRONLY`, `O_RDWR`).
pub(super) fn access(process: pid_t, descriptor: i32) -> Option<i32> {
    let info = fs::read_to_string(format!("/proc/{process}/fdinfo/{descriptor}")).ok()?;
    let flags = field(&info, "flags:")?;
    Some(i32::from_str_radix(flags, 8).ok()? & libc::O_ACCMODE)
}

/// The descriptors that an epoll descriptor watches, with the events that it watches them for.
pub(super) fn watched(process: pid_t, descriptor: i32) -> Vec<(i32, u32)> {
    let info =
        fs::read_to_string(format!("/proc/{process}/fdinfo/{descriptor}")).unwrap_or_default();
    info.lines()
        .filter_map(|line| {
            let mut words = line.strip_prefix("tfd:")?.split_whitespace();
            let descriptor = words.next()?.parse().ok()?;
            let events = u32::from_str_radix(words.nth(1)?, 16).ok()?;
            Some((descriptor, events))
        })
        .collect()
}

/// A field of `/proc/PID/status`, or of a file of that form.
pub(super) fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines()
        .find_map(|line| line.strip_prefix(name))
        .map(str::trim)
}

/// A field of a thread's status.
pub(super) fn status(thread: pid_t, name: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{thread}/status")).ok()?;
    field(&text, name).map(str::to_owned)
}

/// Whether a thread's status says of the signal that it is in the set of this name (`SigCgt:`, `SigIgn:`).
pub(super) fn in_set(thread: pid_t, set: &str, signal: i32) -> bool {
    let mask = status(thread, set).and_then(|mask| u64::from_str_radix(&mask, 16).ok());
    mask.is_some_and(|mask| signal > 0 && mask >> (signal - 1) & 1 == 1)
}

/// Where a thread is: the system call and its arguments, if it waits in one.
pub(super) fn call(process: pid_t, thread: pid_t) -> Option<(i64, [u64; 6])> {
    parse_call(&fs::read_to_string(format!("/proc/{process}/task/{thread}/syscall")).ok()?)
}

fn parse_call(line: &str) -> Option<(i64, [u64; 6])> {
    let mut words = line.split_whitespace();
    let call = words.next()?.parse().ok().filter(|&call| call >= 0)?;
    let mut args = [0; 6];
    for arg in &mut args {
        *arg = u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok()?;
    }
    Some((call, args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_brackets_and_blanks() {
        let line = "17 (a) b (c) S 5 17 17 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4242 9 9";
        let stat = parse_stat(line).expect("the line is complete");
        assert_eq!(
            (stat.name.as_str(), stat.state, stat.parent, stat.started),
            ("a) b (c", 'S', 5, 4242)
        );
    }

    #[test]
    fn a_call_has_a_number_and_six_arguments() {
        let line = "0 0x3 0x7f00 0x10 0x0 0x0 0xff 0x7ffe 0x7fff";
        assert_eq!(parse_call(line), Some((0, [3, 0x7f00, 16, 0, 0, 255])));
        assert_eq!(parse_call("running\n"), None);
        assert_eq!(parse_call("-1 0x7ffe 0x7fff"), None);
    }
}
