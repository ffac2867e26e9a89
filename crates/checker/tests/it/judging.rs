//! Whole judgements of small programs: real compiles, real exploration, real children.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use checker::catalog::Workspace;
use checker::judge::{Options, explore_file, judge_against};
use checker::report::{End, Report, Verdict};
use model::report::Budget;

/// A folder with a submission in it; removed when dropped.
struct Desk(PathBuf);

impl Desk {
    fn with(files: &[(&str, &str)]) -> Desk {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("interleave-desk-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for (name, text) in files {
            fs::write(folder.join(name), text).expect("a file");
        }
        Desk(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn workspace() -> Workspace {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("crates/checker lies in the workspace");
    Workspace::at(root)
}

/// Explores a program called `01_program.rs`.
fn explore(source: &str) -> Report {
    let desk = Desk::with(&[("01_program.rs", source)]);
    explore_file(
        &workspace(),
        &desk.file("01_program.rs"),
        &Options::default(),
    )
}

/// Judges a submission called `01_sum.rs` against a hidden test.
fn judge(source: &str, hidden_test: &str) -> Report {
    let desk = Desk::with(&[("01_sum.rs", source), ("hidden.rs", hidden_test)]);
    judge_against(
        &workspace(),
        &desk.file("01_sum.rs"),
        &desk.file("hidden.rs"),
        &Options::default(),
    )
}

#[track_caller]
fn verdict(report: &Report, verdict: Verdict, diagnosis: Option<&str>) {
    assert_eq!(
        (report.verdict, report.diagnosis.as_deref()),
        (verdict, diagnosis),
        "{report:#?}"
    );
}

const LOST_UPDATE: &str = r#"
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

fn main() {
    let counter = Arc::new(AtomicU32::new(0));
    let handles: Vec<_> = (0..2)
        .map(|_| {
            let counter = Arc::clone(&counter);
            thread::spawn(move || {
                let seen = counter.load(Ordering::SeqCst);
                counter.store(seen + 1, Ordering::SeqCst);
            })
        })
        .collect();
    for handle in handles {
        handle.join().unwrap();
    }
    println!("{}", counter.load(Ordering::SeqCst));
}
"#;

#[test]
fn an_explored_program_shows_every_output() {
    let report = explore(LOST_UPDATE);
    verdict(&report, Verdict::Pass, None);
    assert!(report.exhaustive, "{report:#?}");
    assert_eq!(report.exercise, None);
    let mut outputs: Vec<&str> = report
        .outcomes
        .iter()
        .map(|outcome| outcome.stdout.as_str())
        .collect();
    outputs.sort_unstable();
    assert_eq!(outputs, ["1\n", "2\n"]);
    assert!(report.counterexample.is_none());
    assert!(
        report
            .outcomes
            .iter()
            .all(|outcome| outcome.end == End::Ok && !outcome.schedule.is_empty())
    );
}

#[test]
fn every_outcome_can_be_replayed() {
    let report = explore(LOST_UPDATE);
    let desk = Desk::with(&[("01_program.rs", LOST_UPDATE)]);
    for outcome in &report.outcomes {
        let options = Options {
            replay: Some(outcome.schedule.clone()),
            ..Options::default()
        };
        let replayed = explore_file(&workspace(), &desk.file("01_program.rs"), &options);
        assert_eq!(replayed.outcomes.len(), 1, "{replayed:#?}");
        assert_eq!(replayed.outcomes[0].stdout, outcome.stdout);
        let trace = replayed.counterexample.expect("a replay is traced");
        assert!(
            trace
                .steps
                .iter()
                .any(|step| step.op == "load" && step.object.as_deref() == Some("counter"))
        );
    }
}

#[test]
fn the_same_program_gives_the_same_report() {
    let stripped = || Report {
        duration_ms: 0,
        ..explore(LOST_UPDATE)
    };
    // The folders have different names; everything else has to agree.
    let (mut first, mut second) = (stripped(), stripped());
    first.file.clear();
    second.file.clear();
    assert_eq!(
        serde_json::to_string(&first).ok(),
        serde_json::to_string(&second).ok()
    );
}

#[test]
fn a_deadlock_is_named_and_drawn_on_the_learners_lines() {
    let report = explore(
        r#"
use std::sync::Mutex;
use std::thread;

fn main() {
    let forks = Mutex::new(0);
    let knives = Mutex::new(0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let _fork = forks.lock().unwrap();
            let _knife = knives.lock().unwrap();
        });
        scope.spawn(|| {
            let _knife = knives.lock().unwrap();
            let _fork = forks.lock().unwrap();
        });
    });
}
"#,
    );
    verdict(&report, Verdict::Deadlock, Some("lock-order"));
    let trace = report.counterexample.expect("a counterexample");
    assert!(trace.blocked.len() >= 2, "{trace:#?}");
    let files: Vec<&str> = trace
        .steps
        .iter()
        .filter_map(|step| step.file.as_deref())
        .collect();
    assert!(
        !files.is_empty() && files.iter().all(|file| *file == "01_program.rs"),
        "{files:?}"
    );
}

#[test]
fn the_compiler_speaks_first() {
    let report = explore("fn main() {\n    let x: u32 = \"seven\";\n}\n");
    verdict(&report, Verdict::CompileError, None);
    assert_eq!(report.place.as_ref().map(|place| place.line), Some(2));
    let compiler = report.compiler.expect("the compiler's words");
    assert!(
        compiler.contains("error[E0308]") && compiler.contains("01_program.rs:2"),
        "{compiler}"
    );
    assert!(
        !compiler.contains("judge"),
        "no word of the judge's own folders: {compiler}"
    );
}

#[test]
fn what_is_withheld_is_not_allowed() {
    for (source, line, word) in [
        (
            "use std::fs;\nfn main() { let _ = fs::read(\"x\"); }",
            1,
            "std::fs",
        ),
        (
            "fn main() {\n    std::process::Command::new(\"ls\").status().unwrap();\n}",
            2,
            "processes",
        ),
        (
            "fn main() {\n    let x = 1;\n    let _y = unsafe { *(&raw const x) };\n}",
            3,
            "unsafe",
        ),
        (
            "fn main() {\n    println!(\"{}\", include_str!(\"01_program.rs\"));\n}",
            2,
            "include_str",
        ),
        (
            "fn main() {\n    println!(\"{}\", std::env::args().count());\n}",
            2,
            "std::env",
        ),
        (
            "fn main() {\n    let _ = std::io::pipe();\n}",
            2,
            "std::io::pipe",
        ),
        (
            "unsafe extern \"C\" { safe fn getpid() -> i32; }\nfn main() { println!(\"{}\", getpid()); }",
            1,
            "unsafe",
        ),
    ] {
        let report = explore(source);
        verdict(&report, Verdict::NotAllowed, None);
        let message = report.message.expect("a message");
        assert!(
            message.starts_with(&format!("Line {line}: ")) && message.contains(word),
            "{message}"
        );
        assert_eq!(report.place.map(|place| place.line), Some(line));
    }
}

/// The real `std` allows no panic while a hook runs, so nobody else may run then: what waits there cannot be explored,
/// and that is no fault of the program.
#[test]
fn a_panic_hook_that_has_to_wait_is_inconclusive() {
    let report = explore(
        "use std::sync::Mutex;
static SHARED: Mutex<u32> = Mutex::new(0);
fn main() {
    std::panic::set_hook(Box::new(|_| *SHARED.lock().unwrap() += 1));
    let worker = std::thread::spawn(|| {
        println!(\"worker\");
        panic!(\"while main may hold the lock\");
    });
    let guard = SHARED.lock().unwrap();
    println!(\"{guard}\");
    drop(guard);
    let _ = worker.join();
}
",
    );
    verdict(&report, Verdict::Inconclusive, None);
    let message = report.message.expect("a message");
    assert!(message.contains("panic hook"), "{message}");
}

const HIDDEN: &str = r#"
use std::__judge::{Check, explore};

pub fn checks() -> Vec<Check> {
    vec![
        explore("an empty list adds up to nothing", || assert_eq!(super::sum(&[]), 0)),
        explore("the sum is complete", || assert_eq!(super::sum(&[1, 2, 3]), 6)).spawns_at_least(2),
    ]
}
"#;

const SUM: &str = r#"
use std::thread;

fn sum(numbers: &[u32]) -> u32 {
    let (left, right) = numbers.split_at(numbers.len() / 2);
    thread::scope(|scope| {
        let left = scope.spawn(|| left.iter().sum::<u32>());
        let right = scope.spawn(|| right.iter().sum::<u32>());
        left.join().unwrap() + right.join().unwrap()
    })
}

fn main() {
    println!("{}", sum(&[1, 2, 3]));
}
"#;

#[test]
fn a_right_submission_passes_every_check() {
    let report = judge(SUM, HIDDEN);
    verdict(&report, Verdict::Pass, None);
    let names: Vec<&str> = report
        .checks
        .iter()
        .map(|check| check.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["an empty list adds up to nothing", "the sum is complete"]
    );
    assert!(report.exhaustive && report.schedules >= 2, "{report:#?}");
}

#[test]
fn strict_lints_do_not_fire_at_what_the_judge_adds() {
    let strict = format!(
        "#![deny(warnings, missing_docs, unreachable_pub)]\n#![forbid(unsafe_code)]\n//! Strict.\n{SUM}"
    );
    verdict(&judge(&strict, HIDDEN), Verdict::Pass, None);
    let desk = Desk::with(&[("01_sum.rs", &strict)]);
    let explored = explore_file(&workspace(), &desk.file("01_sum.rs"), &Options::default());
    verdict(&explored, Verdict::Pass, None);
    // What the learner's own lines do is still the compiler's business.
    let unused = strict.replace("fn main() {", "fn main() {\n    let unused = 1;");
    verdict(&judge(&unused, HIDDEN), Verdict::CompileError, None);
}

#[test]
fn wrong_submissions_get_the_verdict_of_their_mistake() {
    let body =
        |body: &str| format!("fn sum(numbers: &[u32]) -> u32 {{\n    {body}\n}}\nfn main() {{}}\n");
    let report = judge(&body("todo!()"), HIDDEN);
    verdict(&report, Verdict::Unstarted, None);
    assert_eq!(report.place.map(|place| place.line), Some(2));
    verdict(
        &judge(&body("numbers.iter().sum()"), HIDDEN),
        Verdict::NotConcurrent,
        Some("no-thread"),
    );
    assert_eq!(
        judge(&body("numbers.len() as u32"), HIDDEN).verdict,
        Verdict::WrongAnswer
    );
    let report = judge(&body("numbers[0]"), HIDDEN);
    assert_eq!(report.verdict, Verdict::Panic);
    assert_eq!(report.place.map(|place| place.line), Some(2));
    let exits = judge(
        &body("if numbers.is_empty() { 0 } else { std::process::exit(0) }"),
        HIDDEN,
    );
    assert_eq!(exits.verdict, Verdict::WrongAnswer, "{exits:#?}");
}

#[test]
fn a_check_that_kills_its_child_costs_that_check_alone() {
    let overflow = r#"
fn sum(numbers: &[u32]) -> u32 {
    if numbers.is_empty() { deeper(1) as u32 } else { numbers.iter().sum() }
}
fn deeper(n: u64) -> u64 {
    let frame = [n; 512];
    if n == 0 { 0 } else { deeper(n + 1) + frame[(n % 512) as usize] }
}
fn main() {}
"#;
    let report = judge(overflow, HIDDEN);
    assert_eq!(report.verdict, Verdict::Crash, "{report:#?}");
    let verdicts: Vec<Verdict> = report.checks.iter().map(|check| check.verdict).collect();
    assert_eq!(verdicts, [Verdict::Crash, Verdict::NotConcurrent]);
}

#[test]
fn a_loop_without_operations_is_a_timeout() {
    let report = judge(
        "fn sum(_: &[u32]) -> u32 {\n    loop {}\n}\nfn main() {}\n",
        HIDDEN,
    );
    assert_eq!(report.verdict, Verdict::Timeout, "{report:#?}");
}

#[test]
fn one_that_computes_on_names_the_thread() {
    let source = "use std::thread;\nfn sum(_: &[u32]) -> u32 {\n    thread::spawn(|| loop { std::hint::black_box(0); })\n        .join()\n        .unwrap()\n}\nfn main() {}\n";
    let report = judge(source, HIDDEN);
    assert_eq!(report.verdict, Verdict::Timeout, "{report:#?}");
    assert!(
        report
            .message
            .is_some_and(|message| message.contains("worker-1"))
    );
}

#[test]
fn a_program_that_is_stuck_is_not_tried_again() {
    let report = explore("fn main() {\n    println!(\"on\");\n    loop {}\n}\n");
    verdict(&report, Verdict::Timeout, None);
    assert_eq!(report.checks.len(), 1);
    let message = report.message.expect("a message");
    assert!(
        message.contains("`main`") && message.contains("line 2"),
        "{message}"
    );
}

#[test]
fn nothing_is_left_behind() {
    explore("fn main() {\n    nonsense\n}\n");
    explore("fn main() {}\n");
    // Other tests of this process judge at the same time; what they use now goes with them, some time.
    let there = leftovers();
    let gone = (0..2_000).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        leftovers().iter().all(|folder| !there.contains(folder))
    });
    assert!(gone, "{there:?}, {:?}", leftovers());
}

fn leftovers() -> Vec<PathBuf> {
    let prefix = format!("{}-", std::process::id());
    let entries = fs::read_dir(workspace().target_dir().join("judge/work"))
        .into_iter()
        .flatten()
        .flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(&prefix))
        })
        .collect()
}

#[test]
fn a_budget_that_is_used_up_is_said() {
    let source = r#"
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
static N: AtomicU32 = AtomicU32::new(0);
fn main() {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| for _ in 0..4 { N.fetch_add(1, SeqCst); let _ = N.load(SeqCst); });
        }
    });
}
"#;
    let desk = Desk::with(&[("01_program.rs", source)]);
    let budget = Budget {
        executions: 200,
        ..Budget::default()
    };
    let options = Options {
        budget: Some(budget),
        ..Options::default()
    };
    let report = explore_file(&workspace(), &desk.file("01_program.rs"), &options);
    assert_eq!(report.verdict, Verdict::Pass);
    assert!(
        !report.exhaustive && report.incomplete.is_some(),
        "{report:#?}"
    );
}

#[test]
fn the_report_names_what_was_judged_against_a_hidden_test() {
    let report = judge(SUM, HIDDEN);
    assert_eq!(report.exercise.as_deref(), Some("01_sum"));
}

#[test]
fn what_no_rule_names_is_told_step_by_step() {
    let report = explore(
        "use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
static A: AtomicU32 = AtomicU32::new(0);
fn main() {
    let one = thread::spawn(|| A.store(1, SeqCst));
    let other = thread::spawn(|| A.store(2, SeqCst));
    one.join().unwrap();
    other.join().unwrap();
    assert_eq!(A.load(SeqCst), 2);
}
",
    );
    verdict(&report, Verdict::Race, None);
    let message = report.message.expect("a message");
    assert!(
        message.starts_with("1 of 2 schedules goes wrong: ")
            && message.contains(" One such run: ")
            && message.contains("writes 1 to `A` at line 5.")
            && message.contains("main reads 1 from `A` at line 9."),
        "{message}"
    );
}

#[test]
fn the_report_says_how_long_it_takes() {
    let report = explore(
        r#"
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;
use std::time::Duration;
static SLOW: AtomicBool = AtomicBool::new(false);
fn main() {
    let other = thread::spawn(|| SLOW.store(true, SeqCst));
    if SLOW.load(SeqCst) {
        thread::sleep(Duration::from_millis(30));
    }
    other.join().unwrap();
}
"#,
    );
    let makespan = report.makespan.expect("every run ends");
    assert_eq!((makespan.min, makespan.max), (0, 30_000_000));
    assert_ne!(makespan.min_schedule, makespan.max_schedule);
}

#[test]
fn a_replay_says_where_it_left_the_schedule() {
    let desk = Desk::with(&[("01_program.rs", LOST_UPDATE)]);
    let replay = |schedule: &str| {
        let options = Options {
            replay: Some(schedule.to_owned()),
            ..Options::default()
        };
        explore_file(&workspace(), &desk.file("01_program.rs"), &options)
    };
    let own = explore(LOST_UPDATE).outcomes[1].schedule.clone();
    assert_eq!(replay(&own).left_schedule, None);

    let report = replay("9");
    let run = report.outcomes[0].schedule.clone();
    let told = report.left_schedule.expect("there is no thread 9");
    assert!(
        told.starts_with(
            "Schedule 9 does not fit this program: its choice number 1 is not possible"
        ) && told.contains(&format!("schedule {run}")),
        "{told}"
    );
    // It is called by what was run, not by what was asked for.
    assert_eq!(report.counterexample.map(|trace| trace.schedule), Some(run));

    let told = replay(&format!("{own}.1*50")).left_schedule;
    assert!(
        told.is_some_and(|told| told.contains("the program is through after")),
        "there are no such choices left"
    );
    let unread = replay("zz");
    verdict(&unread, Verdict::Inconclusive, None);
    assert!(unread.outcomes.is_empty() && unread.incomplete.is_some());
}
