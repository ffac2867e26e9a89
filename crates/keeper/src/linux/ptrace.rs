//! The tracer's system calls, with types.

use std::io;
use std::mem::MaybeUninit;

use libc::{c_uint, c_void, pid_t};

/// What a traced thread is stopped at.
pub(super) enum At {
    /// Before a system call: its number and arguments.
    Entry(u64, [u64; 6]),
    /// After it: what it returned (an error as its negative number).
    Exit(i64),
    /// Neither.
    Elsewhere,
}

fn request(what: c_uint, thread: pid_t, address: usize, data: usize) -> io::Result<i64> {
    // SAFETY: the callers pass an address and data that fit the request, and buffers that live until it returns.
    let result = unsafe { libc::ptrace(what, thread, address as *mut c_void, data as *mut c_void) };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(result)
    }
}

/// Begins to trace a process without stopping it; it dies with the keeper.
pub(super) fn seize(process: pid_t, filtered: bool) -> io::Result<()> {
    let mut options = libc::PTRACE_O_TRACEFORK
        | libc::PTRACE_O_TRACEVFORK
        | libc::PTRACE_O_TRACECLONE
        | libc::PTRACE_O_TRACEEXEC
        | libc::PTRACE_O_TRACEEXIT
        | libc::PTRACE_O_TRACESYSGOOD
        | libc::PTRACE_O_EXITKILL;
    if filtered {
        options |= libc::PTRACE_O_TRACESECCOMP;
    }
    request(
        libc::PTRACE_SEIZE,
        process,
        0,
        usize::try_from(options).unwrap_or(0),
    )
    .map(drop)
}

/// Lets a stopped thread go on, with this signal (0: none), to the next system call or to the next event.
pub(super) fn resume(thread: pid_t, to_next_call: bool, signal: i32) {
    let how = if to_next_call {
        libc::PTRACE_SYSCALL
    } else {
        libc::PTRACE_CONT
    };
    // A thread that has been killed in the meantime is no fault.
    let _ = request(how, thread, 0, usize::try_from(signal).unwrap_or(0));
}

/// Leaves a stopped process stopped until it is continued by a signal.
pub(super) fn listen(thread: pid_t) {
    let _ = request(libc::PTRACE_LISTEN, thread, 0, 0);
}

/// The number that belongs to the event: the new thread, the exit status, the earlier thread number.
pub(super) fn message(thread: pid_t) -> Option<u64> {
    let mut message: libc::c_ulong = 0;
    request(
        libc::PTRACE_GETEVENTMSG,
        thread,
        0,
        &raw mut message as usize,
    )
    .ok()?;
    Some(message)
}

/// The process that sent the signal that is about to arrive; none if the kernel did.
pub(super) fn sender(thread: pid_t) -> Option<pid_t> {
    let mut info = MaybeUninit::<libc::siginfo_t>::zeroed();
    request(
        libc::PTRACE_GETSIGINFO,
        thread,
        0,
        info.as_mut_ptr() as usize,
    )
    .ok()?;
    // SAFETY: zeroes are a valid value, and the kernel has filled it.
    let info = unsafe { info.assume_init() };
    // `SI_USER`, `SI_QUEUE`, `SI_TKILL`, and the end of a child are the ones with a process in them.
    if info.si_code <= 0 || info.si_signo == libc::SIGCHLD {
        // SAFETY: these kinds of signals hold the sender's number.
        Some(unsafe { info.si_pid() })
    } else {
        None
    }
}

/// What a thread is stopped at.
pub(super) fn at(thread: pid_t) -> At {
    let mut info = MaybeUninit::<libc::ptrace_syscall_info>::zeroed();
    let size = size_of::<libc::ptrace_syscall_info>();
    if request(
        libc::PTRACE_GET_SYSCALL_INFO,
        thread,
        size,
        info.as_mut_ptr() as usize,
    )
    .is_err()
    {
        return At::Elsewhere;
    }
    // SAFETY: zeroes are a valid value, and the kernel has filled as much as it knows.
    let info = unsafe { info.assume_init() };
    match info.op {
        // SAFETY: the kind says which part is filled; both begin with the number and the arguments.
        libc::PTRACE_SYSCALL_INFO_ENTRY | libc::PTRACE_SYSCALL_INFO_SECCOMP => unsafe {
            At::Entry(info.u.entry.nr, info.u.entry.args)
        },
        // SAFETY: as above.
        libc::PTRACE_SYSCALL_INFO_EXIT => unsafe { At::Exit(info.u.exit.sval) },
        _ => At::Elsewhere,
    }
}

/// Up to `length` bytes of a process's memory.
pub(super) fn memory(process: pid_t, address: u64, length: usize) -> Vec<u8> {
    let mut bytes = vec![0_u8; length];
    let here = libc::iovec {
        iov_base: bytes.as_mut_ptr().cast(),
        iov_len: length,
    };
    let there = libc::iovec {
        iov_base: usize::try_from(address).unwrap_or(0) as *mut c_void,
        iov_len: length,
    };
    // SAFETY: the local vector describes a live buffer; a bad remote address is an error, no more.
    let n = unsafe { libc::process_vm_readv(process, &here, 1, &there, 1, 0) };
    bytes.truncate(usize::try_from(n).unwrap_or(0));
    bytes
}

/// A number of a process's memory.
pub(super) fn word(process: pid_t, address: u64) -> Option<u64> {
    Some(u64::from_ne_bytes(
        memory(process, address, 8).try_into().ok()?,
    ))
}
