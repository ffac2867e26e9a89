//! From a system call to the event that it is. What a call means is known here; who called is not.

use libc::{c_long, pid_t};

use super::tree::{Tree, signal_name};
use super::{proc, ptrace};
use crate::What;

/// Bytes of a transfer that are told.
const TEXT: usize = 64;

/// A call that has begun: what cannot be read any more when it has ended.
pub(super) struct Begun {
    call: c_long,
    args: [u64; 6],
    object: String,
    text: String,
}

impl Begun {
    /// Whether the call sets a clock or asks the system for work in the background: then not only processes act.
    pub(super) fn brings_in_the_system(&self) -> bool {
        let x86 = {
            #[cfg(target_arch = "x86_64")]
            {
                self.call == libc::SYS_alarm
            }
            #[cfg(not(target_arch = "x86_64"))]
            {
                false
            }
        };
        // Time-outs of sockets are options of theirs: 20, 21 and, in their newer form, 66, 67.
        let socket_times =
            self.call == libc::SYS_setsockopt && matches!(self.args[2], 20 | 21 | 66 | 67);
        x86 || socket_times
            || matches!(
                self.call,
                libc::SYS_setitimer
                    | libc::SYS_timer_settime
                    | libc::SYS_timerfd_settime
                    | libc::SYS_io_uring_setup
                    | libc::SYS_io_setup
            )
    }
}

/// Notes the beginning of a call; `only_its_kind` where the rest is not going to be told.
pub(super) fn begin(
    tree: &mut Tree,
    thread: pid_t,
    call: u64,
    args: [u64; 6],
    only_its_kind: bool,
) -> Begun {
    let call = c_long::try_from(call).unwrap_or(-1);
    let mut object = String::new();
    let mut text = String::new();
    match call {
        _ if only_its_kind => {}
        libc::SYS_close => object = tree.object(thread, descriptor(args[0])).unwrap_or_default(),
        libc::SYS_write | libc::SYS_pwrite64 | libc::SYS_sendto => {
            text = text_at(thread, args[1], args[2]);
        }
        libc::SYS_writev => text = vector(thread, args[1], args[2], u64::MAX),
        _ => {}
    }
    Begun {
        call,
        args,
        object,
        text,
    }
}

/// The event of a call that has ended with this result; none if it is not worth one.
pub(super) fn end(tree: &mut Tree, thread: pid_t, begun: Begun, result: i64) -> Option<What> {
    // Interrupted calls begin again.
    if (-516..=-512).contains(&result) {
        return None;
    }
    let Begun {
        call,
        args,
        object,
        text,
    } = begun;
    let fd = descriptor(args[0]);
    let new = i32::try_from(result).unwrap_or(-1);
    let bytes = u64::try_from(result).ok();
    let error = (result < 0).then(|| error_name(-result));
    match normal(call, &args) {
        Call::Read => {
            let object = named(tree, thread, fd)?;
            let bytes = bytes?;
            let text = match call {
                libc::SYS_read | libc::SYS_pread64 | libc::SYS_recvfrom => {
                    text_at(thread, args[1], bytes)
                }
                libc::SYS_readv => vector(thread, args[1], args[2], bytes),
                _ => String::new(),
            };
            Some(What::Read {
                fd,
                object,
                bytes,
                text,
                eof: bytes == 0 && args[2] > 0,
            })
        }
        Call::Write => {
            let object = named(tree, thread, fd)?;
            // That nothing could be written just now is no news; it is tried again.
            if result == -i64::from(libc::EAGAIN) {
                return None;
            }
            Some(What::Write {
                fd,
                object,
                bytes: bytes.unwrap_or(0),
                text,
                error,
            })
        }
        Call::Copy { to } => {
            let bytes = bytes?;
            let object = named(tree, thread, to)?;
            Some(What::Write {
                fd: to,
                object,
                bytes,
                text: String::new(),
                error: None,
            })
        }
        Call::Close => {
            if error.is_some() || object.is_empty() || is_noise(&object) {
                return None;
            }
            Some(What::Close { fd, object })
        }
        Call::Pipe => {
            bytes?;
            let ends = ptrace::word(thread, args[0])?.to_ne_bytes();
            let end = |at: usize| {
                i32::from_ne_bytes([ends[at], ends[at + 1], ends[at + 2], ends[at + 3]])
            };
            let object = tree.object(thread, end(0)).unwrap_or_default();
            Some(What::Pipe {
                read: end(0),
                write: end(4),
                object,
            })
        }
        Call::Dup => {
            bytes?;
            Some(What::Dup {
                from: fd,
                to: new,
                object: named(tree, thread, new)?,
            })
        }
        Call::Open { path } => {
            let path = if error.is_some() {
                let path = string_at(thread, path);
                tree.relative(&path)
            } else {
                tree.object(thread, new).unwrap_or_default()
            };
            if is_noise(&path) {
                return None;
            }
            Some(What::Open {
                path,
                fd: (new >= 0).then_some(new),
                error,
            })
        }
        Call::Socket => {
            bytes?;
            Some(What::Socket {
                fd: new,
                object: named(tree, thread, new)?,
            })
        }
        Call::Socketpair => {
            bytes?;
            let ends = ptrace::word(thread, args[3])?.to_ne_bytes();
            let end = |at: usize| {
                i32::from_ne_bytes([ends[at], ends[at + 1], ends[at + 2], ends[at + 3]])
            };
            Some(What::Socketpair {
                fds: (end(0), end(4)),
            })
        }
        Call::Bind => Some(What::Bind {
            fd,
            address: address(thread, args[1], args[2]),
            error,
        }),
        Call::Connect => {
            let address = address(thread, args[1], args[2]);
            Some(What::Connect { fd, address, error })
        }
        Call::Listen => {
            bytes?;
            Some(What::Listen {
                fd,
                object: named(tree, thread, fd)?,
            })
        }
        Call::Accept => {
            bytes?;
            let length = if args[2] == 0 {
                0
            } else {
                ptrace::word(thread, args[2])? & 0xffff_ffff
            };
            Some(What::Accept {
                fd,
                new,
                address: address(thread, args[1], length),
            })
        }
        Call::Wait { info } => {
            let child = if call == libc::SYS_wait4 {
                pid_t::try_from(result).ok()?
            } else {
                bytes?;
                // The child's number follows three numbers and a gap.
                let word = ptrace::word(thread, info.checked_add(16)?)?;
                pid_t::try_from(word & 0xffff_ffff).ok()?
            };
            // Nobody has ended yet.
            if child <= 0 {
                return None;
            }
            let child = tree.number(child);
            let result = child.and_then(|child| tree.process(child).ended.clone());
            Some(What::Wait { child, result })
        }
        Call::Flock { operation } => {
            let object = named(tree, thread, fd)?;
            Some(What::Flock {
                fd,
                object,
                operation,
                error,
            })
        }
        Call::Fsync => {
            bytes?;
            Some(What::Fsync {
                fd,
                object: named(tree, thread, fd)?,
            })
        }
        Call::Rename { from, to } => {
            let from = string_at(thread, from);
            let to = string_at(thread, to);
            Some(What::Rename {
                from: tree.relative(&from),
                to: tree.relative(&to),
                error,
            })
        }
        Call::Unlink { path } => {
            let path = string_at(thread, path);
            Some(What::Unlink {
                path: tree.relative(&path),
                error,
            })
        }
        Call::Sleep { time } => {
            let seconds = ptrace::word(thread, time)?;
            let nanos = ptrace::word(thread, time.checked_add(8)?)?;
            Some(What::Sleep {
                micros: seconds
                    .saturating_mul(1_000_000)
                    .saturating_add(nanos / 1000),
            })
        }
        Call::Kill => {
            let target = i64::from(descriptor(args[0]));
            // Signal 0 only asks.
            let signal = descriptor(args[1]);
            let to = pid_t::try_from(target)
                .ok()
                .and_then(|real| tree.number(real));
            (signal != 0).then(|| What::Kill {
                to,
                target,
                signal: signal_name(signal),
                error,
            })
        }
        Call::Other => None,
    }
}

/// A call without the differences between its variants. Copies within the system are told as writes.
enum Call {
    Read,
    Write,
    Copy { to: i32 },
    Close,
    Pipe,
    Dup,
    Open { path: u64 },
    Socket,
    Socketpair,
    Bind,
    Listen,
    Accept,
    Connect,
    Wait { info: u64 },
    Flock { operation: String },
    Fsync,
    Rename { from: u64, to: u64 },
    Unlink { path: u64 },
    Sleep { time: u64 },
    Kill,
    Other,
}

fn normal(call: c_long, args: &[u64; 6]) -> Call {
    #[cfg(target_arch = "x86_64")]
    match call {
        libc::SYS_open | libc::SYS_creat => return Call::Open { path: args[0] },
        libc::SYS_pipe => return Call::Pipe,
        libc::SYS_dup2 => return Call::Dup,
        libc::SYS_rename => {
            return Call::Rename {
                from: args[0],
                to: args[1],
            };
        }
        libc::SYS_unlink | libc::SYS_rmdir => return Call::Unlink { path: args[0] },
        _ => {}
    }
    match call {
        libc::SYS_read
        | libc::SYS_pread64
        | libc::SYS_readv
        | libc::SYS_recvfrom
        | libc::SYS_recvmsg => Call::Read,
        libc::SYS_write
        | libc::SYS_pwrite64
        | libc::SYS_writev
        | libc::SYS_sendto
        | libc::SYS_sendmsg => Call::Write,
        libc::SYS_sendfile => Call::Copy {
            to: descriptor(args[0]),
        },
        libc::SYS_splice | libc::SYS_copy_file_range => Call::Copy {
            to: descriptor(args[2]),
        },
        libc::SYS_close => Call::Close,
        libc::SYS_pipe2 => Call::Pipe,
        libc::SYS_dup | libc::SYS_dup3 => Call::Dup,
        libc::SYS_fcntl => match descriptor(args[1]) {
            libc::F_DUPFD | libc::F_DUPFD_CLOEXEC => Call::Dup,
            libc::F_SETLK | libc::F_SETLKW | libc::F_OFD_SETLK | libc::F_OFD_SETLKW => {
                Call::Flock {
                    operation: "record lock".to_owned(),
                }
            }
            _ => Call::Other,
        },
        libc::SYS_openat => Call::Open { path: args[1] },
        libc::SYS_socket => Call::Socket,
        libc::SYS_socketpair => Call::Socketpair,
        libc::SYS_bind => Call::Bind,
        libc::SYS_listen => Call::Listen,
        libc::SYS_accept | libc::SYS_accept4 => Call::Accept,
        libc::SYS_connect => Call::Connect,
        libc::SYS_wait4 => Call::Wait { info: 0 },
        libc::SYS_waitid => Call::Wait { info: args[2] },
        libc::SYS_flock => {
            let operation = match descriptor(args[1]) & !libc::LOCK_NB {
                libc::LOCK_SH => "share",
                libc::LOCK_EX => "lock",
                _ => "unlock",
            };
            Call::Flock {
                operation: operation.to_owned(),
            }
        }
        libc::SYS_fsync | libc::SYS_fdatasync => Call::Fsync,
        libc::SYS_renameat | libc::SYS_renameat2 => Call::Rename {
            from: args[1],
            to: args[3],
        },
        libc::SYS_unlinkat => Call::Unlink { path: args[1] },
        libc::SYS_nanosleep => Call::Sleep { time: args[0] },
        libc::SYS_clock_nanosleep => Call::Sleep { time: args[2] },
        libc::SYS_kill => Call::Kill,
        _ => Call::Other,
    }
}

/// A descriptor, or another number of 32 bits, in an argument.
pub(super) fn descriptor(argument: u64) -> i32 {
    (argument & 0xffff_ffff) as u32 as i32
}

/// What a descriptor is, unless it is of the system's own files.
fn named(tree: &mut Tree, thread: pid_t, descriptor: i32) -> Option<String> {
    let object = tree.object(thread, descriptor)?;
    (!is_noise(&object)).then_some(object)
}

/// Files that a program's start and its libraries read: nobody's concern.
fn is_noise(path: &str) -> bool {
    ["/lib", "/usr/", "/etc/", "/proc/", "/sys/"]
        .iter()
        .any(|system| path.starts_with(system))
}

/// The first bytes as text, with signs for what is none.
fn text_at(thread: pid_t, address: u64, length: u64) -> String {
    let length = usize::try_from(length).unwrap_or(TEXT).min(TEXT);
    if length == 0 {
        return String::new();
    }
    String::from_utf8_lossy(&ptrace::memory(thread, address, length)).into_owned()
}

/// The first bytes of several pieces.
fn vector(thread: pid_t, address: u64, n_pieces: u64, length: u64) -> String {
    let mut bytes = Vec::new();
    for piece in 0..n_pieces.min(8) {
        let at = address.saturating_add(piece * 16);
        let (Some(start), Some(size)) = (ptrace::word(thread, at), ptrace::word(thread, at + 8))
        else {
            break;
        };
        let room = u64::try_from(TEXT - bytes.len()).unwrap_or(0).min(length);
        let size = usize::try_from(size.min(room)).unwrap_or(0);
        bytes.extend(ptrace::memory(thread, start, size));
        if bytes.len() >= TEXT {
            break;
        }
    }
    bytes.truncate(usize::try_from(length).unwrap_or(TEXT));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A string that ends with a zero byte.
fn string_at(thread: pid_t, address: u64) -> String {
    // Page by page, as the string may end just before memory that is not there.
    let mut bytes = Vec::new();
    let mut at = address;
    while bytes.len() < 4096 {
        let to_page_end = usize::try_from(4096 - at % 4096).unwrap_or(1).min(256);
        let piece = ptrace::memory(thread, at, to_page_end);
        if piece.is_empty() {
            break;
        }
        if let Some(end) = piece.iter().position(|&byte| byte == 0) {
            bytes.extend(&piece[..end]);
            break;
        }
        at += u64::try_from(piece.len()).unwrap_or(1);
        bytes.extend(piece);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A socket's address as one writes it.
fn address(thread: pid_t, at: u64, length: u64) -> String {
    if at == 0 {
        return String::new();
    }
    let bytes = ptrace::memory(thread, at, usize::try_from(length).unwrap_or(0).min(128));
    let Some((family, rest)) = bytes.split_first_chunk::<2>() else {
        return String::new();
    };
    match i32::from(u16::from_ne_bytes(*family)) {
        libc::AF_UNIX => match rest.split_first() {
            // An abstract name begins with a zero byte.
            Some((0, name)) => format!("@{}", String::from_utf8_lossy(name)),
            _ => {
                let end = rest
                    .iter()
                    .position(|&byte| byte == 0)
                    .unwrap_or(rest.len());
                String::from_utf8_lossy(&rest[..end]).into_owned()
            }
        },
        libc::AF_INET if rest.len() >= 6 => {
            let port = u16::from_be_bytes([rest[0], rest[1]]);
            format!("{}.{}.{}.{}:{port}", rest[2], rest[3], rest[4], rest[5])
        }
        libc::AF_INET6 if rest.len() >= 22 => {
            let port = u16::from_be_bytes([rest[0], rest[1]]);
            let octets: [u8; 16] = rest[6..22].try_into().unwrap_or_default();
            format!("[{}]:{port}", std::net::Ipv6Addr::from(octets))
        }
        family => format!("family {family}"),
    }
}

fn error_name(number: i64) -> String {
    std::io::Error::from_raw_os_error(i32::try_from(number).unwrap_or(0)).to_string()
}

/// What a signal is going to do to a thread's process.
pub(super) fn action(thread: pid_t, signal: i32) -> crate::Action {
    if proc::in_set(thread, "SigCgt:", signal) {
        crate::Action::Handled
    } else if proc::in_set(thread, "SigIgn:", signal) {
        crate::Action::Ignored
    } else {
        crate::Action::Default
    }
}
