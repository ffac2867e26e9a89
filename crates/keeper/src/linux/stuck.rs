//! Where each thread of the tree waits, for what, and whether only the tree itself could end the wait.
//!
//! A single look proves nothing, as threads move while it is taken. Two looks with the same fingerprint do: a thread
//! that was asleep in both and has not been switched to in between did nothing in between, and that holds for all of
//! them at the moment between the looks.

mod words;

use std::fs::{self, File};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

use libc::{c_long, pid_t};

use super::observe::descriptor;
use super::tree::Tree;
use super::{proc, ptrace};
use crate::{Stuck, StuckOn, StuckTask};

/// Where everybody is.
pub(super) struct Look {
    tasks: Vec<StuckTask>,
    /// The system's numbers of the tasks' processes.
    real: Vec<pid_t>,
    /// The same in two looks only if nobody did anything in between.
    pub(super) fingerprint: Vec<String>,
    /// Whether everybody waits for what only the tree can bring.
    pub(super) closed: bool,
}

/// An end of something that a process holds.
struct Held {
    by: u32,
    link: String,
    reads: bool,
    writes: bool,
}

/// Looks at every thread of the tree. `stdin_open` is whether the judge may still write to standard input.
pub(super) fn look(tree: &mut Tree, stdin_open: bool) -> Look {
    let living: Vec<(u32, pid_t, String)> = tree
        .living()
        .map(|(number, process)| (number, process.real, process.program.clone()))
        .collect();
    let held = held(&living);
    let mut look = Look {
        tasks: Vec::new(),
        real: Vec::new(),
        fingerprint: Vec::new(),
        closed: true,
    };
    for (number, real, program) in &living {
        for (thread, task) in (0..).zip(proc::numbers(&format!("/proc/{real}/task"))) {
            let status =
                fs::read_to_string(format!("/proc/{real}/task/{task}/status")).unwrap_or_default();
            let state = proc::field(&status, "State:")
                .unwrap_or("X")
                .chars()
                .next()
                .unwrap_or('X');
            if matches!(state, 'Z' | 'X') {
                continue;
            }
            let switches = proc::field(&status, "voluntary_ctxt_switches:").unwrap_or_default();
            let call = proc::call(*real, task);
            look.fingerprint
                .push(format!("{task} {state} {switches} {call:?}"));
            let mut seen = Seen {
                tree,
                held: &held,
                number: *number,
                real: *real,
                stdin_open,
            };
            let (name, on, only_tree) = match (state, call) {
                ('T' | 't', _) => ("stopped".to_owned(), Vec::new(), false),
                // A parent that waits until its new child runs a program sleeps deeply.
                ('S' | 'D', Some((call, args))) => seen.waits(call, &args),
                _ => ("running".to_owned(), Vec::new(), false),
            };
            look.closed &= only_tree;
            look.real.push(*real);
            look.tasks.push(StuckTask {
                pid: *number,
                thread,
                program: program.clone(),
                call: name,
                on,
                only_tree,
                words: String::new(),
            });
        }
    }
    look.closed &= !look.tasks.is_empty();
    look
}

/// The finished report: how full the pipes are, and all of it in words.
pub(super) fn report(look: Look) -> Stuck {
    let Look {
        mut tasks, real, ..
    } = look;
    for (task, real) in tasks.iter_mut().zip(real) {
        for on in &mut task.on {
            if let StuckOn::Descriptor {
                fd,
                object,
                filled,
                capacity,
                ..
            } = on
                && !object.starts_with("socket")
            {
                (*filled, *capacity) = fullness(real, *fd);
            }
        }
    }
    words::tell(&mut tasks);
    let words: Vec<&str> = tasks.iter().map(|task| task.words.as_str()).collect();
    let words = words.join("; ");
    Stuck { tasks, words }
}

/// What all processes hold of pipes and the like.
fn held(living: &[(u32, pid_t, String)]) -> Vec<Held> {
    let mut held = Vec::new();
    for &(by, real, _) in living {
        for fd in proc::numbers(&format!("/proc/{real}/fd")) {
            if let (Some(link), Some(access)) = (proc::link(real, fd), proc::access(real, fd)) {
                let reads = access != libc::O_WRONLY;
                let writes = access != libc::O_RDONLY;
                held.push(Held {
                    by,
                    link,
                    reads,
                    writes,
                });
            }
        }
    }
    held
}

/// One thread in a call.
struct Seen<'a> {
    tree: &'a mut Tree,
    held: &'a [Held],
    number: u32,
    real: pid_t,
    stdin_open: bool,
}

impl Seen<'_> {
    /// The call's name, what it waits for, and whether only the tree can end that.
    fn waits(&mut self, call: i64, args: &[u64; 6]) -> (String, Vec<StuckOn>, bool) {
        let call = c_long::from(call);
        let name = call_name(call);
        let first = descriptor(args[0]);
        let (on, only_tree) = match call {
            libc::SYS_read | libc::SYS_readv | libc::SYS_recvfrom | libc::SYS_recvmsg => {
                self.each(&[(first, false)])
            }
            libc::SYS_write | libc::SYS_writev | libc::SYS_sendto | libc::SYS_sendmsg => {
                self.each(&[(first, true)])
            }
            libc::SYS_sendfile => self.either(descriptor(args[1]), first),
            libc::SYS_splice => self.either(first, descriptor(args[2])),
            libc::SYS_wait4 => self.children(|real| first <= 0 || real == first),
            libc::SYS_waitid => match descriptor(args[0]) {
                1 => self.children(|real| real == descriptor(args[1])),
                3 => {
                    let path = format!("/proc/{}/fdinfo/{}", self.real, descriptor(args[1]));
                    let info = fs::read_to_string(path).unwrap_or_default();
                    let pid = proc::field(&info, "Pid:").and_then(|pid| pid.parse::<pid_t>().ok());
                    self.children(|real| Some(real) == pid)
                }
                _ => self.children(|_| true),
            },
            libc::SYS_clone | libc::SYS_clone3 => self.children(|_| true),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_vfork => self.children(|_| true),
            libc::SYS_futex => {
                let operation = descriptor(args[1]) & 0x7f;
                // To wait (0, 9), or to lock (6, 13); without a time-out.
                let waits = matches!(operation, 0 | 9 | 6 | 13);
                (vec![StuckOn::Memory], waits && args[3] == 0)
            }
            libc::SYS_flock => self.file_lock(first),
            libc::SYS_fcntl
                if matches!(descriptor(args[1]), libc::F_SETLKW | libc::F_OFD_SETLKW) =>
            {
                self.file_lock(first)
            }
            libc::SYS_openat => self.fifo(args[1]),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_open => self.fifo(args[0]),
            libc::SYS_accept | libc::SYS_accept4 | libc::SYS_connect => {
                let (on, _) = self.each(&[(first, call == libc::SYS_connect)]);
                // Anybody who knows the address may come.
                (on, false)
            }
            libc::SYS_ppoll => self.polled(args, args[2] == 0),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_poll => self.polled(args, descriptor(args[2]) < 0),
            #[cfg(target_arch = "x86_64")]
            libc::SYS_epoll_wait => self.epolled(first, descriptor(args[3]) < 0),
            libc::SYS_epoll_pwait => self.epolled(first, descriptor(args[3]) < 0),
            libc::SYS_epoll_pwait2 => self.epolled(first, args[3] == 0),
            _ => (Vec::new(), false),
        };
        (name, on, only_tree)
    }

    fn polled(&mut self, args: &[u64; 6], for_ever: bool) -> (Vec<StuckOn>, bool) {
        let n = usize::try_from(args[1]).unwrap_or(0).min(256);
        let bytes = ptrace::memory(self.real, args[0], n * 8);
        let watched: Vec<(i32, bool)> = bytes
            .chunks_exact(8)
            .filter_map(|one| {
                let fd = i32::from_ne_bytes(one[..4].try_into().ok()?);
                let events = i16::from_ne_bytes(one[4..6].try_into().ok()?);
                (fd >= 0).then_some((
                    fd,
                    events & libc::POLLOUT != 0 && events & libc::POLLIN == 0,
                ))
            })
            .collect();
        let (on, only_tree) = self.each(&watched);
        // Without a descriptor it waits for a signal, which anybody may send.
        (on, only_tree && for_ever && !watched.is_empty())
    }

    fn epolled(&mut self, fd: i32, for_ever: bool) -> (Vec<StuckOn>, bool) {
        let writes = libc::EPOLLOUT.cast_unsigned();
        let watched: Vec<(i32, bool)> = proc::watched(self.real, fd)
            .into_iter()
            .map(|(fd, events)| (fd, events & writes != 0))
            .collect();
        let (on, only_tree) = self.each(&watched);
        (on, only_tree && for_ever && !watched.is_empty())
    }

    /// A call that reads one and writes another: which one it waits for is not known.
    fn either(&mut self, from: i32, to: i32) -> (Vec<StuckOn>, bool) {
        self.each(&[(from, false), (to, true)])
    }

    /// Waits for these descriptors, each to be read or (true) written.
    fn each(&mut self, descriptors: &[(i32, bool)]) -> (Vec<StuckOn>, bool) {
        let mut all = true;
        let mut on = Vec::new();
        for &(fd, writing) in descriptors {
            let Some(link) = proc::link(self.real, fd) else {
                all = false;
                continue;
            };
            let object = self.tree.name(&link);
            let judge = match object.as_str() {
                "stdin" => self.stdin_open && !writing,
                "stdout" | "stderr" => writing,
                _ => false,
            };
            let path = format!("/proc/{}/fd/{fd}", self.real);
            let fifo = fs::metadata(path).is_ok_and(|data| data.file_type().is_fifo());
            let anonymous = link.starts_with("pipe:[");
            all &= !judge && fifo && (anonymous || Tree::is_inside(&object))
                || link == "anon_inode:[eventfd]";
            let mut other_end: Vec<u32> = self
                .held
                .iter()
                .filter(|held| held.link == link && if writing { held.reads } else { held.writes })
                .map(|held| held.by)
                .collect();
            other_end.dedup();
            // A socket's other end is another socket.
            if link.starts_with("socket:[") {
                other_end.clear();
            }
            on.push(StuckOn::Descriptor {
                fd,
                object,
                writing,
                filled: None,
                capacity: None,
                other_end,
                judge,
            });
        }
        (on, all)
    }

    fn children(&self, is_meant: impl Fn(pid_t) -> bool) -> (Vec<StuckOn>, bool) {
        let pids: Vec<u32> = self
            .tree
            .living()
            .filter(|(_, process)| {
                is_meant(process.real)
                    && proc::stat(process.real).is_some_and(|stat| stat.parent == self.real)
            })
            .map(|(number, _)| number)
            .collect();
        let only_tree = !pids.is_empty();
        (vec![StuckOn::Children { pids }], only_tree)
    }

    fn file_lock(&mut self, fd: i32) -> (Vec<StuckOn>, bool) {
        let object = self.tree.object(self.real, fd).unwrap_or_default();
        let file = proc::identity(self.real, fd);
        let holders = self
            .tree
            .living()
            .filter(|&(number, process)| {
                number != self.number
                    && proc::numbers(&format!("/proc/{}/fd", process.real))
                        .into_iter()
                        .any(|other| file.is_some() && proc::identity(process.real, other) == file)
            })
            .map(|(number, _)| number)
            .collect();
        let inside = Tree::is_inside(&object);
        (vec![StuckOn::FileLock { object, holders }], inside)
    }

    /// Waits, in `open`, for somebody who opens the other end.
    fn fifo(&mut self, path: u64) -> (Vec<StuckOn>, bool) {
        let bytes = ptrace::memory(self.real, path, 256);
        let end = bytes
            .iter()
            .position(|&byte| byte == 0)
            .unwrap_or(bytes.len());
        let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let object = self.tree.relative(&text);
        let on = StuckOn::Descriptor {
            fd: -1,
            object: object.clone(),
            writing: false,
            filled: None,
            capacity: None,
            other_end: Vec::new(),
            judge: false,
        };
        let at = format!("/proc/{}/cwd/{text}", self.real);
        let path = if text.starts_with('/') { text } else { at };
        let fifo = fs::metadata(path).is_ok_and(|data| data.file_type().is_fifo());
        (vec![on], fifo && Tree::is_inside(&object))
    }
}

/// How many bytes are in a pipe, and how many it takes, asked through a descriptor of our own. A named one is not
/// opened: that would be noticed by those who wait for the other end.
fn fullness(real: pid_t, fd: i32) -> (Option<u64>, Option<u64>) {
    if !proc::link(real, fd).is_some_and(|link| link.starts_with("pipe:[")) {
        return (None, None);
    }
    let opened = File::options()
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC)
        .open(format!("/proc/{real}/fd/{fd}"));
    let Ok(pipe) = opened else {
        return (None, None);
    };
    let mut filled: libc::c_int = 0;
    // SAFETY: the request writes one number.
    let asked = unsafe { libc::ioctl(pipe.as_raw_fd(), libc::FIONREAD, &mut filled) };
    // SAFETY: the request takes no argument.
    let capacity = unsafe { libc::fcntl(pipe.as_raw_fd(), libc::F_GETPIPE_SZ) };
    let filled = u64::try_from(filled).ok().filter(|_| asked == 0);
    (filled, u64::try_from(capacity).ok())
}

/// The calls in which programs wait; the others by their numbers.
fn call_name(call: c_long) -> String {
    #[cfg(target_arch = "x86_64")]
    match call {
        libc::SYS_poll => return "poll".to_owned(),
        libc::SYS_select => return "select".to_owned(),
        libc::SYS_epoll_wait => return "epoll_wait".to_owned(),
        libc::SYS_pause => return "pause".to_owned(),
        libc::SYS_open => return "open".to_owned(),
        libc::SYS_vfork => return "vfork".to_owned(),
        _ => {}
    }
    let name = match call {
        libc::SYS_read => "read",
        libc::SYS_write => "write",
        libc::SYS_readv => "readv",
        libc::SYS_writev => "writev",
        libc::SYS_recvfrom => "recvfrom",
        libc::SYS_recvmsg => "recvmsg",
        libc::SYS_sendto => "sendto",
        libc::SYS_sendmsg => "sendmsg",
        libc::SYS_sendfile => "sendfile",
        libc::SYS_splice => "splice",
        libc::SYS_wait4 => "wait4",
        libc::SYS_waitid => "waitid",
        libc::SYS_clone => "clone",
        libc::SYS_clone3 => "clone3",
        libc::SYS_futex => "futex",
        libc::SYS_flock => "flock",
        libc::SYS_fcntl => "fcntl",
        libc::SYS_fsync => "fsync",
        libc::SYS_openat => "openat",
        libc::SYS_accept => "accept",
        libc::SYS_accept4 => "accept4",
        libc::SYS_connect => "connect",
        libc::SYS_ppoll => "ppoll",
        libc::SYS_pselect6 => "pselect6",
        libc::SYS_epoll_pwait => "epoll_pwait",
        libc::SYS_epoll_pwait2 => "epoll_pwait2",
        libc::SYS_nanosleep => "nanosleep",
        libc::SYS_clock_nanosleep => "clock_nanosleep",
        libc::SYS_rt_sigsuspend => "rt_sigsuspend",
        libc::SYS_rt_sigtimedwait => "rt_sigtimedwait",
        libc::SYS_restart_syscall => "restart_syscall",
        libc::SYS_execve => "execve",
        other => return format!("system call {other}"),
    };
    name.to_owned()
}
