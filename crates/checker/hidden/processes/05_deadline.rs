//! Hidden test of `05_deadline`: who ends by itself is waited for, who is late is killed, and what became of the child
//! decides which it was.
//!
//! The deadlines are an hour away or have passed, so it does not matter how fast the machine is. That a child has ended,
//! although nobody has waited for it, is seen on Linux only, in `/proc`; so is a program that never sleeps. Whether a child is
//! left over, the judge sees from outside.

use std::fs;
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use witness::{Check, check, mistake, prop};

use super::wait_until;

pub fn checks() -> Vec<Check> {
    vec![
        check(
            "a child that ends in time is not late, and nobody waits on",
            || {
                let mut child = play(&["exit", "3"]);
                let found = wait_until(&mut child, in_an_hour()).expect("there was a child");
                let Some(status) = found else {
                    panic!("the child had an hour and needed less, and it is said to be late");
                };
                assert!(
                    status.code() == Some(3),
                    "the child exits with code 3 by itself; `wait_until` says: {status}"
                );
                let mut child = play(&["die"]);
                match wait_until(&mut child, in_an_hour()).expect("there was a child") {
                    None => mistake!(
                        "crash-taken-for-late",
                        "the child crashed, an hour before its deadline, and `wait_until` says that it was late"
                    ),
                    Some(status) => assert!(
                        status.code().is_none(),
                        "the child crashed; `wait_until` says: {status}"
                    ),
                }
            },
        )
        .if_stuck(&["slept-until-the-deadline"]),
        check(
            "a child that is late is killed, and waiting takes little work",
            || {
                late(Duration::ZERO);
                if is_never_at_rest() {
                    mistake!(
                        Inefficient,
                        "busy-wait",
                        "it waited {WAIT:?} for a child that does nothing, and asked and asked without a pause"
                    );
                }
            },
        )
        .if_stuck(&["no-timeout"]),
        check(
            "a child that ended by itself was not late, whatever the clock says",
            || {
                for code in [0, 5] {
                    let mut child = play(&["exit", &code.to_string()]);
                    if !wait_for_the_end_without_asking(&child) {
                        return;
                    }
                    match wait_until(&mut child, Instant::now()).expect("there was a child") {
                        None => mistake!(
                            "late-by-the-clock",
                            "the child had exited with code {code} before `wait_until` was called. The deadline passed \
                             before anybody looked, and the child is said to be late"
                        ),
                        Some(status) => assert!(
                            status.code() == Some(code),
                            "the child has exited with code {code}; `wait_until` says: {status}"
                        ),
                    }
                }
            },
        ),
    ]
}

/// How long it waits where it is watched what that costs.
const WAIT: Duration = Duration::from_millis(600);

fn play(part: &[&str]) -> Child {
    Command::new(prop())
        .args(part)
        .spawn()
        .expect("the prop is there")
}

fn in_an_hour() -> Instant {
    Instant::now() + Duration::from_secs(3600)
}

/// Has a child that never ends be waited for.
fn late(patience: Duration) {
    let mut child = play(&["stay"]);
    wait_in_vain(&mut child, Instant::now() + patience);
}

fn wait_in_vain(child: &mut Child, deadline: Instant) {
    let found = wait_until(child, deadline).expect("there was a child");
    assert!(
        Instant::now() >= deadline,
        "`wait_until` comes back before the deadline, and the child was going to stay: {found:?}"
    );
    if let Some(status) = found {
        mistake!(
            "late-not-told",
            "the child would have stayed for ever and had to be killed; `wait_until` says that it ended by itself: {status}"
        );
    }
}

/// Waits until the child is a zombie: it has ended, and its status is still there to be asked for. False where the
/// system does not say.
fn wait_for_the_end_without_asking(child: &Child) -> bool {
    let path = format!("/proc/{}/status", child.id());
    loop {
        let Ok(status) = fs::read_to_string(&path) else {
            return false;
        };
        let is = |what: &str, value: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(what));
            line.is_some_and(|found| found.trim().starts_with(value))
        };
        // The end of a process that is traced is told to the tracer first, and then to its parent.
        if is("State:", "Z") && is("TracerPid:", "0") {
            return true;
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whether there is no moment in which all threads sleep while it waits. It is not asked how busy they are: on a machine
/// that has much else to do, and while every call is watched, who never sleeps gets little done too.
fn is_never_at_rest() -> bool {
    let (mut n_looks, mut n_at_rest) = (0, 0);
    // One round is enough for who rests, and on most machines for who does not.
    for _ in 0..5 {
        let mut child = play(&["stay"]);
        let deadline = Instant::now() + WAIT;
        thread::scope(|scope| {
            scope.spawn(|| {
                loop {
                    thread::sleep(Duration::from_millis(3));
                    let rest = others_sleep();
                    // Behind the deadline it may well sleep, until the child that it has killed is gone.
                    if Instant::now() >= deadline {
                        break;
                    }
                    n_at_rest += usize::from(rest);
                    n_looks += 1;
                }
            });
            wait_in_vain(&mut child, deadline);
        });
        if n_at_rest * 20 > n_looks {
            return false;
        }
        if n_looks >= 20 {
            return true;
        }
    }
    false
}

/// Whether all threads of this process sleep, besides the one that asks.
fn others_sleep() -> bool {
    let own = fs::read_link("/proc/thread-self").ok();
    let own = own.as_ref().and_then(|path| path.file_name());
    let Ok(threads) = fs::read_dir("/proc/self/task") else {
        return true;
    };
    threads
        .flatten()
        .filter(|thread| Some(thread.file_name().as_os_str()) != own)
        .filter_map(|thread| fs::read_to_string(thread.path().join("stat")).ok())
        .all(|stat| fields(&stat).next() == Some("S"))
}

/// What is behind the program's name, which is in brackets and may have anything in it.
fn fields(stat: &str) -> impl Iterator<Item = &str> {
    let behind_the_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    behind_the_name.split_whitespace()
}
