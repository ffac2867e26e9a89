//! Which system calls are told to the tracer, and which are refused.
//!
//! The filter runs in the kernel (seccomp), so that a call that nobody wants to know of costs nothing. It also refuses
//! what nothing else could stop: signals to the keeper, and to everybody (`kill(-1)`).

use std::io;

/// System calls that are worth an event.
pub(super) const TOLD: &[libc::c_long] = &[
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_recvfrom,
    libc::SYS_sendto,
    libc::SYS_recvmsg,
    libc::SYS_sendmsg,
    libc::SYS_sendfile,
    libc::SYS_splice,
    libc::SYS_copy_file_range,
    libc::SYS_close,
    libc::SYS_pipe2,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_fcntl,
    libc::SYS_openat,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_connect,
    libc::SYS_wait4,
    libc::SYS_waitid,
    libc::SYS_flock,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_renameat,
    libc::SYS_renameat2,
    libc::SYS_unlinkat,
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_kill,
    libc::SYS_setsockopt,
    libc::SYS_setitimer,
    libc::SYS_timer_settime,
    libc::SYS_timerfd_settime,
    libc::SYS_io_uring_setup,
    libc::SYS_io_setup,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_alarm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_pipe,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_dup2,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rmdir,
];

/// Calls that send a signal to, or open, the process in their first argument.
const AIMED: &[libc::c_long] = &[
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_tgkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_pidfd_open,
];

const LOAD: u32 = libc::BPF_LD | libc::BPF_W | libc::BPF_ABS;
const JUMP_EQUAL: u32 = libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K;
const RETURN: u32 = libc::BPF_RET | libc::BPF_K;

/// Whether the kernel can hand a call to the tracer from a filter.
pub(super) fn can_trace() -> bool {
    let action: u32 = libc::SECCOMP_RET_TRACE;
    // SAFETY: the call reads the number behind the pointer, and changes nothing.
    unsafe {
        libc::syscall(
            libc::SYS_seccomp,
            libc::SECCOMP_GET_ACTION_AVAIL,
            0,
            &action,
        ) == 0
    }
}

/// The filter's program. `tell` is whether calls are handed to a tracer. None on a machine whose calls are not known.
pub(super) fn program(tell: bool) -> Option<Vec<libc::sock_filter>> {
    let architecture = if cfg!(target_arch = "x86_64") {
        0xc000_003e
    } else if cfg!(target_arch = "aarch64") {
        0xc000_00b7
    } else {
        return None;
    };
    // SAFETY: these two have no preconditions.
    let (keeper, group) = unsafe { (libc::getpid(), libc::getpgrp()) };
    let statement = |code: u32, k: u32| instruction(code, 0, 0, k);
    let unless_equal = |k: u32, skip: usize| instruction(JUMP_EQUAL, 0, narrow(skip), k);
    let mut program = vec![
        // Calls of another machine's numbering are let through unseen.
        statement(LOAD, 4),
        instruction(JUMP_EQUAL, 1, 0, architecture),
        statement(RETURN, libc::SECCOMP_RET_ALLOW),
        statement(LOAD, 0),
    ];
    let refused = [keeper, -1, -keeper, -group];
    for &call in AIMED {
        program.push(unless_equal(number(call), refused.len() * 2 + 2));
        // The lower half of the first argument: a process number has no more.
        program.push(statement(LOAD, 16));
        for target in refused {
            program.push(unless_equal(target.cast_unsigned(), 1));
            program.push(statement(
                RETURN,
                libc::SECCOMP_RET_ERRNO | libc::EPERM.cast_unsigned(),
            ));
        }
        program.push(statement(LOAD, 0));
    }
    if tell {
        for &call in TOLD {
            program.push(unless_equal(number(call), 1));
            program.push(statement(RETURN, libc::SECCOMP_RET_TRACE));
        }
    }
    program.push(statement(RETURN, libc::SECCOMP_RET_ALLOW));
    Some(program)
}

/// Puts the filter on this process and all that it will start. Called between fork and exec.
pub(super) fn install(program: &[libc::sock_filter]) -> io::Result<()> {
    let described = libc::sock_fprog {
        len: u16::try_from(program.len()).unwrap_or(0),
        filter: program.as_ptr().cast_mut(),
    };
    // SAFETY: the description points to a live program, which the kernel checks and copies.
    let done = unsafe {
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && libc::syscall(
                libc::SYS_seccomp,
                libc::SECCOMP_SET_MODE_FILTER,
                0,
                &described,
            ) == 0
    };
    if done {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn instruction(code: u32, jt: u8, jf: u8, k: u32) -> libc::sock_filter {
    libc::sock_filter {
        code: u16::try_from(code).unwrap_or(0),
        jt,
        jf,
        k,
    }
}

fn number(call: libc::c_long) -> u32 {
    u32::try_from(call).unwrap_or(u32::MAX)
}

fn narrow(skip: usize) -> u8 {
    u8::try_from(skip).unwrap_or(u8::MAX)
}
