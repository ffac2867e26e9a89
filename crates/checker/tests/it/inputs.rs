//! Submissions as bad as they come: programs without an end or without a measure, and files that are no program.
//!
//! Each gets a verdict and a sentence that helps, and costs nobody else theirs. Which verdict a wrong *idea* gets is
//! tested elsewhere; here nobody had one.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use checker::catalog::Workspace;
use checker::judge::{Options, explore_file, judge_against};
use checker::report::{Report, Verdict};
use model::report::Budget;

/// Enough for every right program here, and soon used up by the others.
const SHORT: Budget = Budget {
    executions: 200,
    millis: 2_000,
    steps: 2_000,
};

/// A folder for one submission; removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("interleave-inputs-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let file = self.0.join(name);
        fs::write(&file, bytes).expect("a file");
        file
    }
}

impl Drop for Folder {
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

fn short() -> Options {
    Options {
        budget: Some(SHORT),
        ..Options::default()
    }
}

fn explore(source: impl AsRef<[u8]>) -> Report {
    let folder = Folder::new();
    let file = folder.write("01_program.rs", source);
    explore_file(&workspace(), &file, &short())
}

/// Two checks: one with an empty list, which the bad submissions fall over, and one without.
const HIDDEN: &str = r#"
use std::__judge::{Check, explore};

pub fn checks() -> Vec<Check> {
    vec![
        explore("an empty list adds up to nothing", || assert_eq!(super::sum(&[]), 0)),
        explore("the sum is complete", || assert_eq!(super::sum(&[1, 2, 3]), 6)).spawns_at_least(2),
    ]
}
"#;

/// A right sum, apart from what it does first when the list is empty.
fn sum_that(does: &str) -> String {
    format!(
        "use std::thread;

fn sum(numbers: &[u32]) -> u32 {{
    if numbers.is_empty() {{
        on_an_empty_list();
    }}
    let (left, right) = numbers.split_at(numbers.len() / 2);
    thread::scope(|scope| {{
        let left = scope.spawn(|| left.iter().sum::<u32>());
        let right = scope.spawn(|| right.iter().sum::<u32>());
        left.join().unwrap() + right.join().unwrap()
    }})
}}

fn on_an_empty_list() {{
    {does}
}}

fn main() {{}}
"
    )
}

fn judge(source: &str) -> Report {
    let folder = Folder::new();
    let file = folder.write("01_sum.rs", source);
    let hidden_test = folder.write("hidden.rs", HIDDEN);
    judge_against(&workspace(), &file, &hidden_test, &short())
}

/// What a submission does on an empty list, and what must come of that check.
struct Bad {
    does: &'static str,
    /// More than one where the judge may take it in different ways, all of them fair.
    verdicts: &'static [Verdict],
    /// Part of the message.
    says: &'static str,
}

const BAD: &[Bad] = &[
    Bad {
        does: "loop {}",
        verdicts: &[Verdict::Timeout],
        says: "computes on and on",
    },
    Bad {
        does: "thread::scope(|scope| { scope.spawn(|| loop { std::hint::black_box(1); }); });",
        verdicts: &[Verdict::Timeout],
        says: "computes on and on",
    },
    // A loop in which something changes may have an end; nobody can tell.
    Bad {
        does: "static N: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    loop { N.fetch_add(1, std::sync::atomic::Ordering::SeqCst); }",
        verdicts: &[Verdict::Inconclusive, Verdict::Timeout],
        says: "so many steps",
    },
    // In this one nothing changes, ever.
    Bad {
        does: "static N: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    while N.load(std::sync::atomic::Ordering::SeqCst) == 0 { thread::yield_now(); }",
        verdicts: &[Verdict::Livelock, Verdict::Inconclusive],
        says: "",
    },
    Bad {
        does: "fn deeper(n: u64) -> u64 { 1 + deeper(std::hint::black_box(n) + 1) }
    deeper(0);",
        verdicts: &[Verdict::Crash],
        says: "stack overflow",
    },
    Bad {
        does: "fn deeper(n: u64) -> u64 { 1 + deeper(std::hint::black_box(n) + 1) }
    thread::spawn(|| deeper(0)).join().unwrap();",
        verdicts: &[Verdict::Crash],
        says: "stack overflow",
    },
    Bad {
        does: "let (sender, _receiver) = std::sync::mpsc::channel();
    loop { sender.send(1).unwrap(); }",
        verdicts: &[Verdict::Inconclusive, Verdict::Timeout],
        says: "so many steps",
    },
    Bad {
        does: "let (sender, _receiver) = std::sync::mpsc::channel();
    loop { sender.send(vec![1_u8; 1 << 20]).unwrap(); }",
        verdicts: &[Verdict::Limit],
        says: "MiB of memory",
    },
    Bad {
        does: "let mut all = Vec::new();
    loop { all.push(Box::new(1_u64)); }",
        verdicts: &[Verdict::Limit],
        says: "MiB of memory",
    },
    Bad {
        does: "std::hint::black_box(Vec::<u8>::with_capacity(1 << 45));",
        verdicts: &[Verdict::Limit],
        says: "MiB of memory",
    },
    Bad {
        does: "struct Bad;
    impl Drop for Bad { fn drop(&mut self) { panic!(\"in a drop\") } }
    let _bad = Bad;",
        verdicts: &[Verdict::Panic],
        says: "in a drop",
    },
    Bad {
        does: "struct Bad;
    impl Drop for Bad { fn drop(&mut self) { panic!(\"the second\") } }
    let _bad = Bad;
    panic!(\"the first\");",
        verdicts: &[Verdict::Crash],
        says: "while already panicking",
    },
    Bad {
        does: "struct Bad;
    impl Drop for Bad { fn drop(&mut self) { panic!(\"the second\") } }
    let _ = thread::spawn(|| { let _bad = Bad; panic!(\"the first\"); }).join();",
        verdicts: &[Verdict::Crash],
        says: "while already panicking",
    },
    Bad {
        does: "std::process::exit(0);",
        verdicts: &[Verdict::WrongAnswer],
        says: "exit",
    },
    Bad {
        does: "std::process::exit(3);",
        verdicts: &[Verdict::WrongAnswer],
        says: "exit",
    },
    Bad {
        does: "std::process::abort();",
        verdicts: &[Verdict::Crash],
        says: "process::abort()",
    },
    Bad {
        does: "let all: Vec<_> = (0..1_000_000_u32).map(|n| thread::spawn(move || n)).collect();
    for one in all { one.join().unwrap(); }",
        verdicts: &[Verdict::Limit],
        says: "more than 1,000 threads",
    },
    // Each line is a step, so either of two limits can be first.
    Bad {
        does: "loop { println!(\"more\"); }",
        verdicts: &[Verdict::Inconclusive, Verdict::Limit],
        says: "so many steps",
    },
    Bad {
        does: "let line = \"more\".repeat(1 << 16);
    loop { println!(\"{line}\"); }",
        verdicts: &[Verdict::Limit],
        says: "prints more than",
    },
    Bad {
        does: "loop { eprintln!(\"more\"); }",
        verdicts: &[Verdict::Limit],
        says: "prints more than",
    },
    Bad {
        does: "let _ = thread::current().name().unwrap()[1_000..].len();",
        verdicts: &[Verdict::Panic],
        says: "panic",
    },
    Bad {
        does: "let block = [1_u8; 512 << 20];
    std::hint::black_box(&block);",
        verdicts: &[Verdict::Crash],
        says: "stack overflow",
    },
];

#[test]
fn what_goes_wrong_in_one_check_costs_no_other_check_and_no_other_submission() {
    let queue = Mutex::new(BAD.iter().collect::<VecDeque<_>>());
    let surprises = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    // A statement of its own: the lock must not be held while judging.
                    let next = queue.lock().expect("no judgement panics").pop_front();
                    let Some(bad) = next else { return };
                    let surprise = surprise(bad);
                    surprises
                        .lock()
                        .expect("no judgement panics")
                        .extend(surprise);
                }
            });
        }
        // Another learner's, at the same time.
        scope.spawn(|| {
            for _ in 0..4 {
                let report = judge(&sum_that(""));
                if report.verdict != Verdict::Pass {
                    let surprise = format!("a right one suffers: {report:#?}");
                    surprises
                        .lock()
                        .expect("no judgement panics")
                        .push(surprise);
                }
            }
        });
    });
    let surprises = surprises.into_inner().expect("no judgement panics");
    assert!(surprises.is_empty(), "{}", surprises.join("\n\n"));
}

/// What is surprising about the report on a bad submission.
fn surprise(bad: &Bad) -> Option<String> {
    let report = judge(&sum_that(bad.does));
    let message = report.message.clone().unwrap_or_default();
    let as_expected = bad.verdicts.contains(&report.verdict)
        && !message.is_empty()
        && message.contains(bad.says)
        && report.checks.len() == 2
        && report.checks[0].verdict == report.verdict
        && report.checks[1].verdict == Verdict::Pass;
    let checks: Vec<_> = report.checks.iter().map(|check| check.verdict).collect();
    (!as_expected).then(|| {
        format!(
            "{}\n  expected: {:?}, \"… {} …\"\n  found:    {} {checks:?} {message:?}",
            bad.does, bad.verdicts, bad.says, report.verdict
        )
    })
}

#[track_caller]
fn refused(source: impl AsRef<[u8]>, verdict: Verdict, line: Option<u32>, says: &str) {
    let report = explore(source);
    let message = report.message.clone().unwrap_or_default();
    assert!(
        report.verdict == verdict && message.contains(says),
        "{report:#?}"
    );
    assert_eq!(report.place.map(|place| place.line), line, "{message}");
}

#[test]
fn a_file_without_a_program_is_the_compilers_business() {
    for source in ["", "fn helper() {}\n", "// nothing\n"] {
        let report = explore(source);
        assert_eq!(report.verdict, Verdict::CompileError, "{report:#?}");
        let message = report.message.expect("a message");
        assert!(message.contains("`main` function not found"), "{message}");
    }
    refused(
        "fn main() {\n    /*\n}\n",
        Verdict::CompileError,
        Some(2),
        "unterminated block comment",
    );
    refused(
        "fn main() {}\nfn main() {}\n",
        Verdict::CompileError,
        Some(2),
        "`main` is defined multiple times",
    );
    refused(
        "fn main() {\n    \0\n}\n",
        Verdict::CompileError,
        Some(2),
        "unknown start of token",
    );
}

#[test]
fn odd_ends_of_lines_and_of_files_are_fine() {
    for source in [
        "fn main() {} // no end of line",
        "fn main() {\r\n    println!(\"a\");\r\n}\r\n",
        "\u{feff}fn main() {\n    println!(\"a\");\n}\n",
    ] {
        let report = explore(source);
        assert_eq!(report.verdict, Verdict::Pass, "{report:#?}");
    }
}

/// Nobody's mistake is made of a file that is not there: whoever judges has to name one that is.
#[test]
fn what_cannot_be_read_is_named() {
    let folder = Folder::new();
    let no_text = folder.write(
        "01_no_text.rs",
        b"fn main() {\n    let _ = \"\xff\xfe\";\n}\n",
    );
    let sub_folder = folder.0.join("02_folder.rs");
    fs::create_dir(&sub_folder).expect("a folder");
    let missing = folder.0.join("03_missing.rs");
    let mut files = vec![no_text, sub_folder, missing];
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let closed = folder.write("04_closed.rs", "fn main() {}\n");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("closed");
        // The superuser can read it all the same.
        if fs::read(&closed).is_err() {
            files.push(closed);
        }
    }
    for file in files {
        let name = file.file_name().expect("a name").to_string_lossy();
        let report = explore_file(&workspace(), &file, &short());
        assert_eq!(report.verdict, Verdict::JudgeError, "{report:#?}");
        let message = report.message.expect("a message");
        assert!(
            message.starts_with("failed to read ") && message.contains(&*name),
            "{message}"
        );
    }
}

#[test]
fn what_leads_out_of_the_exercise_is_refused_by_name() {
    for (source, line, says) in [
        (
            "use std::fs::File;\nfn main() { let _ = File::create(\"x\"); }",
            1,
            "std::fs",
        ),
        (
            "use std::net::TcpListener;\nfn main() { let _ = TcpListener::bind(\"[::]:0\"); }",
            1,
            "std::net",
        ),
        (
            "fn main() {\n    let _ = std::net::UdpSocket::bind(\"[::]:0\");\n}",
            2,
            "std::net",
        ),
        (
            "use std::process::Command;\nfn main() { let _ = Command::new(\"ls\").spawn(); }",
            1,
            "Command",
        ),
        (
            "use std::os::fd::OwnedFd;\nfn main() { drop(None::<OwnedFd>); }",
            1,
            "std::os",
        ),
        (
            "fn main() {\n    use std::os::fd::AsRawFd;\n    let _ = std::io::stdout().as_raw_fd();\n}",
            2,
            "std::os",
        ),
        (
            "use std::path::Path;\nfn main() { let _ = Path::new(\"/\").exists(); }",
            1,
            "std::path",
        ),
        (
            "fn main() {\n    println!(\"{}\", include_str!(\"/etc/passwd\"));\n}",
            2,
            "include_str",
        ),
        (
            "fn main() {\n    println!(\"{:?}\", include_bytes!(\"/etc/passwd\"));\n}",
            2,
            "include_bytes",
        ),
        (
            "fn main() {\n    println!(\"{}\", env!(\"PATH\"));\n}",
            2,
            "std::env",
        ),
        (
            "fn main() {\n    println!(\"{:?}\", option_env!(\"PATH\"));\n}",
            2,
            "option_env",
        ),
        (
            "fn main() {\n    let x = 1;\n    println!(\"{}\", unsafe { *(&raw const x) });\n}",
            3,
            "unsafe",
        ),
        (
            "#[unsafe(no_mangle)]\nextern \"C\" fn malloc(_: usize) -> usize { 0 }\nfn main() {}",
            1,
            "unsafe",
        ),
    ] {
        refused(source, Verdict::NotAllowed, Some(line), says);
    }
}

/// The first compile makes no machine code. What only comes up there is still the learner's to mend.
#[test]
fn an_error_that_needs_machine_code_is_the_compilers_business() {
    refused(
        "struct N<const N: usize>;\nimpl<const M: usize> N<M> {\n    const OK: () = assert!(M > 0);\n    fn new() -> Self {\n        Self::OK;\n        N\n    }\n}\nfn main() {\n    let _ = N::<0>::new();\n}\n",
        Verdict::CompileError,
        Some(3),
        "evaluation panicked",
    );
    refused(
        "fn f<T>(n: u32, t: T) {\n    if n > 0 {\n        f(n - 1, (t, 1));\n    }\n}\nfn main() {\n    f(3, ());\n}\n",
        Verdict::CompileError,
        Some(3),
        "recursion limit",
    );
}

/// A compiler that dies of a file says nothing about the judge.
#[test]
fn a_file_that_kills_the_compiler_is_no_fault_of_the_judge() {
    let deep = format!(
        "fn main() {{\n    let _ = {}1{};\n}}\n",
        "(".repeat(100_000),
        ")".repeat(100_000)
    );
    refused(deep, Verdict::CompileError, None, "crashed");
}

/// With a `#[path]` the compiler would find it wherever it is.
#[test]
fn a_module_with_a_path_is_refused_where_it_stands() {
    refused(
        "// mod not;\nmod here {\n    pub fn hello() {}\n}\n#[path = \"elsewhere.rs\"]\npub(crate) mod neighbour;\nfn main() {\n    let module = 1;\n    here::hello();\n    let _ = module;\n}\n",
        Verdict::NotAllowed,
        Some(6),
        "an exercise is one file",
    );
}

/// The real compile finds the neighbour, but a submission is one file.
#[test]
fn a_neighbouring_file_is_not_part_of_a_submission() {
    let folder = Folder::new();
    folder.write(
        "neighbour.rs",
        "pub fn hello() {\n    println!(\"hello\");\n}\n",
    );
    let file = folder.write(
        "01_program.rs",
        "mod neighbour;\nfn main() {\n    neighbour::hello();\n}\n",
    );
    let report = explore_file(&workspace(), &file, &short());
    assert_eq!(report.verdict, Verdict::NotAllowed, "{report:#?}");
    let message = report.message.expect("a message");
    assert!(
        message.starts_with("Line 1: ") && message.contains("an exercise is one file"),
        "{message}"
    );
}

#[test]
fn a_build_without_an_end_is_cut_off_by_the_compiler() {
    refused(
        "const N: u32 = {\n    let mut n = 0;\n    while n < u32::MAX {\n        n += 1;\n    }\n    n\n};\nfn main() {\n    println!(\"{N}\");\n}\n",
        Verdict::CompileError,
        Some(3),
        "constant evaluation is taking a long time",
    );
    refused(
        "macro_rules! again {\n    () => { again!() };\n}\nfn main() {\n    again!();\n}\n",
        Verdict::CompileError,
        Some(2),
        "recursion limit",
    );
    refused(
        "trait A {\n    fn a();\n}\nstruct W<T>(T);\nimpl<T> A for W<T>\nwhere\n    W<W<T>>: A,\n{\n    fn a() {}\n}\nfn main() {\n    <W<u8> as A>::a();\n}\n",
        Verdict::CompileError,
        Some(7),
        "overflow evaluating the requirement",
    );
}

#[test]
fn a_file_of_a_megabyte_is_judged_like_any_other() {
    let comments: String = (0..70_000).map(|n| format!("    // line {n}\n")).collect();
    assert!(comments.len() > 1 << 20);
    let report = explore(format!(
        "fn main() {{\n{comments}    println!(\"done\");\n}}\n"
    ));
    assert_eq!(report.verdict, Verdict::Pass, "{report:#?}");
    let report = explore(format!(
        "fn main() {{\n{comments}    panic!(\"far down\");\n}}\n"
    ));
    assert_eq!(report.verdict, Verdict::Panic, "{report:#?}");
    assert_eq!(report.place.map(|place| place.line), Some(70_002));
}

/// A terminal sends its interrupt to the judge, but not to the child, which has a process group of its own.
#[cfg(target_os = "linux")]
mod interrupted {
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    use super::*;

    /// Set in the process that is to be interrupted.
    const ROLE: &str = "INTERLEAVE_TEST_IS_INTERRUPTED";
    /// Far more schedules than can be explored before the interrupt comes.
    const LONG: &str = "use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
static N: AtomicU32 = AtomicU32::new(0);
fn main() {
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| for _ in 0..6 { N.fetch_add(1, SeqCst); });
        }
    });
}
";

    /// Killed with what it started, whatever becomes of the test.
    struct Judge(Child);

    impl Drop for Judge {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    #[test]
    fn leaves_no_child_behind() {
        if std::env::var_os(ROLE).is_some() {
            let folder = Folder::new();
            let file = folder.write("01_program.rs", LONG);
            let budget = Budget {
                executions: u64::MAX,
                millis: 60_000,
                ..Budget::default()
            };
            let options = Options {
                budget: Some(budget),
                ..Options::default()
            };
            let report = explore_file(&workspace(), &file, &options);
            panic!("nobody interrupted it: {report:#?}");
        }
        // So that the one to be interrupted builds nothing any more.
        assert_eq!(explore("fn main() {}\n").verdict, Verdict::Pass);
        let child = Command::new(std::env::current_exe().expect("a name"))
            .args(["--exact", "inputs::interrupted::leaves_no_child_behind"])
            .env(ROLE, "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut judge = Judge(child);
        let host = wait_for(|| descendant(judge.0.id(), "interleave-host"))
            .expect("the judge starts a host");
        let id = libc::pid_t::try_from(judge.0.id()).expect("a process number");
        // SAFETY: sends a signal to a child that has not been waited for, so the number is still its own.
        assert_eq!(unsafe { libc::kill(id, libc::SIGINT) }, 0);
        let status = judge.0.wait().expect("it ends");
        assert!(!status.success(), "the interrupt ends it: {status}");
        let gone = wait_for(|| (!is_running(host, "interleave-host")).then_some(()));
        assert!(gone.is_some(), "process {host} is still there");
    }

    fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
        (0..1_500).find_map(|_| {
            let found = look();
            if found.is_none() {
                thread::sleep(Duration::from_millis(20));
            }
            found
        })
    }

    /// The number of the process of that name that was started, directly or not, by `ancestor`.
    fn descendant(ancestor: u32, name: &str) -> Option<u32> {
        let entries = fs::read_dir("/proc").expect("Linux has it").flatten();
        entries
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .find(|process| is_running(*process, name) && descends_from(*process, ancestor))
    }

    fn descends_from(mut process: u32, ancestor: u32) -> bool {
        while let Some((_, _, parent)) = stat(process) {
            if parent == ancestor {
                return true;
            }
            process = parent;
        }
        false
    }

    /// Whether that number still belongs to that program, and not to a zombie.
    fn is_running(process: u32, name: &str) -> bool {
        stat(process).is_some_and(|(found, state, _)| {
            // The system keeps 15 letters of a name.
            name.starts_with(&found) && !found.is_empty() && !"ZX".contains(state)
        })
    }

    /// Name, state and parent.
    fn stat(process: u32) -> Option<(String, char, u32)> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let (before, after) = stat.rsplit_once(") ")?;
        let (_, name) = before.split_once('(')?;
        let mut words = after.split(' ');
        let state = words.next()?.chars().next()?;
        Some((name.to_owned(), state, words.next()?.parse().ok()?))
    }
}
