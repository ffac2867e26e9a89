//! Whole judgements of submissions that run for real.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use checker::catalog::Workspace;
use checker::judge::{Options, judge_against};
use checker::report::{Report, Verdict};

/// A hidden test with one check around the learner's `answer`, and one that comes after it.
const HIDDEN: &str = r#"
use witness::{Check, check, mistake};

pub fn checks() -> Vec<Check> {
    vec![
        check("the answer is right", || {
            let found = super::answer();
            if found == 7 {
                // As where the submission catches the panic.
                let given_up = std::panic::catch_unwind(|| witness::undecided("it was too slow"));
                assert!(given_up.is_err());
                return;
            }
            if found == 0 {
                mistake!("no-answer", "the answer is {found}");
            }
            assert_eq!(found, 42);
        }),
        check("and another one is judged as well", || {}),
    ]
}
"#;

/// A folder that is removed when dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Judges a submission whose `answer` does this.
pub(crate) fn judge(does: &str) -> Report {
    judge_file(&format!(
        "pub fn answer() -> u32 {{\n    {does}\n}}\n\nfn main() {{\n    println!(\"{{}}\", answer());\n}}\n"
    ))
}

pub(crate) fn judge_file(source: &str) -> Report {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("interleave-real-{}-{number}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    fs::create_dir_all(&folder.0).expect("a folder");
    let (file, test) = (folder.0.join("01_answer.rs"), folder.0.join("hidden.rs"));
    fs::write(&file, source).expect("a file");
    fs::write(&test, HIDDEN).expect("a file");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let workspace = Workspace::at(root.expect("crates/checker lies in the workspace"));
    judge_against(&workspace, &file, &test, &Options::default())
}

/// The verdict, and the checks' verdicts, which stand whatever becomes of the other one.
#[track_caller]
pub(crate) fn check(report: &Report, verdict: Verdict, says: &str) {
    let message = report.message.clone().unwrap_or_default();
    assert!(
        report.verdict == verdict && message.contains(says),
        "{report:#?}"
    );
    assert_eq!(report.checks.len(), 2, "{report:#?}");
    assert_eq!(report.checks[1].verdict, Verdict::Pass, "{report:#?}");
}

#[test]
fn a_right_program_passes() {
    let report = judge("42");
    assert_eq!(report.verdict, Verdict::Pass, "{report:#?}");
    let names: Vec<&str> = report
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["the answer is right", "and another one is judged as well"]
    );
    assert_eq!(
        (report.schedules, report.memory_model.as_str()),
        (0, "none")
    );
}

#[test]
fn what_the_hidden_test_finds_is_told() {
    check(&judge("41"), Verdict::WrongAnswer, "left: 41");
    let named = judge("0");
    check(&named, Verdict::WrongAnswer, "The answer is 0.");
    assert_eq!(named.diagnosis.as_deref(), Some("no-answer"));
}

#[test]
fn what_the_hidden_test_could_not_find_out_is_no_pass() {
    check(&judge("7"), Verdict::Inconclusive, "it was too slow");
}

#[test]
fn a_panic_of_ones_own_has_its_line() {
    let report = judge("panic!(\"no idea\")");
    check(&report, Verdict::Panic, "no idea");
    assert_eq!(report.place.map(|place| place.line), Some(2));
    let todo = judge("todo!(\"find it\")");
    check(&todo, Verdict::Unstarted, "line 2");
}

#[test]
fn how_it_ended_is_seen_from_outside() {
    check(
        &judge("std::process::exit(0)"),
        Verdict::WrongAnswer,
        "code 0 before the check",
    );
    check(&judge("std::process::abort()"), Verdict::Crash, "aborts");
    check(
        &judge("loop { println!(\"{}\", \"more \".repeat(500)) }"),
        Verdict::Limit,
        "1 MiB",
    );
}

/// The judge's variables are gone, so what it starts by its own name is the learner's program.
#[test]
fn a_submission_may_start_itself() {
    let report = judge_file(
        "use std::process::Command;\n\npub fn answer() -> u32 {\n    let me = std::env::current_exe().unwrap();\n    \
         let child = Command::new(me).arg(\"child\").output().unwrap();\n    \
         String::from_utf8(child.stdout).unwrap().trim().parse().unwrap()\n}\n\n\
         fn main() {\n    if std::env::args().nth(1).as_deref() == Some(\"child\") {\n        println!(\"42\");\n    }\n}\n",
    );
    assert_eq!(report.verdict, Verdict::Pass, "{report:#?}");
}

#[test]
fn errors_and_unsafe_are_refused() {
    let error = judge("\"42\"");
    assert_eq!(error.verdict, Verdict::CompileError, "{error:#?}");
    assert_eq!(error.place.map(|place| place.line), Some(2));
    let forbidden = judge("unsafe { std::hint::unreachable_unchecked() }");
    assert_eq!(forbidden.verdict, Verdict::NotAllowed, "{forbidden:#?}");
}
