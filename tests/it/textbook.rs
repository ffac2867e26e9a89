//! Programs from the textbooks of concurrency, right and wrong, which nobody wrote with the judge in mind: each gets
//! the verdict that its first line names.
//!
//! They belong to no exercise. Nothing is expected of them but what they say themselves: `// expect: pass`, or a verdict
//! and, where it is sure, a diagnosis. The second line of a wrong one is what its author believed. A plain `cargo test`
//! judges every third one; `INTERLEAVE_TEXTBOOK=all` judges all of them, any other value those with that text in their
//! name.

use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use checker::catalog::Workspace;
use checker::judge::{self, Options};
use checker::render::{self, Style};
use checker::report::Verdict;

use crate::course;

/// Judged runs have deadlines of their own, and a machine that is too busy makes them miss them.
const N_JUDGED_AT_ONCE: usize = 2;
/// A plain run judges one program of so many.
const ONE_OF: usize = 3;
/// The environment variable that selects others.
const SELECTION: &str = "INTERLEAVE_TEXTBOOK";

/// Where the judge falls short: the program, the verdict that it gets today, and why. The first line of the program
/// says what would be right; an entry that is no longer true has to go.
const SHORTFALLS: [(&str, Verdict, &str); 2] = [
    (
        "giving_up_wrong_hundred_tries",
        Verdict::Pass,
        "who has looked in vain some dozens of times is passed over, so it never gives up",
    ),
    (
        "philosophers_wrong_polite",
        Verdict::Pass,
        "a run in which all take locks and give them back for ever is not among those that are tried",
    ),
];

/// A program and what its first line says.
struct Program {
    /// Without the extension.
    name: String,
    path: PathBuf,
    text: String,
    verdict: Verdict,
    /// Compared only where it is given: which rule recognises a mistake first is no promise to textbooks.
    diagnosis: Option<String>,
}

#[test]
fn textbook_programs_get_the_verdict_that_they_name() {
    let programs = programs();
    let selected: VecDeque<&Program> = match std::env::var(SELECTION) {
        Err(_) => programs.iter().step_by(ONE_OF).collect(),
        Ok(all) if all == "all" => programs.iter().collect(),
        Ok(part) => programs
            .iter()
            .filter(|program| program.name.contains(&part))
            .collect(),
    };
    let n_selected = selected.len();
    assert!(n_selected > 0, "no program has that in its name");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let workspace = Workspace::at(root);
    let queue = Mutex::new(selected);
    let accounts = Mutex::new(Vec::new());
    let surprises = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..N_JUDGED_AT_ONCE {
            scope.spawn(|| {
                loop {
                    // A statement of its own: the lock must not be held while judging.
                    let next = queue.lock().unwrap().pop_front();
                    let Some(program) = next else { return };
                    let (account, surprise) = judge_one(&workspace, program);
                    accounts.lock().unwrap().push(account);
                    surprises.lock().unwrap().extend(surprise);
                }
            });
        }
    });
    // Shown by `--nocapture`, and where the test fails.
    let mut accounts = accounts.into_inner().unwrap();
    accounts.sort();
    println!("{}", accounts.join("\n"));
    let mut surprises = surprises.into_inner().unwrap();
    // By name: the order of completion would differ from run to run.
    surprises.sort();
    assert!(
        surprises.is_empty(),
        "{} of {n_selected} programs surprise:\n\n{}",
        surprises.len(),
        surprises.join("\n\n")
    );
}

/// A wrong program without a right one of the same problem would not show that the judge can tell them apart.
#[test]
fn every_textbook_problem_is_there_right_and_wrong() {
    let programs = programs();
    for program in &programs {
        let (problem, is_right) = match program.name.split_once("_wrong") {
            Some((problem, _)) => (problem, false),
            None => (program.name.trim_end_matches("_right"), true),
        };
        assert_eq!(
            is_right,
            program.verdict.is_pass(),
            "{}: the name says something else than the first line",
            program.name
        );
        let first_word = problem.split('_').next().unwrap_or_default();
        let is_answered = programs
            .iter()
            .any(|other| other.name.starts_with(first_word) && other.verdict.is_pass() != is_right);
        assert!(is_answered, "{} has no counterpart", program.name);
    }
}

/// An entry that no program answers to would never be noticed otherwise.
#[test]
fn every_shortfall_is_one() {
    let programs = programs();
    for (name, verdict, reason) in SHORTFALLS {
        let program = programs.iter().find(|program| program.name == name);
        let program = program.unwrap_or_else(|| panic!("there is no program {name}"));
        assert_ne!(program.verdict, verdict, "{name}: {reason}");
    }
}

/// What came of a program in one line, and the whole report where that is not what it names.
fn judge_one(workspace: &Workspace, program: &Program) -> (String, Option<String>) {
    let report = judge::explore_file(workspace, &program.path, &Options::default());
    let account = format!(
        "{}: {}{}, {} schedules{}, {} ms",
        program.name,
        report.verdict,
        report
            .diagnosis
            .as_ref()
            .map(|name| format!(" ({name})"))
            .unwrap_or_default(),
        report.schedules,
        if report.exhaustive {
            ""
        } else {
            ", not exhaustive"
        },
        report.duration_ms
    );
    let shortfall = SHORTFALLS
        .iter()
        .find(|(name, _, _)| *name == program.name)
        .map(|(_, verdict, _)| *verdict);
    let as_expected = report.verdict == shortfall.unwrap_or(program.verdict)
        && (program.diagnosis.is_none() || report.diagnosis == program.diagnosis);
    let surprise = (!as_expected).then(|| {
        format!(
            "{account}\n  expected: {}{}\n{}",
            shortfall.unwrap_or(program.verdict),
            program
                .diagnosis
                .as_ref()
                .map(|name| format!(" ({name})"))
                .unwrap_or_default(),
            render::terminal(&report, &program.text, &Style::text(120))
        )
    });
    (account, surprise)
}

/// All programs, by name.
fn programs() -> Vec<Program> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("textbook");
    let programs: Vec<Program> = course::rust_files(&folder)
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let (verdict, diagnosis) =
                parse_header(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            Program {
                name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                path,
                text,
                verdict,
                diagnosis,
            }
        })
        .collect();
    assert!(
        programs.len() > 60,
        "only {} programs are there",
        programs.len()
    );
    programs
}

/// Reads `// expect: race not-joined` and demands a second line that says what it is, or what was believed.
fn parse_header(text: &str) -> Result<(Verdict, Option<String>), String> {
    let mut lines = text.lines();
    let expect = lines
        .next()
        .and_then(|line| line.strip_prefix("// expect: "))
        .ok_or("the first line has to be `// expect: <verdict> [<diagnosis>]`")?;
    let mut words = expect.split_whitespace();
    let verdict: Verdict = words.next().unwrap_or_default().parse()?;
    let diagnosis = words.next().map(str::to_owned);
    let opening = if verdict.is_pass() {
        "//! "
    } else {
        "// Belief: "
    };
    if lines.next().is_none_or(|line| !line.starts_with(opening)) {
        return Err(format!("the second line has to begin with `{opening}`"));
    }
    if verdict.is_pass() && diagnosis.is_some() || words.next().is_some() {
        return Err(format!("`{expect}` has too many words"));
    }
    Ok((verdict, diagnosis))
}
