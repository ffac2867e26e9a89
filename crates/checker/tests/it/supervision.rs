//! Children that do not behave.

use std::time::{Duration, Instant};

use checker::supervise::{Ended, Finished, Limits, Supervised};

fn shell(script: &str, limits: Limits) -> Finished {
    Supervised::new("/bin/sh")
        .arg("-c")
        .arg(script)
        .limits(limits)
        .run()
        .expect("a shell")
}

fn quick() -> Limits {
    Limits {
        deadline: Duration::from_millis(300),
        ..Limits::default()
    }
}

/// Whether a process of that number is there and not a zombie.
#[cfg(target_os = "linux")]
fn is_alive(process: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit_once(") ")
            .is_some_and(|(_, rest)| rest.starts_with(['Z', 'X']))
    })
}

#[test]
fn output_and_exit_code_are_collected() {
    let finished = shell("echo out; echo err >&2; exit 7", Limits::default());
    assert_eq!(finished.ended, Ended::Exited(7));
    assert_eq!(
        (finished.stdout, finished.stderr),
        (b"out\n".to_vec(), b"err\n".to_vec())
    );
}

#[test]
fn standard_input_arrives_however_long_it_is() {
    let text = vec![b'x'; 1 << 20];
    let run = Supervised::new("/bin/sh")
        .arg("-c")
        .arg("exec /bin/cat")
        .stdin(text.clone())
        .run();
    assert!(run.expect("a shell").stdout == text);
    // A child that never reads is no reason to wait.
    let run = Supervised::new("/bin/sh")
        .arg("-c")
        .arg("exit 0")
        .stdin(text)
        .run();
    assert!(run.expect("a shell").success());
}

#[test]
fn a_hang_ends_at_the_deadline() {
    let started = Instant::now();
    assert_eq!(shell("while :; do :; done", quick()).ended, Ended::Deadline);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_flood_ends_at_the_limit() {
    let limits = Limits {
        output: 10_000,
        ..Limits::default()
    };
    let finished = shell("while :; do echo 0123456789; done", limits);
    assert_eq!(finished.ended, Ended::OutputLimit);
    assert_eq!(finished.stdout.len(), 10_000);
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_watched() {
    let limits = Limits {
        memory: 64 << 20,
        ..Limits::default()
    };
    let finished = shell("x=0123456789abcdef; while :; do x=$x$x; done", limits);
    assert_eq!(finished.ended, Ended::MemoryLimit);
}

#[cfg(target_os = "linux")]
#[test]
fn what_a_child_leaves_running_is_killed() {
    // The sleeper keeps the pipes open after its parent has ended.
    let started = Instant::now();
    let finished = shell("sleep 300 & echo $!", Limits::default());
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(finished.ended, Ended::Exited(0));
    let sleeper = String::from_utf8(finished.stdout).expect("a number");
    let gone = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        !is_alive(sleeper.trim())
    });
    assert!(gone, "process {} is still there", sleeper.trim());
}

#[test]
fn the_environment_is_empty() {
    let finished = Supervised::new("/usr/bin/env")
        .env("ONLY", "this")
        .run()
        .expect("env");
    assert_eq!(finished.stdout, b"ONLY=this\n");
}

#[test]
fn a_signal_is_told_from_an_exit() {
    assert_eq!(
        shell("kill -ABRT $$", Limits::default()).ended,
        Ended::Signalled(6)
    );
}

#[cfg(target_os = "linux")]
#[test]
fn descriptors_are_not_inherited() {
    use std::os::fd::AsRawFd;

    let file = std::fs::File::open("/dev/null").expect("a file");
    // The copy lacks the flag that the standard library sets on everything it opens.
    // SAFETY: `dup` takes any descriptor; the copy is closed below.
    let copy = unsafe { libc::dup(file.as_raw_fd()) };
    let finished = shell(
        &format!("test -e /proc/self/fd/{copy} && echo there || echo none"),
        Limits::default(),
    );
    // SAFETY: `copy` was opened above and is used nowhere else.
    unsafe { libc::close(copy) };
    assert_eq!(String::from_utf8_lossy(&finished.stdout), "none\n");
}
