//! Hidden test of `09_clean_environment`: a child has the variables, the directory and the streams that it was given on
//! purpose, and no others.
//!
//! What a child may inherit must be there first. A program can't safely change its own environment, so two of the checks
//! run this program again, with more in its environment and on its standard input than the judge gives.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io, thread};

use witness::{Check, check, mistake, prop};

use super::run_in;

/// The places of the checks that run again in the list below.
const SECRETS: usize = 2;
const INPUT: usize = 3;

/// Where it is set, this is the second run.
const SECRET: &str = "VAULT_KEY";

pub fn checks() -> Vec<Check> {
    vec![
        check(
            "the child gets its arguments, and what it prints comes back",
            || {
                let found = run_in(&prop(), &["say", "two words", "$HOME"], &[], &here());
                assert_eq!(succeeded(found), "two words\n$HOME\n");
            },
        ),
        check("the child gets the variables that it is given", || {
            let given = [("LANGUAGE", "en"), ("EMPTY", ""), ("ODD", "a=b \"c\" $d;")];
            let found = run_in(&prop(), &["environment"], &given, &here());
            let found = succeeded(found);
            for (name, value) in given {
                let line = format!("{name}={}", value.escape_debug());
                assert!(
                    found.lines().any(|found| found == line),
                    "the child was to have the variable `{line}`; it has these:\n{found}"
                );
            }
        }),
        check("the child gets no other variables", || {
            let environment = || {
                let found = run_in(&prop(), &["environment"], &[("LANGUAGE", "en")], &here());
                succeeded(found)
            };
            if is_again() {
                return tell(&environment());
            }
            // Here, where a panic is seen with its place.
            environment();
            let found = again(SECRETS);
            let others: Vec<&str> = found
                .lines()
                .filter(|line| *line != "LANGUAGE=en")
                .collect();
            if !others.is_empty() {
                mistake!(
                    "inherited-environment",
                    "the child was to have the variable LANGUAGE, and no other; it also has {}",
                    others.join(", ")
                );
            }
        }),
        check("the child has nothing to read", || {
            let read = || succeeded(run_in(&prop(), &["upper"], &[], &here()));
            if is_again() {
                return tell(&read());
            }
            read();
            let found = again(INPUT);
            if !found.is_empty() {
                mistake!(
                    "inherited-descriptor",
                    "the child has read from its caller's standard input: {found:?}"
                );
            }
        }),
        check("the child works in the directory that it is given", || {
            fs::create_dir_all("there/deep").unwrap();
            for directory in [here().join("there"), PathBuf::from("there/deep")] {
                let found = succeeded(run_in(&prop(), &["directory"], &[], &directory));
                let found = Path::new(found.trim_end()).canonicalize().unwrap();
                let expected = directory.canonicalize().unwrap();
                assert!(
                    found == expected,
                    "the child was to work in {directory:?}, and works in another directory"
                );
            }
        }),
        check(
            "the program's path is seen from the caller's directory",
            || {
                fs::create_dir_all("tools").unwrap();
                fs::create_dir_all("there").unwrap();
                let program = Path::new("tools").join(prop().file_name().unwrap());
                fs::copy(prop(), &program).unwrap();
                for directory in [here().join("there"), PathBuf::from("there")] {
                    match run_in(&program, &["say", "found"], &[], &directory) {
                        Err(error) if error.kind() == ErrorKind::NotFound => mistake!(
                            "relative-path",
                            "the program {program:?} is in the caller's directory, the child was to work in {directory:?}, \
                         and the program was not found"
                        ),
                        found => assert_eq!(succeeded(found), "found\n"),
                    }
                }
            },
        ),
        check("the caller stays in its directory", || {
            let before = here();
            let there = before.join("there");
            fs::create_dir_all(&there).unwrap();
            let go_on = before.join("go-on");
            let awaited = before.join("go-on.awaited");
            for left in [&go_on, &awaited] {
                let _ = fs::remove_file(left);
            }
            let child = thread::spawn({
                let (prop, go_on) = (prop(), go_on.to_string_lossy().into_owned());
                move || run_in(&prop, &["await", &go_on], &[], &there)
            });
            while !awaited.exists() && !child.is_finished() {
                thread::yield_now();
            }
            let meanwhile = here();
            fs::write(&go_on, "").unwrap();
            succeeded(child.join().expect("`run_in` panics"));
            if meanwhile != before || here() != before {
                mistake!(
                    "directory-of-the-caller",
                    "while the child runs, its caller is in another directory than before"
                );
            }
        }),
        check("a child that fails is an error", || {
            if let Ok(found) = run_in(&prop(), &["exit", "3"], &[], &here()) {
                mistake!(
                    "ignored-exit-status",
                    "the child exited with code 3, and `run_in` gives back {found:?}"
                );
            }
            if let Ok(found) = run_in(&prop(), &["die"], &[], &here()) {
                mistake!(
                    "ignored-exit-status",
                    "the child was killed, and `run_in` gives back {found:?}"
                );
            }
        }),
        check("a child that cannot be started is an error", || {
            let nothing = here().join("there-is-no-such-file");
            assert!(
                run_in(&nothing, &[], &[], &here()).is_err(),
                "the program is not there, and `run_in` says that all went well"
            );
            assert!(
                run_in(&prop(), &["say", "done"], &[], &nothing).is_err(),
                "the directory is not there, and `run_in` says that all went well"
            );
        }),
    ]
}

fn here() -> PathBuf {
    env::current_dir().expect("there is a directory")
}

fn succeeded(result: io::Result<String>) -> String {
    result.unwrap_or_else(|error| panic!("the child was to run, and this came of it: {error}"))
}

fn is_again() -> bool {
    env::var_os(SECRET).is_some()
}

/// What the second run found.
fn tell(text: &str) {
    fs::write("told", text).unwrap();
}

/// Runs one check of this program again, with secrets around it. What it told.
fn again(number: usize) -> String {
    // The folder may have been used before.
    let _ = fs::remove_file("told");
    let mut child = Command::new(env::current_exe().unwrap())
        .env(witness::CHECK, number.to_string())
        .env(witness::FINDING, "finding-of-the-second-run")
        .env(witness::PROP, prop())
        .env(SECRET, "open-sesame")
        .env("PASSWORD", "swordfish")
        .env("TOKEN", "abracadabra")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // It may end before it has read anything.
    let _ = input.write_all(b"not for the child\n");
    drop(input);
    child.wait().unwrap();
    fs::read_to_string("told")
        .expect("where there are secrets in the environment, `run_in` does not return")
}
