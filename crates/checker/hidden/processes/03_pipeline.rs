//! Hidden test of `03_pipeline`: all programs run at the same time, what one prints the next one reads, nobody keeps an end
//! of a pipe, every failure is told, nobody is left, and what each command says for itself stays so.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, panic, thread};

use witness::{Check, check, mistake, n_children, prop};

use super::{Finished, pipeline};

/// How long the check waits for children that are to come.
const LONG: Duration = Duration::from_secs(4);

/// Who may come to a room.
const NAMES: [&str; 4] = ["a", "b", "c", "d"];

pub fn checks() -> Vec<Check> {
    vec![
        check("what one program prints, the next one reads", || {
            let found = finished(&[&["say", "one", "two"], &["upper"], &["copy"]]);
            assert_eq!(text(&found.output), "ONE\nTWO\n");
            assert!(
                found.failed.is_empty(),
                "all of them exited with code 0; `pipeline` says that {:?} failed",
                found.failed
            );
        })
        .if_stuck(&["inherited-descriptor", "stdin-left-open"]),
        check("all programs run at the same time", || {
            let programs = vec![
                program(&["attend", "room", "a", "say", "hello"]),
                program(&["attend", "room", "b", "upper"]),
                program(&["attend", "room", "c", "copy"]),
            ];
            let mut have_come = 0;
            let found = run_and_watch(programs, |is_over| {
                wait_until(|| is_over() || present("room") >= 3);
                have_come = present("room");
                let_go("room");
            });
            if have_come < 3 {
                mistake!(
                    NotConcurrent,
                    "one-after-another",
                    "there were three programs; only {have_come} came before the first one ended"
                );
            }
            assert_eq!(text(&succeeded(found).output), "HELLO\n");
        })
        .if_stuck(&["inherited-descriptor", "stdin-left-open"]),
        check("much goes through", || {
            let found = finished(&[&["print", "1000000"], &["copy"], &["copy"]]);
            assert_eq!(found.output.len(), 1_000_000, "bytes that came through");
            let found = finished(&[&["print", "1000000"], &["copy"], &["count", "0"]]);
            assert_eq!(text(&found.output), "1000000\n");
        })
        .if_stuck(&["pipe-not-drained", "inherited-descriptor"]),
        check(
            "a program that has seen enough may end, and those before it are told",
            || {
                let found = finished(&[&["print", "4000000"], &["copy"], &["head", "5"]]);
                assert_eq!(text(&found.output), "xxxxx");
                assert!(
                    !found.failed.contains(&2),
                    "the last program exited with code 0, and is said to have failed"
                );
            },
        )
        .if_stuck(&["inherited-descriptor", "end-kept-open"]),
        check("every program that fails is named", || {
            expect(
                &[&["half", "3", "some of it"], &["upper"], &["copy"]],
                "SOME OF IT\n",
                &[0],
            );
            expect(
                &[&["say", "12345"], &["count", "4"], &["copy"]],
                "6\n",
                &[1],
            );
            expect(
                &[&["say", "12345"], &["copy"], &["count", "5"]],
                "6\n",
                &[2],
            );
            expect(
                &[
                    &["half", "3", "1"],
                    &["copy"],
                    &["count", "4"],
                    &["count", "5"],
                ],
                "2\n",
                &[0, 2, 3],
            );
            expect(&[&["die"], &["count", "0"]], "0\n", &[0]);
        })
        .if_stuck(&["inherited-descriptor", "stdin-left-open"]),
        check("one program is a pipeline too", || {
            expect(&[&["say", "alone"]], "alone\n", &[]);
            expect(&[&["half", "3", "not all of it"]], "not all of it\n", &[0]);
        }),
        check("what is not said stays as it is in each command", || {
            expect_own_input();
            expect_own_errors(1);
            expect_own_errors(3);
        })
        .if_stuck(&["inherited-descriptor", "stdin-left-open"]),
        check("if one cannot be started, nobody is left", || {
            let nothing = || Command::new("./there-is-no-such-program");
            // These end only if they are killed, or let go.
            let waits = |name| program(&["attend", "room", name, "copy"]);
            for (programs, n_started) in [
                (vec![waits("a"), waits("b"), nothing()], 2),
                (vec![waits("c"), nothing(), waits("d")], 1),
                (vec![nothing(), program(&["copy"])], 0),
            ] {
                let before = present("room");
                let mut is_done = true;
                let mut have_come = 0;
                let found = run_and_watch(programs, |is_over| {
                    wait_until(is_over);
                    is_done = is_over();
                    have_come = present("room") - before;
                    if !is_done {
                        let_go("room");
                    }
                });
                if !is_done && have_come < n_started {
                    mistake!(
                        NotConcurrent,
                        "one-after-another",
                        "there were three programs, of which the last one can't be started; only {have_come} \
                         came before the first one ended"
                    );
                }
                if !is_done {
                    mistake!(
                        "left-running",
                        "one of the programs can't be started, and `pipeline` waits until the others end by themselves"
                    );
                }
                assert!(
                    found.is_err(),
                    "one of the programs is not there, and `pipeline` says that all of them were started"
                );
            }
        }),
    ]
}

/// A child that plays this part. What the judge has on its standard input is not the child's.
fn program(part: &[&str]) -> Command {
    let mut program = Command::new(prop());
    program.args(part).stdin(Stdio::null());
    program
}

/// How many have come to a room. It is asked name by name: to list the folder again and again would be seen among what the
/// program did.
fn present(room: &str) -> usize {
    let has_come = |name: &&&str| Path::new(room).join(name).exists();
    NAMES.iter().filter(has_come).count()
}

fn let_go(room: &str) {
    fs::write(format!("{room}.go"), "").unwrap();
}

/// Runs the programs on another thread, and watches meanwhile.
fn run_and_watch(
    programs: Vec<Command>,
    watch: impl FnOnce(&dyn Fn() -> bool),
) -> io::Result<Finished> {
    fs::create_dir_all("room").unwrap();
    let running = thread::spawn(|| pipeline(programs));
    watch(&|| running.is_finished());
    // A panic of the submission stays its own.
    running
        .join()
        .unwrap_or_else(|payload| panic::resume_unwind(payload))
}

/// Until it is so, or a long time has passed.
fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() && start.elapsed() < LONG {
        thread::sleep(Duration::from_millis(1));
    }
}

fn finished(parts: &[&[&str]]) -> Finished {
    succeeded(pipeline(parts.iter().map(|part| program(part)).collect()))
}

fn succeeded(result: io::Result<Finished>) -> Finished {
    result.unwrap_or_else(|error| panic!("all programs were to run, and this came of it: {error}"))
}

fn expect(parts: &[&[&str]], output: &str, failed: &[usize]) {
    let found = finished(parts);
    if found.failed != failed && n_children() > 0 {
        mistake!(
            Leak,
            "zombie",
            "the programs at {failed:?} failed, and `pipeline` says {:?}; there are programs that it has not waited for",
            found.failed
        );
    }
    if let Some(lost) = failed.iter().find(|place| !found.failed.contains(place)) {
        mistake!(
            "ignored-exit-status",
            "of {} programs, those at {failed:?} failed; `pipeline` says {:?}, and so the failure at {lost} is lost",
            parts.len(),
            found.failed
        );
    }
    assert!(
        found.failed == failed,
        "of {} programs, those at {failed:?} failed; `pipeline` says {:?}",
        parts.len(),
        found.failed
    );
    assert_eq!(text(&found.output), output);
}

/// The first program reads what its command says: here, a file.
fn expect_own_input() {
    fs::write("input", "from the file\n").unwrap();
    let mut first = program(&["upper"]);
    first.stdin(File::open("input").unwrap());
    let found = succeeded(pipeline(vec![first, program(&["copy"])]));
    let output = text(&found.output);
    if output.is_empty() {
        mistake!(
            "input-replaced",
            "the first command had a file as its standard input; its program found nothing to read"
        );
    }
    assert_eq!(output, "FROM THE FILE\n");
}

/// Each program's standard error goes where its command says: here, into a file for each of them.
fn expect_own_errors(n_programs: usize) {
    let path = |place: usize| format!("errors-{n_programs}-{place}");
    let programs = (0..n_programs).map(|place| {
        let mut program = program(&["fail", "0", "a warning"]);
        program.stderr(File::create(path(place)).unwrap());
        program
    });
    succeeded(pipeline(programs.collect()));
    if n_children() > 0 {
        // Who is not waited for may not have come to it yet. The judge sees who is left.
        return;
    }
    for place in 0..n_programs {
        let errors = fs::read_to_string(path(place)).unwrap();
        if errors.is_empty() {
            mistake!(
                "stderr-replaced",
                "the command at {place} had a file as its standard error. Its program printed a warning there, and \
                 the file is empty"
            );
        }
        assert_eq!(errors, "a warning\n");
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
