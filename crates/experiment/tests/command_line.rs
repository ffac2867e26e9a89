//! The experiment as it is called: what it prints, what it leaves, and with which exit code. No figure is looked at.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as StdCommand;

use assert_cmd::Command;
use experiment::chart;
use experiment::record::Record;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};

fn experiment() -> Command {
    Command::new(env!("CARGO_BIN_EXE_experiment"))
}

fn course_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments/gil")
}

fn course_file(name: &str) -> String {
    fs::read_to_string(course_folder().join(name)).expect("a file of the course")
}

/// A Python that is new enough, if this machine has one.
fn has_python() -> bool {
    let has = StdCommand::new("python3")
        .args(["-c", "import sys; sys.exit(sys.version_info < (3, 8))"])
        .status()
        .is_ok_and(|status| status.success());
    if !has {
        eprintln!("no python3 here: the scripts are not tested");
    }
    has
}

#[test]
fn everything_runs_and_gets_the_same_answers() {
    if !has_python() {
        return;
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let chart = scratch.path().join("chart.svg");
    let assert = experiment()
        .args(["--quick", "--json", "--chart"])
        .arg(&chart)
        .assert()
        .success();
    let record = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    let record = Record::read(&record).expect("a record");
    assert!(record.quick);
    assert_eq!(record.rows.len(), 14);
    assert!(record.rows.iter().all(|row| row.seconds.len() == 1));
    let [lost] = record.lost_updates.as_slice() else {
        panic!("one run: {:?}", record.lost_updates);
    };
    for addition in &lost.additions {
        let (first, last) = (addition.bytecode.first(), addition.bytecode.last());
        assert!(first.is_some_and(|load| load.starts_with("LOAD_GLOBAL")));
        assert!(last.is_some_and(|store| store.starts_with("STORE_GLOBAL")));
    }
    assert!(
        lost.additions[0]
            .bytecode
            .iter()
            .any(|name| name.contains("CALL"))
    );
    assert!(
        !lost.additions[1]
            .bytecode
            .iter()
            .any(|name| name.contains("CALL"))
    );
    // A second opinion on the chart.
    let parse = "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])";
    let parsed = StdCommand::new("python3")
        .args(["-c", parse])
        .arg(&chart)
        .status();
    assert!(parsed.expect("python3 runs").success());
}

#[test]
fn the_text_says_that_small_work_tells_nothing() {
    if !has_python() {
        return;
    }
    experiment()
        .arg("--quick")
        .assert()
        .success()
        .stdout(contains("All ways got the same answers."))
        .stdout(contains("The work was too small to tell"))
        .stdout(contains("counter = counter + one()"))
        .stderr(contains("round 1 of 1: waiting, Rust, rayon"));
}

#[test]
fn a_wrong_answer_is_refused() {
    if !has_python() {
        return;
    }
    let scratch = tempfile::tempdir().expect("a folder");
    for entry in fs::read_dir(course_folder()).expect("the scripts") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "py") {
            let name = path.file_name().expect("a name");
            fs::copy(&path, scratch.path().join(name)).expect("a copy");
        }
    }
    let script = course_file("threads.py");
    // The last worker's answer is forgotten.
    let wrong = script.replace("return sum(answers)", "return sum(answers[:-1])");
    assert_ne!(wrong, script);
    fs::write(scratch.path().join("threads.py"), wrong).expect("a script");
    experiment()
        .arg("--quick")
        .arg("--folder")
        .arg(scratch.path())
        .assert()
        .code(4)
        .stdout(is_empty())
        .stderr(contains("computing, Python, threads got the answer").and(contains("is right")));
}

#[test]
fn without_python_the_stored_result_is_shown() {
    let nothing = tempfile::tempdir().expect("a folder");
    let stored = Record::read(&course_file("result.json")).expect("a record");
    experiment()
        .env("PATH", nothing.path())
        .assert()
        .success()
        .stderr(contains(
            "no Python was found: there is no program `python3`",
        ))
        .stdout(contains(format!("This was measured on {}", stored.date)))
        .stdout(contains(stored.machine.title()))
        .stdout(contains(stored.python.title()));
    experiment()
        .args(["--python", "no-such-python"])
        .assert()
        .success()
        .stderr(contains("there is no program `no-such-python`"))
        .stdout(contains(stored.machine.title()));
    // But never stored again, as if it were new.
    experiment()
        .args(["--store", "--folder"])
        .arg(nothing.path())
        .env("PATH", nothing.path())
        .assert()
        .code(4)
        .stderr(contains("no Python was found"));
    assert_eq!(fs::read_dir(nothing.path()).expect("a folder").count(), 0);
}

#[test]
fn the_stored_chart_is_that_of_the_stored_result() {
    let assert = experiment().args(["--stored", "--json"]).assert().success();
    let printed = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    assert_eq!(printed, course_file("result.json"));
    let record = Record::read(&printed).expect("a record");
    assert!(!record.quick);
    assert!(
        course_file("chart.svg") == chart::svg(&record),
        "draw it again: cargo learn experiment gil --stored --chart experiments/gil/chart.svg"
    );
}

#[test]
fn a_stored_result_that_is_none_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = || {
        let mut command = experiment();
        command.arg("--stored").arg("--folder").arg(folder.path());
        command.assert().code(4).stdout(is_empty())
    };
    shown().stderr(contains("result.json"));
    fs::write(folder.path().join("result.json"), "{}").expect("a file");
    shown().stderr(contains("result.json").and(contains("cannot be read")));
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    for options in [
        ["--quick", "--store"],
        ["--quick", "--stored"],
        ["--store", "--stored"],
    ] {
        experiment().args(options).assert().code(2);
    }
}

/// With a Python that is a shell script.
#[cfg(unix)]
mod misbehaving {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Stdio;
    use std::thread;
    use std::time::{Duration, Instant};

    use rustix::process::{Pid, Signal, kill_process, test_kill_process};
    use tempfile::TempDir;

    use super::*;

    const GOOD: &str = r#"{"implementation": "CPython", "version": [3, 12, 1], "gil": true}"#;
    const GENEROUS: Duration = Duration::from_secs(60);

    /// A folder with a program that says `about` of itself, and does `otherwise` for every other script.
    fn python(about: &str, otherwise: &str) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("python3");
        let script =
            format!("#!/bin/sh\ncase \"$2\" in\n*about.py) {about};;\n*) {otherwise};;\nesac\n");
        fs::write(&path, script).expect("a script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
        (folder, path)
    }

    fn measured(python: &Path, options: &[&str]) -> assert_cmd::assert::Assert {
        let mut command = experiment();
        command.arg("--quick").arg("--python").arg(python);
        command.args(options).timeout(GENEROUS).assert()
    }

    #[test]
    fn one_that_cannot_be_used_is_told_and_the_stored_result_shown() {
        for (about, expected) in [
            (
                r#"echo '{"implementation": "CPython", "version": [3, 7, 16], "gil": true}'"#,
                "is too old: it is version 3.7.16, and the scripts need 3.8",
            ),
            (
                "echo 'python3: command not found' >&2; exit 127",
                "cannot be used: it ended with exit status: 127; its last words: python3: command not found",
            ),
            ("echo tea", r#"cannot be used: it says of itself "tea\n""#),
            ("kill -SEGV $$", "cannot be used: it ended with signal: 11"),
        ] {
            let (_folder, path) = python(about, "exit 1");
            measured(&path, &[])
                .success()
                .stderr(contains(expected))
                .stdout(contains("This was measured on"));
        }
    }

    #[test]
    fn one_that_fails_later_is_an_error() {
        let about = format!("echo '{GOOD}'");
        for (otherwise, expected) in [
            (
                "echo one >&2; echo boom >&2; exit 3",
                "failed to run computing, Python, one after another: it ended with exit status: 3; its last words: boom",
            ),
            (
                "echo tea",
                r#"computing, Python, one after another printed "tea\n", which is not a result"#,
            ),
            (
                // It never asks the server.
                r#"echo '{"seconds": 0.1, "answer": 148}'"#,
                "waiting, Python, one after another asked the server 0 times, not 8 times",
            ),
        ] {
            let (_folder, path) = python(&about, otherwise);
            measured(&path, &[])
                .code(4)
                .stdout(is_empty())
                .stderr(contains(expected));
        }
    }

    #[test]
    fn one_that_hangs_is_ended_with_its_children() {
        let (folder, path) = python(
            &format!("echo '{GOOD}'"),
            "sleep 1000 & echo $! > \"${0%/*}/number\"; wait",
        );
        measured(&path, &["--deadline", "5"])
            .code(4)
            .stderr(contains("it took longer than 5 s, and was ended"));
        assert_gone(number_in(&folder));
    }

    #[test]
    fn a_stop_leaves_nothing_running() {
        for signal in [Signal::INT, Signal::TERM] {
            let (folder, path) = python(
                &format!("echo '{GOOD}'"),
                "sleep 1000 & echo $! > \"${0%/*}/number\"; wait",
            );
            let mut running = StdCommand::new(env!("CARGO_BIN_EXE_experiment"))
                .arg("--quick")
                .arg("--python")
                .arg(&path)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .expect("the experiment starts");
            let number = number_in(&folder);
            kill_process(Pid::from_child(&running), signal).expect("a signal is sent");
            let status = running.wait().expect("the experiment ends");
            assert_eq!(status.code(), Some(130));
            assert_gone(number);
        }
    }

    /// The number of a process that is to be gone, as soon as it is there.
    fn number_in(folder: &TempDir) -> Pid {
        let until = Instant::now() + GENEROUS;
        loop {
            let text = fs::read_to_string(folder.path().join("number")).unwrap_or_default();
            if let Some(line) = text.strip_suffix('\n') {
                let number = line.parse().expect("a number");
                return Pid::from_raw(number).expect("the number of a process");
            }
            assert!(Instant::now() < until, "the script did not get that far");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn assert_gone(pid: Pid) {
        let stat = format!("/proc/{}/stat", pid.as_raw_nonzero());
        let until = Instant::now() + GENEROUS;
        // A dead process counts as there until somebody has waited for it, which is not our affair.
        let is_dead = || fs::read_to_string(&stat).is_ok_and(|stat| stat.contains(") Z "));
        while test_kill_process(pid).is_ok() && !is_dead() {
            assert!(Instant::now() < until, "{pid:?} is still there");
            thread::sleep(Duration::from_millis(5));
        }
    }
}
