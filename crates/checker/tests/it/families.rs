//! Whole judgements of submissions that start other processes: what is left, who hangs, and programs that mean no good.
//!
//! All of them are bounded: a program that would fork without end stops by itself after a hundred processes. Each test looks
//! for what it started, by a number of seconds that nobody else sleeps for, and nothing may be left.

#![cfg(target_os = "linux")]

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use checker::report::{Report, Verdict};

use crate::real_runs::{check, judge, judge_file};

/// Seconds that nobody else sleeps for.
fn own_seconds() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("3600.{}{number:03}", std::process::id())
}

/// Command lines that contain this word.
fn alive(word: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("this is Linux").flatten();
    processes
        .filter_map(|process| fs::read(process.path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(word) && line.starts_with("sleep"))
        .collect()
}

/// Judges a submission whose `answer` does this, where `SECONDS` is how long a sleeper sleeps; none may be left.
#[track_caller]
fn judge_sleepers(does: &str) -> Report {
    let seconds = own_seconds();
    let report = judge(&does.replace("SECONDS", &seconds));
    assert_eq!(alive(&seconds), Vec::<String>::new(), "{report:#?}");
    report
}

#[track_caller]
fn diagnosed(report: &Report, verdict: Verdict, diagnosis: &str, says: &str) {
    check(report, verdict, says);
    assert_eq!(report.diagnosis.as_deref(), Some(diagnosis), "{report:#?}");
}

#[test]
fn who_is_not_waited_for_is_left() {
    let report = judge(
        "let child = std::process::Command::new(\"true\").spawn().unwrap(); std::mem::forget(child); 42",
    );
    diagnosed(
        &report,
        Verdict::Leak,
        "zombie",
        "`true` was never waited for",
    );
    let report = judge_sleepers(
        "let mut child = std::process::Command::new(\"sleep\").arg(\"SECONDS\").spawn().unwrap(); child.kill().unwrap(); 42",
    );
    diagnosed(
        &report,
        Verdict::Leak,
        "zombie",
        // It may be killed before it has become `sleep`.
        "was never waited for",
    );
}

#[test]
fn who_still_runs_is_left() {
    let report = judge_sleepers(
        "std::process::Command::new(\"sleep\").arg(\"SECONDS\").spawn().unwrap(); 42",
    );
    diagnosed(&report, Verdict::Leak, "orphan", "`sleep` still runs");
}

#[test]
fn daemons_are_left_too_and_ended() {
    let report = judge_sleepers(
        "let sh = \"setsid sh -c 'sleep SECONDS & exit' & wait\"; std::process::Command::new(\"sh\").args([\"-c\", sh]).status().unwrap(); 42",
    );
    diagnosed(&report, Verdict::Leak, "orphan", "`sleep` still runs");
}

#[test]
fn two_full_pipes_are_a_deadlock_and_drawn() {
    let report = judge(
        "use std::io::Write; use std::process::{Command, Stdio};
    let mut cat = Command::new(\"cat\").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    cat.stdin.take().unwrap().write_all(&[b'x'; 1 << 20]).unwrap();
    let _ = cat.wait_with_output(); 42",
    );
    diagnosed(
        &report,
        Verdict::Deadlock,
        "pipe-not-drained",
        "The program waits to write to stdin of cat (full: 64 KiB)",
    );
    let story = report.counterexample.expect("what the processes did");
    assert_eq!(story.threads, ["program", "cat"]);
    assert_eq!(story.blocked.len(), 2, "{:#?}", story.blocked);
    assert!(
        story
            .steps
            .iter()
            .any(|step| step.op == "starts" && step.target == Some(1)),
        "{:#?}",
        story.steps
    );
}

#[test]
fn who_may_go_on_some_day_is_late_and_no_deadlock() {
    let report = judge_sleepers(
        "std::process::Command::new(\"sleep\").arg(\"SECONDS\").status().unwrap(); 42",
    );
    check(
        &report,
        Verdict::Timeout,
        "The program waits for `sleep` to end; `sleep` sleeps",
    );
    assert_eq!(report.diagnosis, None);
}

#[test]
fn too_many_processes_at_a_time() {
    let report = judge_sleepers(
        "for _ in 0..100 { std::process::Command::new(\"sleep\").arg(\"SECONDS\").spawn().unwrap(); } 42",
    );
    check(&report, Verdict::Limit, "More than 64 processes");
}

#[test]
fn a_program_that_starts_itself_again_and_again() {
    let report = judge_file(
        "pub fn answer() -> u32 {\n    generation(0);\n    42\n}\n
fn generation(n: u32) {
    if n == 100 { return; }
    let me = std::env::current_exe().unwrap();
    std::process::Command::new(me).arg((n + 1).to_string()).status().unwrap();
}\n
fn main() {
    generation(std::env::args().nth(1).unwrap().parse().unwrap());
}\n",
    );
    check(&report, Verdict::Limit, "More than 64 processes");
}

#[test]
fn memory_and_files_have_limits() {
    let report = judge(
        "let mut all = Vec::new(); for _ in 0..4096 { all.push(vec![1u8; 1 << 20]); } all.len() as u32",
    );
    check(&report, Verdict::Limit, "1 GiB of memory");
    let report = judge(
        "use std::io::Write; let mut file = std::fs::File::create(\"much\").unwrap();
    for _ in 0..100 { file.write_all(&[0; 1 << 20]).unwrap(); } 42",
    );
    check(&report, Verdict::Limit, "a file of more than 64 MiB");
}

#[test]
fn the_directory_and_the_group_are_its_own() {
    let report = judge(
        "let here = std::env::current_dir().unwrap(); std::fs::remove_dir_all(here).unwrap(); 42",
    );
    check(&report, Verdict::Pass, "");
    let report = judge(
        "std::process::Command::new(\"sh\").args([\"-c\", \"kill -KILL 0\"]).status().unwrap(); 42",
    );
    check(&report, Verdict::Crash, "killed by SIGKILL");
}

#[test]
fn a_stack_without_end_is_a_crash() {
    let report = judge_file(
        "pub fn answer() -> u32 {\n    deeper(1)\n}\n
fn deeper(n: u32) -> u32 {\n    std::hint::black_box(deeper(std::hint::black_box(n + 1))) + 1\n}\n
fn main() {}\n",
    );
    check(&report, Verdict::Crash, "stack overflowed");
}

/// A daemon of the worst kind: in a session of its own, deaf to polite signals, with a port, a socket and files.
#[test]
fn nothing_of_it_is_left_on_the_machine() {
    let seconds = own_seconds();
    let told = std::env::temp_dir().join(format!("interleave-left-{seconds}"));
    let source = r#"use std::io::Write;
use std::process::Command;

pub fn answer() -> u32 {
    let me = std::env::current_exe().unwrap();
    let mut parent = Command::new("setsid").arg("--fork").arg(me).arg("daemon").spawn().unwrap();
    parent.wait().unwrap();
    while !std::fs::exists("TOLD").unwrap() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    42
}

fn main() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let _socket = std::os::unix::net::UnixListener::bind("socket").unwrap();
    let mut file = std::fs::File::create("file").unwrap();
    file.write_all(b"mine").unwrap();
    let here = std::env::current_dir().unwrap();
    let text = format!("{} {} {}", port.local_addr().unwrap(), std::process::id(), here.display());
    std::fs::write("TOLD.part", text).unwrap();
    std::fs::rename("TOLD.part", "TOLD").unwrap();
    let _ = Command::new("sh").args(["-c", "trap '' TERM HUP INT; sleep SECONDS"]).status();
}
"#;
    let told_path = told.to_str().expect("a path that is text");
    let source = source
        .replace("SECONDS", &seconds)
        .replace("TOLD", told_path);
    let report = judge_file(&source);
    let text = fs::read_to_string(&told).expect("the daemon has told where it is");
    fs::remove_file(&told).expect("it was there just now");
    let words: Vec<&str> = text.splitn(3, ' ').collect();
    let [address, process, folder] = words[..] else {
        panic!("{text}")
    };
    diagnosed(&report, Verdict::Leak, "orphan", "still run");
    assert!(
        report
            .message
            .as_deref()
            .is_some_and(|message| message.contains(address)),
        "where it takes connections is told: {report:#?}"
    );
    assert_eq!(alive(&seconds), Vec::<String>::new());
    let cmdline = fs::read_to_string(format!("/proc/{process}/cmdline")).unwrap_or_default();
    assert!(!cmdline.contains("daemon"), "{cmdline}");
    assert!(std::net::TcpStream::connect(address).is_err(), "{address}");
    assert!(!fs::exists(folder).unwrap(), "{folder}");
}
