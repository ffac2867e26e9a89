//! The look-alike against the documentation of the `std` that it stands in for: each example there that needs nothing
//! else compiles against the look-alike too, and gets `pass`, or panics where its page says so. One that needs
//! `unsafe` is refused, and the judge says so.
//!
//! The ones that get another verdict are listed in [`expected`], with the reason. A plain `cargo test` judges every
//! twentieth example. `INTERLEAVE_STD_EXAMPLES=all` judges all of them, any other value those with that text in their
//! name. Where the compiler came without documentation there is nothing to do; in CI that has to be meant, and
//! `INTERLEAVE_NO_DOCS=1` says so. With a compiler of another version than the list is for, only what
//! `INTERLEAVE_STD_EXAMPLES` asks for is judged: a newer compiler must not turn a learner's `cargo test` red.

mod documentation;
mod expected;

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use checker::catalog::Workspace;
use checker::judge::{self, Options};
use checker::render::{self, Style};
use checker::report::Verdict;
use checker::source;

use documentation::{Example, Kind};
use expected::{DEVIATIONS, VERSION};

/// Judged runs have deadlines of their own, and a machine that is too busy makes them miss them.
const N_JUDGED_AT_ONCE: usize = 2;
/// A plain run judges one example of so many.
const ONE_OF: usize = 20;
/// The environment variable that selects others.
const SELECTION: &str = "INTERLEAVE_STD_EXAMPLES";

#[test]
fn examples_of_std_get_the_verdict_that_their_page_promises() {
    let Some(examples) = examples() else { return };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut judged = Vec::new();
    for example in &examples {
        match skipped(example) {
            Some(reason) => *counts.entry(format!("skipped: {reason}")).or_default() += 1,
            None => judged.push(example),
        }
    }
    let n_to_judge = judged.len();
    assert!(
        n_to_judge > 300,
        "only {n_to_judge} examples: the pages are not what they were"
    );
    let judged: Vec<&Example> = match std::env::var(SELECTION) {
        Err(_) => judged.into_iter().step_by(ONE_OF).collect(),
        Ok(all) if all == "all" => judged,
        Ok(part) => judged
            .into_iter()
            .filter(|example| example.name.contains(&part))
            .collect(),
    };
    let n_judged = judged.len();
    assert!(n_judged > 0, "no example has that in its name");
    let surprises = judge_all(judged, &mut counts);
    // Shown by `--nocapture`, and where the test fails.
    println!("{} examples, {n_judged} judged", examples.len());
    for (what, n) in &counts {
        println!("{n:5}  {what}");
    }
    assert!(
        surprises.is_empty(),
        "{} of {n_judged} examples surprise:\n\n{}",
        surprises.len(),
        surprises.join("\n\n")
    );
}

/// An entry that no example answers to would never be noticed otherwise.
#[test]
fn every_listed_example_is_there() {
    let Some(examples) = examples() else { return };
    let stale: Vec<&str> = DEVIATIONS
        .iter()
        .map(|deviation| deviation.example)
        .filter(|name| {
            !examples
                .iter()
                .any(|example| example.name == *name && skipped(example).is_none())
        })
        .collect();
    assert!(stale.is_empty(), "listed, but not judged: {stale:#?}");
}

#[test]
fn the_list_is_in_order_and_gives_reasons() {
    assert!(
        DEVIATIONS
            .windows(2)
            .all(|pair| pair[0].example < pair[1].example),
        "by name, each once"
    );
    for deviation in DEVIATIONS {
        let n_words = deviation.reason.split_whitespace().count();
        assert!(n_words >= 4, "{deviation:?} gives no reason");
    }
}

/// The examples; `None`, with a line that says so, where there is no documentation, or that of another version.
fn examples() -> Option<Vec<Example>> {
    if let Some(folder) = documentation::folder() {
        let version = documentation::version();
        if !version.starts_with(VERSION) && std::env::var_os(SELECTION).is_none() {
            eprintln!(
                "skipped: the examples are those of Rust {version}, the list is for {VERSION}*"
            );
            return None;
        }
        return Some(documentation::examples(&folder));
    }
    let in_ci = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty() && ci != "false");
    let meant = std::env::var_os("INTERLEAVE_NO_DOCS").is_some_and(|no_docs| no_docs == "1");
    assert!(
        !in_ci || meant,
        "no documentation of `std`: run `rustup component add rust-docs`, or set INTERLEAVE_NO_DOCS=1"
    );
    eprintln!(
        "skipped: the compiler came without documentation (`rustup component add rust-docs`)"
    );
    None
}

/// Why an example is not judged, if it is not.
fn skipped(example: &Example) -> Option<&'static str> {
    match example.kind {
        Kind::Text => return Some("not a Rust program"),
        Kind::Ignored => return Some("its page says that it is not tested"),
        Kind::Ordinary | Kind::ShouldPanic | Kind::CompileFail => {}
    }
    if example.same_as.is_some() {
        return Some("the same program as on another page");
    }
    let code = source::code_only(&example.program);
    if code.contains("#![feature(") {
        return Some("needs an unstable feature");
    }
    code.contains("std::os::")
        .then_some("for one operating system")
}

/// What an example has to get, and why.
fn expected(example: &Example) -> (Verdict, &'static str) {
    let listed = DEVIATIONS
        .iter()
        .find(|deviation| deviation.example == example.name);
    if let Some(deviation) = listed {
        return (deviation.verdict, "as listed");
    }
    let is_unsafe = source::mentions(&source::code_only(&example.program), "unsafe");
    match example.kind {
        Kind::CompileFail => (Verdict::CompileError, "as its page says"),
        _ if is_unsafe => (Verdict::NotAllowed, "needs `unsafe`"),
        Kind::ShouldPanic => (Verdict::Panic, "as its page says"),
        _ => (Verdict::Pass, "as its page says"),
    }
}

/// Judges the examples, a few at once; gives what is surprising about them, by name.
fn judge_all(examples: Vec<&Example>, counts: &mut BTreeMap<String, usize>) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let workspace = Workspace::at(root);
    let folder = workspace.target_dir().join("std-examples");
    fs::create_dir_all(&folder).unwrap();
    let queue = Mutex::new(examples.into_iter().collect::<VecDeque<_>>());
    let surprises = Mutex::new(Vec::new());
    let counts = Mutex::new(counts);
    thread::scope(|scope| {
        for _ in 0..N_JUDGED_AT_ONCE {
            scope.spawn(|| {
                loop {
                    // A statement of its own: the lock must not be held while judging.
                    let next = queue.lock().unwrap().pop_front();
                    let Some(example) = next else { return };
                    let (what, surprise) = judge_one(&workspace, &folder, example);
                    *counts.lock().unwrap().entry(what).or_default() += 1;
                    surprises.lock().unwrap().extend(surprise);
                }
            });
        }
    });
    let mut surprises = surprises.into_inner().unwrap();
    // By name: the order of completion would differ from run to run.
    surprises.sort();
    surprises
}

/// What to count the example as, and its program and report where the verdict is not the expected one.
fn judge_one(workspace: &Workspace, folder: &Path, example: &Example) -> (String, Option<String>) {
    let file = file_of(folder, example);
    fs::write(&file, &example.program).unwrap();
    let report = judge::explore_file(workspace, &file, &Options::default());
    let (verdict, reason) = expected(example);
    if report.verdict == verdict {
        fs::remove_file(&file).unwrap();
        return (format!("{verdict}: {reason}"), None);
    }
    let rendered = render::terminal(&report, &example.program, &Style::text(120));
    let surprise = format!(
        "{}\n  expected: {verdict}\n  found:    {}\n{}\n{rendered}",
        example.name, report.verdict, example.program
    );
    ("surprising".to_owned(), Some(surprise))
}

/// Where an example's program is written; it stays there when the verdict surprises.
fn file_of(folder: &Path, example: &Example) -> PathBuf {
    let name: String = example
        .name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    folder.join(format!("{name}.rs"))
}
