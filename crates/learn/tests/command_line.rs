//! The learner's app as it is typed: what it prints, where, and with which exit code.

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::{contains, is_empty};

fn learn(arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::new(env!("CARGO_BIN_EXE_learn"));
    command
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .current_dir(env!("CARGO_MANIFEST_DIR"));
    command.args(arguments).assert()
}

#[test]
fn an_unknown_exercise_is_a_usage_error_with_the_nearest_names() {
    for subcommand in ["check", "hint"] {
        learn(&[subcommand, "spwan_and_join"])
            .code(2)
            .stdout(is_empty())
            .stderr(contains(
                "no exercise is called `spwan_and_join`; did you mean threads/01_spawn_and_join",
            ));
    }
}

#[test]
fn a_missing_file_is_named_in_one_sentence() {
    learn(&["explore", "no_such_file.rs"])
        .code(2)
        .stdout(is_empty())
        .stderr("error: there is no file no_such_file.rs\n");
    learn(&["explore", "src"])
        .code(2)
        .stdout(is_empty())
        .stderr(contains("src is a folder"));
}

#[test]
fn wrong_flags_are_usage_errors() {
    for arguments in [
        &["check"][..],
        &["check", "spawn", "--all"],
        &["check", "spawn", "--json", "--plain"],
        &["hint", "spawn", "--step", "4"],
        &["explore", "a.rs", "--budget", "0"],
        &["explore", "a.rs", "--cores", "4"],
        &["explore", "a.rs", "--timed", "--cores", "0"],
        &["explore", "a.rs", "--timed", "--gil"],
        &["teach"],
    ] {
        learn(arguments).code(2).stdout(is_empty());
    }
}

#[test]
fn the_list_has_every_exercise_and_bare_learn_says_where_to_begin() {
    learn(&["list"])
        .code(0)
        .stderr(is_empty())
        .stdout(contains("01_spawn_and_join"));
    learn(&[]).code(0).stderr(is_empty()).stdout(
        contains("Start with threads/01_spawn_and_join")
            .and(contains("exercises/threads/src/bin/01_spawn_and_join.rs"))
            .and(contains("cargo learn check ")),
    );
}

#[test]
fn what_runs_for_real_is_not_explored() {
    learn(&["explore", "processes/1"])
        .code(2)
        .stderr(contains("runs for real").and(contains("cargo learn check")));
}

#[test]
fn hints_lead_from_one_to_the_next() {
    learn(&["hint", "threads/1"])
        .code(0)
        .stdout(contains("hint 1 of 3").and(contains("--step 2")));
    learn(&["hint", "threads/1", "--step", "3"])
        .code(0)
        .stdout(contains("hint 3 of 3").and(contains("one step further").not()));
    // A transfer task is to be tried without, unless one insists.
    learn(&["hint", "threads/10"])
        .success()
        .stdout(contains("--step 1").and(contains("hint 1 of 3").not()));
    learn(&["hint", "threads/10", "--step", "1"])
        .success()
        .stdout(contains("hint 1 of 3"));
    learn(&["hint", "threads/1", "--for", "no-such-mistake"])
        .code(2)
        .stdout(is_empty())
        .stderr(contains("has no hint for `no-such-mistake`"));
}

const LOST_UPDATE: &str = "
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

fn main() {
    let counter = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let seen = counter.load(Ordering::SeqCst);
                counter.store(seen + 1, Ordering::SeqCst);
            });
        }
    });
    assert_eq!(counter.load(Ordering::SeqCst), 2);
}
";

#[test]
fn a_lost_update_is_explored_named_and_drawn() {
    let file = std::env::temp_dir().join(format!("lost-update-{}.rs", std::process::id()));
    std::fs::write(&file, LOST_UPDATE).expect("a temporary file");
    let path = file.to_str().expect("a UTF-8 path");
    learn(&["explore", path]).code(1).stdout(
        contains("race · lost update")
            .and(contains("load counter → 0"))
            .and(contains("overwrites step")),
    );
    learn(&["explore", path, "--plain"])
        .code(1)
        .stdout(contains("Verdict: race, lost update.").and(contains("│").not()));
    let json = learn(&["explore", path, "--json"])
        .code(1)
        .get_output()
        .stdout
        .clone();
    let report: serde_json::Value = serde_json::from_slice(&json).expect("exactly one JSON object");
    assert_eq!(
        (&report["schema"], &report["diagnosis"]),
        (&1.into(), &"lost-update".into())
    );
    // The schedule that it offers leads to the same picture.
    let schedule = report["counterexample"]["schedule"]
        .as_str()
        .expect("a schedule");
    learn(&["explore", path, "--replay", schedule])
        .code(1)
        .stdout(contains("overwrites step").and(contains("replayed")));
    std::fs::remove_file(&file).expect("it was written");
}

#[test]
fn a_schedule_of_another_program_is_said_to_be_one() {
    let file = std::env::temp_dir().join(format!("two-letters-{}.rs", std::process::id()));
    let source = "fn main() {\n    let b = std::thread::spawn(|| print!(\"b\"));\n    print!(\"a\");\n    b.join().unwrap();\n}\n";
    std::fs::write(&file, source).expect("a temporary file");
    let path = file.to_str().expect("a UTF-8 path");
    learn(&["explore", path, "--replay", "7.7"]).stdout(
        contains("Schedule 7.7 does not fit this program")
            .and(contains("schedule 7.7, replayed").not()),
    );
    learn(&["explore", path, "--replay", "seven"])
        .code(2)
        .stdout(is_empty())
        .stderr(contains("`seven` is not the id of a schedule"));
    learn(&["explore", path, "--timed"])
        .code(0)
        .stdout(contains(
            "On unlimited cores it takes 0 ms of virtual time.",
        ));
    let json = learn(&["explore", path, "--json", "--timed"])
        .get_output()
        .stdout
        .clone();
    let report: serde_json::Value = serde_json::from_slice(&json).expect("exactly one JSON object");
    assert_eq!(report["makespan"]["max"], 0);
    std::fs::remove_file(&file).expect("it was written");
}

#[test]
fn no_line_is_longer_than_the_terminal() {
    for arguments in [
        &[][..],
        &["list"],
        &["hint", "threads/1", "--step", "3"],
        &["check", "threads/1"],
        &["explore", "threads/1"],
    ] {
        let screen = learn(arguments).get_output().stdout.clone();
        let screen = String::from_utf8(screen).expect("a text");
        for line in screen.lines() {
            assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
        }
    }
}

/// A course of its own, with a catalog that is to be broken.
fn course(name: &str, catalog: &str) -> std::path::PathBuf {
    let root = std::env::temp_dir().join(format!("learn-course-{}-{name}", std::process::id()));
    let folder = root.join("exercises/threads");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("exercises.toml"), catalog).expect("a catalog");
    std::fs::write(root.join("Cargo.toml"), "[workspace]\n").expect("a manifest");
    root
}

fn learn_in(root: &std::path::Path, arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::new(env!("CARGO_BIN_EXE_learn"));
    command
        .env("COLUMNS", "80")
        .env_remove("CARGO_MANIFEST_DIR")
        .current_dir(root);
    command.args(arguments).assert()
}

#[test]
fn a_broken_catalog_is_the_courses_mistake_whatever_is_asked() {
    let root = course("broken", "concept = \"threads\"\ntitle = 7\n");
    for arguments in [
        &[][..],
        &["list"],
        &["check", "spawn"],
        &["hint", "spawn"],
        &["explore", "spawn"],
    ] {
        learn_in(&root, arguments)
            .code(4)
            .stdout(is_empty())
            .stderr(contains("exercises.toml:").and(contains("\n").count(1)));
    }
    std::fs::remove_dir_all(&root).expect("it was written");
}

#[test]
fn an_exercise_whose_file_is_gone_or_no_text_is_named() {
    let catalog = include_str!("../../../exercises/threads/exercises.toml");
    let root = course("gone", catalog);
    let file = "exercises/threads/src/bin/01_spawn_and_join.rs";
    learn_in(&root, &["check", "spawn_and_join"])
        .code(2)
        .stderr(format!("error: there is no file {file}\n"));
    std::fs::create_dir_all(root.join("exercises/threads/src/bin")).expect("a folder");
    std::fs::write(root.join(file), b"fn main() {\n\xff}\n").expect("a file");
    for subcommand in ["check", "explore"] {
        learn_in(&root, &[subcommand, "spawn_and_join"])
            .code(2)
            .stderr(contains(format!("{file}:2: this is not UTF-8 text")));
    }
    std::fs::remove_dir_all(&root).expect("it was written");
}

#[test]
fn what_is_neither_file_nor_exercise_is_said_to_be_neither() {
    learn(&["explore", "spwan_and_join"]).code(2).stderr(
        contains("there is no file spwan_and_join, and no exercise is called")
            .and(contains("did you mean")),
    );
}

#[test]
fn a_replay_of_a_check_that_does_not_exist_is_refused() {
    learn(&["explore", "spawn_and_join", "--replay", "99:1"])
        .code(2)
        .stdout(is_empty())
        .stderr(contains("the hidden test has no check 99"));
}

/// Four waits of 3 ms overlap everywhere; four times 5 ms of computing need cores, and an interpreter allows one at a time.
#[test]
fn a_program_on_a_machine_of_so_many_cores() {
    let file = std::env::temp_dir().join(format!("four-{}.rs", std::process::id()));
    let program = "use std::thread;\nuse std::time::Duration;\n\nfn main() {\n    thread::scope(|scope| {\n        for _ in 0..4 {\n            \
                   scope.spawn(|| {\n                lab::io(Duration::from_millis(3));\n                lab::cpu(5_000);\n            \
                   });\n        }\n    });\n}\n";
    std::fs::write(&file, program).expect("a file");
    let path = file.to_str().expect("a path that is text");
    let makespan = |flags: &[&str]| {
        let all = [&["explore", path, "--timed", "--json"], flags].concat();
        let json = learn(&all).code(0).get_output().stdout.clone();
        let report: serde_json::Value = serde_json::from_slice(&json).expect("one object");
        report["run"]["makespan"].as_u64().expect("a number")
    };
    assert_eq!(makespan(&["--cores", "1"]), 23_000_000);
    assert_eq!(makespan(&["--cores", "4"]), 8_000_000);
    assert_eq!(makespan(&["--cores", "4", "--gil"]), 23_000_000);
    assert_eq!(makespan(&["--cores", "4", "--processes"]), 9_000_000);
    learn(&["explore", path, "--timed", "--cores", "2"])
        .code(0)
        .stdout(contains("On 2 cores it takes 13 ms of virtual time").and(contains("core 2")));
    std::fs::write(&file, "fn main() { lab::cpu(\"much\"); }\n").expect("a file");
    learn(&["explore", path, "--timed", "--cores", "2"])
        .code(1)
        .stdout(contains("E0308"));
    std::fs::remove_file(&file).expect("it was written");
}
