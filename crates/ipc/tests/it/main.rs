//! The lessons between real processes: this binary starts itself again as the other one.
//!
//! Nothing here depends on time. Who must come first is told through pipes.

mod others;

use std::env;
use std::fs;
use std::process::{ExitCode, Stdio};

use ipc::crash_safety::Diary;
use ipc::file_locks::OnlyOne;
use ipc::lines::Conversation;
use ipc::shared_memory::ProgressBoard;
use libtest_mimic::{Arguments, Trial};

use crate::others::{Other, ROLE, command, play};

const TESTS: &[(&str, fn())] = &[
    ("a_conversation_with_a_child", conversation),
    ("a_lock_keeps_other_processes_out", lock_keeps_out),
    ("a_killed_owner_has_no_lock", killed_owner),
    ("a_board_is_seen_by_all", board),
    ("an_acknowledged_entry_survives_a_kill", diary),
    #[cfg(unix)]
    ("a_doorkeeper_stays_when_a_visitor_has_left", doorkeeper),
    #[cfg(unix)]
    ("sigterm_ends_a_child_in_good_order", sigterm),
];

fn main() -> ExitCode {
    if let Ok(role) = env::var(ROLE) {
        play(&role);
        return ExitCode::SUCCESS;
    }
    let trials = TESTS.iter().map(|&(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn conversation() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command("answer", folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (stdout, stdin) = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
    let mut conversation = Conversation::new(stdout, stdin);
    assert_eq!(conversation.ask("one").unwrap(), "you said: one");
    assert_eq!(conversation.ask("").unwrap(), "you said: ");
    // Refused, and nothing is out of step afterwards.
    conversation.ask("two\nlines").unwrap_err();
    assert_eq!(conversation.ask("three").unwrap(), "you said: three");
    // The child breaks off in the middle of its answer.
    conversation.ask("leave").unwrap_err();
    drop(conversation);
    assert!(child.wait().unwrap().success());
}

fn lock_keeps_out() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("lock");
    let mut owner = Other::start("own", &lock);
    assert_eq!(owner.line(), "locked");
    assert!(OnlyOne::claim(&lock).unwrap().is_none());
    assert!(owner.finish().success());
    assert!(OnlyOne::claim(&lock).unwrap().is_some());
}

fn killed_owner() {
    let folder = tempfile::tempdir().unwrap();
    let lock = folder.path().join("lock");
    let mut owner = Other::start("own", &lock);
    assert_eq!(owner.line(), "locked");
    owner.kill();
    // The file is there, the lock is not. This does not wait.
    assert!(lock.exists());
    OnlyOne::wait(&lock).unwrap();
}

fn board() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("board");
    let board = ProgressBoard::create(&path, 2).unwrap();
    let mut workers = [Other::start("work 0", &path), Other::start("work 1", &path)];
    for worker in &mut workers {
        assert_eq!(worker.line(), "begun");
    }
    assert_eq!(board.progress().collect::<Vec<_>>(), [10, 20]);
    board.ask_to_stop();
    for worker in &mut workers {
        assert_eq!(worker.line(), "stopped");
        assert!(worker.finish().success());
    }
    assert_eq!(board.progress().collect::<Vec<_>>(), [11, 21]);
}

fn diary() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("diary");
    let mut writer = Other::start("write", &path);
    let mut n_acknowledged = 0;
    while n_acknowledged < 20 {
        n_acknowledged += 1;
        assert_eq!(writer.line(), format!("written {n_acknowledged}"));
    }
    // It goes on writing, and is killed at some place or other.
    writer.kill();
    let diary = Diary::open(&path).unwrap();
    assert!(diary.entries().len() >= n_acknowledged);
    for (entry, n) in diary.entries().iter().zip(1..) {
        assert_eq!(*entry, format!("entry {n}"));
    }
    // Broken in the middle, by whatever: nothing from there on is believed.
    let mut bytes = fs::read(&path).unwrap();
    let last_of_first = bytes.iter().position(|byte| *byte == b'\n').unwrap() - 1;
    bytes[last_of_first] ^= 1;
    fs::write(&path, bytes).unwrap();
    let mut diary = Diary::open(&path).unwrap();
    assert!(diary.entries().is_empty());
    // Nor later. A record of the same length as the broken one must not bring the ones behind it back.
    diary.add("entry x").unwrap();
    assert_eq!(Diary::open(&path).unwrap().entries(), ["entry x"]);
}

#[cfg(unix)]
fn doorkeeper() {
    use std::os::unix::fs::OpenOptionsExt;
    use std::sync::mpsc;
    use std::thread;

    use ipc::fifos::{Doorkeeper, make, ring};

    const N_VISITORS: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let bell = folder.path().join("bell");
    make(&bell).unwrap();
    thread::scope(|scope| {
        let (heard, visitors) = mpsc::channel();
        scope.spawn(|| {
            // The sender goes with this thread: if it panics, nobody waits for more visitors.
            let heard = heard;
            let mut doorkeeper = Doorkeeper::open(&bell).unwrap();
            for _ in 0..N_VISITORS {
                heard.send(doorkeeper.next_visitor().unwrap()).unwrap();
            }
        });
        let mut reader = None;
        for n in 0..N_VISITORS {
            ring(&bell, &format!("visitor {n}")).unwrap();
            // Heard, and gone. Nobody but the doorkeeper itself has the FIFO open for writing now.
            assert_eq!(visitors.recv(), Ok(format!("visitor {n}")));
            // A second reader, which reads nothing. Should the doorkeeper be gone, the next one must not wait for another.
            // Not before the first visitor: that one has to wait until the doorkeeper is there.
            reader.get_or_insert_with(|| {
                let mut options = fs::File::options();
                let do_not_wait = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
                options.read(true).custom_flags(do_not_wait);
                options.open(&bell).unwrap()
            });
        }
    });
}

#[cfg(unix)]
fn sigterm() {
    use rustix::process::{Signal, kill_process};

    let folder = tempfile::tempdir().unwrap();
    let mut other = Other::start("until SIGTERM", folder.path());
    // It says so only when the signal can't kill it any more.
    assert_eq!(other.line(), "ready");
    kill_process(other.id(), Signal::TERM).unwrap();
    assert_eq!(other.line(), "put in order");
    assert!(other.finish().success());
}
