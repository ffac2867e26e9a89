//! Programs under the keeper: what it tells of them, and that nothing of them remains.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use keeper::{Bytes, End, Event, LeftState, Limit, Limits, Record, Request, Summary, What};

/// A run to be; its scratch directory goes with it.
struct Run {
    request: Request,
    mark: String,
}

impl Run {
    fn new(program: &str, args: &[&str]) -> Run {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let mark = format!(
            "keeper-test-{}-{}",
            std::process::id(),
            RUNS.fetch_add(1, Ordering::SeqCst)
        );
        let directory = std::env::temp_dir().join(&mark);
        fs::create_dir(&directory).expect("the directory is new");
        let env = vec![
            ("PATH".to_owned(), "/usr/bin:/bin".to_owned()),
            ("MARK".to_owned(), mark.clone()),
        ];
        let request = Request {
            program: program.to_owned(),
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            env,
            directory: directory.to_str().expect("it is text").to_owned(),
            stdin: Some(Bytes::default()),
            limits: Limits {
                millis: 60_000,
                ..Limits::default()
            },
            trace: true,
        };
        Run { request, mark }
    }

    fn shell(script: &str) -> Run {
        Run::new("/bin/sh", &["-c", script])
    }

    /// One of the programs in `examples/watched.rs`.
    fn watched(mode: &str) -> Run {
        let mut path = std::env::current_exe().expect("it runs");
        path.pop();
        path.pop();
        path.push("examples/watched");
        Run::new(path.to_str().expect("it is text"), &[mode])
    }

    fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Run {
        change(&mut self.request.limits);
        self
    }

    fn untraced(mut self) -> Run {
        self.request.trace = false;
        self
    }

    fn start(&self) -> Child {
        let mut keeper = Command::new(env!("CARGO_BIN_EXE_interleave-keeper"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the keeper is built");
        let json = serde_json::to_vec(&self.request).expect("a request can be written");
        keeper
            .stdin
            .take()
            .expect("asked for")
            .write_all(&json)
            .expect("the keeper reads");
        keeper
    }

    /// Everything that the keeper says; `first` has been read already.
    fn end(&self, keeper: Child, first: &[u8]) -> (Vec<Event>, Summary) {
        let output = keeper.wait_with_output().expect("it can be waited for");
        assert_eq!(self.remaining(), Vec::<String>::new(), "processes remain");
        let mut events = Vec::new();
        let said = [first, &output.stdout].concat();
        for line in said
            .split(|&byte| byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            match serde_json::from_slice(line).expect("each line is a record") {
                Record::Event(event) => events.push(event),
                Record::Summary { summary } => {
                    assert_eq!(summary.unkilled, 0);
                    return (events, *summary);
                }
            }
        }
        panic!("there is no summary");
    }

    fn keep(self) -> (Vec<Event>, Summary) {
        let keeper = self.start();
        self.end(keeper, &[])
    }

    /// Command lines of processes that have the run's mark in their environment.
    fn remaining(&self) -> Vec<String> {
        let processes = fs::read_dir("/proc")
            .expect("this is Linux")
            .flatten()
            .map(|entry| entry.path());
        processes
            .filter(|path| {
                let env = fs::read(path.join("environ")).unwrap_or_default();
                String::from_utf8_lossy(&env).contains(&format!("MARK={}\0", self.mark))
            })
            .map(|path: PathBuf| fs::read_to_string(path.join("cmdline")).unwrap_or_default())
            .collect()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.request.directory);
    }
}

/// The plain words of a run that is stuck.
fn words(summary: &Summary) -> &str {
    &summary.stuck.as_ref().expect("it is stuck").words
}

#[test]
fn a_pipeline_is_told_from_spawn_to_wait() {
    let mut run = Run::shell("cat | tr a-z A-Z > out");
    run.request.stdin = Some(Bytes(b"hello\n".to_vec()));
    let (events, summary) = run.keep();
    assert_eq!(summary.end, End::Exited(0));
    assert!(summary.traced);
    assert_eq!(summary.processes, 3);
    assert_eq!(summary.left.processes, []);
    let files: Vec<&str> = summary
        .left
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(files, ["out"]);
    let has = |wanted: &dyn Fn(&Event) -> bool| events.iter().any(wanted);
    assert!(has(
        &|event| event.pid == 0 && matches!(event.what, What::Spawn { child: 2 })
    ));
    assert!(has(
        &|event| matches!(&event.what, What::Exec { program, .. } if program.ends_with("/tr"))
    ));
    assert!(has(&|event| matches!(
        &event.what,
        What::Read { object, text, .. } if object == "stdin" && text == "hello\n"
    )));
    assert!(has(&|event| matches!(
        &event.what,
        What::Write { object, text, .. } if object == "pipe:[0]" && text == "hello\n"
    )));
    assert!(has(
        &|event| matches!(&event.what, What::Read { object, eof: true, .. } if object == "pipe:[0]")
    ));
    assert!(has(&|event| matches!(
        event.what,
        What::Wait {
            child: Some(1),
            result: Some(_)
        }
    )));
    assert!(events.windows(2).all(|two| two[0].t <= two[1].t));
}

#[test]
fn output_that_is_no_text_comes_through() {
    let (_, summary) = Run::shell(r"printf '\377\000a'; printf oops >&2; exit 7").keep();
    assert_eq!(summary.end, End::Exited(7));
    assert_eq!(summary.stdout.0, b"\xff\x00a");
    assert_eq!(summary.stderr.text(), "oops");
}

#[test]
fn a_program_that_is_not_there_did_not_start() {
    let (_, summary) = Run::new("/nowhere/at/all", &[]).keep();
    assert!(
        matches!(&summary.end, End::NotStarted(why) if why.contains("No such file")),
        "{:?}",
        summary.end
    );
}

#[test]
fn nothing_is_inherited() {
    let (_, summary) = Run::shell("ls /proc/self/fd | wc -l; env | grep -v PWD | sort").keep();
    // The standard three, and the folder itself.
    let text = summary.stdout.text();
    let mut lines = text.lines();
    assert_eq!(lines.next().map(str::trim), Some("4"), "{text}");
    assert!(
        lines.all(|line| ["PATH=", "MARK=", "_=", "SHLVL="]
            .iter()
            .any(|name| line.starts_with(name))),
        "{text}"
    );
}

#[test]
fn an_orphan_is_left_with_who_started_it() {
    for run in [
        Run::shell("sleep 1000 & exit 3"),
        Run::shell("sleep 1000 & sleep 0.1; exit 3").untraced(),
    ] {
        let (events, summary) = run.keep();
        assert_eq!(summary.end, End::Exited(3));
        let [left] = summary.left.processes.as_slice() else {
            panic!("{:?}", summary.left)
        };
        assert_eq!((left.parent, left.state), (Some(0), LeftState::Running));
        if let Some(at) = left.spawned_at {
            let spawn = &events[usize::try_from(at).expect("small")];
            assert_eq!(spawn.what, What::Spawn { child: left.pid });
        }
    }
}

#[test]
fn a_child_that_nobody_waited_for_is_left() {
    let (events, summary) = Run::watched("zombie").keep();
    assert_eq!(summary.end, End::Exited(0));
    let [left] = summary.left.processes.as_slice() else {
        panic!("{:?}", summary.left)
    };
    assert_eq!((left.parent, left.state), (Some(0), LeftState::Zombie));
    assert!(
        !events
            .iter()
            .any(|event| matches!(event.what, What::Wait { .. }))
    );
}

/// Which of the two was quicker says nothing.
#[test]
fn who_is_about_to_end_counts_as_ended() {
    let (_, summary) = Run::shell("sleep 0.2 & exit 0").keep();
    assert_eq!(summary.end, End::Exited(0));
    let [left] = summary.left.processes.as_slice() else {
        panic!("{:?}", summary.left)
    };
    assert_eq!(left.state, LeftState::Zombie);
    // A grandchild, whose parent has gone: nobody could wait for it.
    let (_, summary) = Run::shell("sh -c 'sleep 0.2 & exit 0'; exit 0").keep();
    assert_eq!(summary.left.processes.len(), 0, "{:?}", summary.left);
}

#[test]
fn daemons_end_too() {
    let script = "(setsid sh -c 'sleep 1000 & (setsid sleep 1000 &) ; sleep 1000' &) ; sleep 0.05";
    for run in [Run::shell(script), Run::shell(script).untraced()] {
        let (_, summary) = run.keep();
        assert_eq!(summary.end, End::Exited(0));
        assert!(!summary.left.processes.is_empty());
    }
}

#[test]
fn two_full_pipes_are_a_deadlock() {
    let (_, summary) = Run::watched("fill").keep();
    assert_eq!(summary.end, End::Deadlock);
    let words = words(&summary);
    assert!(words.contains("the program waits to write to"), "{words}");
    assert!(
        words.contains("(`cat`) waits to write to its standard output"),
        "{words}"
    );
    assert!(words.contains("full: 64 KiB"), "{words}");
    assert!(
        words.contains("the reading end is held by the program"),
        "{words}"
    );
}

#[test]
fn a_pipe_that_is_held_open_by_its_reader_is_a_deadlock() {
    let (_, summary) = Run::watched("keep-the-end").keep();
    assert_eq!(summary.end, End::Deadlock);
    assert!(
        words(&summary).contains("nobody but itself holds the writing end"),
        "{}",
        words(&summary)
    );
}

#[test]
fn locks_in_turn_are_a_deadlock() {
    let (_, summary) = Run::watched("lock-in-turn").keep();
    assert_eq!(summary.end, End::Deadlock);
    assert_eq!(summary.stuck.expect("it is stuck").tasks.len(), 2);
}

#[test]
fn a_fifo_that_nobody_else_opens_is_a_deadlock() {
    let (_, summary) = Run::shell("mkfifo f; cat f").keep();
    assert_eq!(summary.end, End::Deadlock);
    assert!(
        words(&summary).contains("opens the other end of `f`"),
        "{}",
        words(&summary)
    );
}

#[test]
fn who_may_be_helped_from_outside_is_not_in_a_deadlock() {
    for (run, expected) in [
        (Run::shell("sleep 1000"), "sleeps"),
        (Run::watched("listen"), "connect"),
        (Run::shell("while :; do :; done"), "running"),
        (Run::shell("kill -STOP $$"), "stopped"),
        (Run::watched("fill").untraced(), "full: 64 KiB"),
    ] {
        let (_, summary) = run.limits(|limits| limits.millis = 400).keep();
        assert_eq!(summary.end, End::Deadline);
        assert!(words(&summary).contains(expected), "{}", words(&summary));
    }
}

#[test]
fn limits_are_named() {
    // As many as would be too many, but no more: a real bomb takes the whole machine with it, other tests included.
    let bomb = "i=0; while [ $i -lt 300 ]; do sleep 1000 & i=$((i+1)); done; sleep 1000";
    for (run, expected) in [
        (Run::shell(bomb), Limit::Processes),
        (
            Run::shell("yes").limits(|limits| limits.output_bytes = 100_000),
            Limit::Output,
        ),
        (
            Run::watched("allocate").limits(|limits| limits.memory_bytes = 64 << 20),
            Limit::Memory,
        ),
        (
            Run::shell("yes > f").limits(|limits| limits.file_bytes = 100_000),
            Limit::FileSize,
        ),
        (
            Run::shell("while :; do :; done").limits(|limits| limits.cpu_seconds = 1),
            Limit::Cpu,
        ),
    ] {
        let (_, summary) = run.keep();
        assert_eq!(summary.end, End::Limit(expected));
    }
}

#[test]
fn the_keeper_withstands_its_program() {
    let script = "trap '' TERM; kill -TERM $PPID; kill -INT $PPID; kill -KILL $PPID; kill -KILL -$PPID; echo on";
    for run in [Run::shell(script), Run::shell(script).untraced()] {
        let (_, summary) = run.keep();
        assert_eq!(summary.end, End::Exited(0));
        assert_eq!(summary.stdout.text(), "on\n");
    }
    let (_, summary) = Run::shell("sleep 1000 & kill -KILL 0").keep();
    assert_eq!(summary.end, End::Killed("SIGKILL".to_owned()));
    let (_, summary) = Run::shell("exec >&- 2>&- <&-; exit 4").keep();
    assert_eq!(summary.end, End::Exited(4));
    let run = Run::shell("rm -rf \"$PWD\"");
    let (_, summary) = run.keep();
    assert!(summary.directory_gone);
}

#[test]
fn events_are_told_up_to_a_number() {
    let (events, summary) = Run::watched("write-much")
        .limits(|limits| limits.events = 50)
        .keep();
    assert_eq!(summary.end, End::Exited(0));
    assert_eq!(events.len(), 50);
    assert!(summary.events_not_told > 90_000);
}

#[test]
fn who_sent_a_signal_and_what_it_does_is_told() {
    let (events, summary) =
        Run::shell("trap 'exit 5' USR1; sh -c 'kill -USR1 $PPID'; sleep 1000").keep();
    assert_eq!(summary.end, End::Exited(5));
    let signal = What::Signal {
        from: Some(1),
        signal: "SIGUSR1".to_owned(),
        action: keeper::Action::Handled,
    };
    assert!(
        events
            .iter()
            .any(|event| event.pid == 0 && event.what == signal),
        "{events:?}"
    );
}

#[test]
fn the_judge_can_stop_it() {
    let run = Run::shell("trap '' TERM; sleep 1000 & sleep 1000");
    let mut keeper = run.start();
    // Once it tells of something, it is there to be told to stop.
    let mut first = [0];
    keeper
        .stdout
        .as_mut()
        .expect("asked for")
        .read_exact(&mut first)
        .expect("it tells of the start");
    let pid = i32::try_from(keeper.id()).expect("process numbers are small");
    // SAFETY: the child has not been waited for, so the number is its own.
    unsafe { libc::kill(pid, libc::SIGTERM) };
    let (_, summary) = run.end(keeper, &first);
    assert_eq!(summary.end, End::Stopped);
}

#[test]
fn who_is_traced_does_not_outlive_the_keeper() {
    let run = Run::shell("(setsid sleep 1000 &) ; sleep 1000");
    let mut keeper = run.start();
    let mut first = [0];
    let said = keeper.stdout.as_mut().expect("asked for");
    said.read_exact(&mut first).expect("it tells of the start");
    keeper.kill().expect("it is ours");
    keeper.wait().expect("it is ours");
    // The system does it by itself, soon; a test that waits in vain is ended by whoever runs it.
    while !run.remaining().is_empty() {
        std::thread::yield_now();
    }
}
