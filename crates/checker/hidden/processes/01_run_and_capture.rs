//! Hidden test of `01_run_and_capture`: what a child printed and how it ended comes back, and its arguments are its own.

use witness::{Check, check, mistake, prop};

use super::{Outcome, run};

pub fn checks() -> Vec<Check> {
    vec![
        check("what the child prints comes back", || {
            let found = run(&prop(), &["say", "pictures", "films"]);
            if found == Outcome::Done(String::new()) {
                mistake!(
                    "output-not-kept",
                    "the child printed two lines, but what came back is empty"
                );
            }
            assert_eq!(found, Outcome::Done("pictures\nfilms\n".to_owned()));
        }),
        check(
            "a child that fails is told from one that does not",
            || match run(&prop(), &["exit", "3"]) {
                Outcome::Failed(3, _) => {}
                Outcome::Done(_) => mistake!(
                    "ignored-exit-status",
                    "the child exited with code 3, which says that it failed, and `run` says that it is done"
                ),
                other => panic!("the child exited with code 3: found {other:?}"),
            },
        ),
        check("what a child says of its failure comes back", || {
            let found = run(&prop(), &["fail", "4", "there is no such picture"]);
            let expected = Outcome::Failed(4, "there is no such picture".to_owned());
            assert!(
                found == expected,
                "the child wrote its reason on standard error, and exited with 4: expected {expected:?}, found {found:?}"
            );
        }),
        check(
            "a child that is killed has not done its work",
            || match run(&prop(), &["die"]) {
                Outcome::Killed => {}
                Outcome::Done(_) => mistake!(
                    "signal-taken-for-success",
                    "the child was killed by a signal, and `run` says that it is done"
                ),
                other => panic!("the child was killed by a signal: found {other:?}"),
            },
        ),
        check("arguments arrive as they are", || {
            let arguments = [
                "two words",
                "",
                "a;b",
                "$HOME",
                "`date`",
                "it's \"quoted\"",
                "*",
            ];
            let mut all = vec!["arguments"];
            all.extend(arguments);
            let lines: Vec<String> = arguments
                .iter()
                .map(|argument| format!("{}\n", argument.escape_debug()))
                .collect();
            let found = run(&prop(), &all);
            if found != Outcome::Done(lines.concat()) {
                mistake!(
                    "shell-injection",
                    "the child was to get {arguments:?}, each as one argument; this came of it: {found:?}"
                );
            }
        }),
        check("a program that is not there is no child", || {
            let nowhere = std::path::Path::new("there-is-no-such-program");
            assert_eq!(run(nowhere, &[]), Outcome::NotStarted);
        }),
        check("much output on both streams is no trouble", || {
            let found = run(&prop(), &["flood", "300000"]);
            assert_eq!(found, Outcome::Done("x".repeat(300_000)));
        }),
    ]
}
