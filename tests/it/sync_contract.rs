//! The sync contract: every exercise is complete, its parts agree, and nothing lies around that no catalog lists.
//!
//! It reads files and judges nothing; that starters and solutions get their verdicts is tested in `wrong`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use checker::catalog::{Catalog, Exercise};

use crate::course;

/// Runs `find_faults` on every exercise, and fails with all the faults found.
fn for_each_exercise(find_faults: impl Fn(&Path, &Exercise) -> Vec<String>) {
    let catalog = course::catalog();
    let root = &catalog.workspace.root;
    let faults: Vec<String> = catalog
        .exercises()
        .flat_map(|exercise| {
            find_faults(root, exercise)
                .into_iter()
                .map(move |fault| format!("{}: {fault}", exercise.id()))
        })
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn there_are_exercises() {
    assert!(course::catalog().exercises().count() > 0);
}

#[test]
fn every_part_is_there_and_says_what_it_is() {
    for_each_exercise(|root, exercise| {
        [
            exercise.source(),
            exercise.solution(),
            exercise.hidden_test(),
        ]
        .into_iter()
        .filter_map(|path| match fs::read_to_string(root.join(&path)) {
            Err(error) => Some(format!("{}: {error}", path.display())),
            Ok(text) if !text.starts_with("//! ") => {
                Some(format!("{} does not open with `//!`", path.display()))
            }
            Ok(_) => None,
        })
        .collect()
    });
}

/// The catalog says of a whole concept how it is judged; each hidden test is written for one way.
#[test]
fn what_runs_for_real_says_so() {
    for_each_exercise(|root, exercise| {
        let path = root.join(exercise.hidden_test());
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        match (exercise.is_observed, text.contains("use witness::")) {
            (true, false) => {
                vec!["is observed, but its hidden test does not use `witness`".to_owned()]
            }
            (false, true) => vec!["is explored, but its hidden test uses `witness`".to_owned()],
            _ => Vec::new(),
        }
    });
}

#[test]
fn every_exercise_can_be_refused_for_three_reasons() {
    for_each_exercise(|root, exercise| {
        let wrong = match course::wrong_solutions(root, exercise) {
            Ok(wrong) => wrong,
            Err(fault) => return vec![fault],
        };
        let mut faults = Vec::new();
        if wrong.len() < 3 {
            faults.push(format!("{} wrong solutions, three are needed", wrong.len()));
        }
        let answered: BTreeSet<&str> = exercise
            .hints_for
            .iter()
            .map(|(diagnosis, _)| diagnosis.as_str())
            .collect();
        let expected: BTreeSet<&str> = wrong
            .iter()
            .filter_map(|wrong| wrong.expected.diagnosis.as_deref())
            .collect();
        for diagnosis in expected.difference(&answered) {
            faults.push(format!("no `hints_for` answers `{diagnosis}`"));
        }
        faults
    });
}

#[test]
fn every_hint_says_something() {
    for_each_exercise(|_, exercise| {
        let texts = exercise.hints.iter().map(|hint| ("hint", hint));
        let answers = exercise.hints_for.iter().map(|(_, text)| ("answer", text));
        let mut faults: Vec<String> = texts
            .chain(answers)
            .chain([("question", &exercise.question)])
            .filter(|(_, text)| text.split_whitespace().count() < 5)
            .map(|(what, text)| format!("{what} {text:?} is too short to help"))
            .collect();
        let different: BTreeSet<&String> = exercise.hints.iter().collect();
        if different.len() < 3 {
            faults.push("the same hint twice".to_owned());
        }
        if !exercise.question.contains('?') {
            faults.push("the question has no question mark".to_owned());
        }
        if !(5..=25).contains(&exercise.minutes) {
            faults.push(format!(
                "{} minutes: an exercise takes 5 to 25",
                exercise.minutes
            ));
        }
        faults
    });
}

#[test]
fn prerequisites_come_before() {
    let catalog = course::catalog();
    let mut seen = BTreeSet::new();
    for exercise in catalog.exercises() {
        for prerequisite in &exercise.prerequisites {
            assert!(
                seen.contains(prerequisite),
                "{exercise}: `{prerequisite}` does not come before it"
            );
        }
        seen.insert(exercise.id());
    }
}

#[test]
fn starter_and_solution_have_the_same_public_functions() {
    for_each_exercise(|root, exercise| {
        let signatures = |path: &Path| -> BTreeSet<String> {
            let text = fs::read_to_string(root.join(path)).unwrap_or_default();
            public_functions(&text).into_iter().collect()
        };
        let starter = signatures(&exercise.source());
        let solution = signatures(&exercise.solution());
        let mut faults: Vec<String> = starter
            .symmetric_difference(&solution)
            .map(|signature| format!("`{signature}` is not in both starter and solution"))
            .collect();
        if starter.is_empty() {
            faults.push("the starter has no public function".to_owned());
        }
        faults
    });
}

/// The signatures of all `pub fn`, with their white space made the same.
fn public_functions(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join(" ");
    code.split("pub fn ")
        .skip(1)
        .map(|after| {
            let signature = after.split('{').next().unwrap_or_default();
            let words: Vec<&str> = signature.split_whitespace().collect();
            // rustfmt may break a long list of parameters over several lines, with a comma after the last.
            words
                .join(" ")
                .replace("( ", "(")
                .replace(", )", ")")
                .replace(",)", ")")
        })
        .collect()
}

#[test]
fn signatures_are_compared_without_their_layout() {
    let one_line = "/// pub fn no()\npub fn f(a: u8, b: u8) -> u8 { a }";
    let broken = "pub fn f(\n    a: u8,\n    b: u8,\n) -> u8\n{\n    b\n}";
    assert_eq!(public_functions(one_line), ["f(a: u8, b: u8) -> u8"]);
    assert_eq!(public_functions(one_line), public_functions(broken));
}

#[test]
fn nothing_is_unlisted() {
    let catalog = course::catalog();
    let root = &catalog.workspace.root;
    let mut faults = Vec::new();
    for concept in &catalog.concepts {
        let listed: BTreeSet<&str> = concept
            .exercises
            .iter()
            .map(|exercise| exercise.name.as_str())
            .collect();
        for folder in [
            root.join("exercises").join(&concept.name).join("src/bin"),
            root.join("solutions").join(&concept.name).join("src/bin"),
            root.join("crates/checker/hidden").join(&concept.name),
        ] {
            for path in course::rust_files(&folder) {
                let name = path.file_stem().unwrap_or_default().to_string_lossy();
                if !listed.contains(name.as_ref()) {
                    faults.push(format!("{} is not in the catalog", path.display()));
                }
            }
        }
    }
    faults.extend(unlisted_folders(&catalog, &root.join("tests/wrong")));
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Folders `<concept>/<exercise>` below `wrong` to which no exercise belongs.
fn unlisted_folders(catalog: &Catalog, wrong: &Path) -> Vec<String> {
    let entries = |folder: &Path| -> Vec<_> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    };
    let ids: BTreeSet<String> = catalog.exercises().map(Exercise::id).collect();
    let folders = entries(wrong)
        .into_iter()
        .flat_map(|concept| entries(&concept));
    folders
        .filter(|path| {
            path.strip_prefix(wrong)
                .is_ok_and(|id| !ids.contains(&id.display().to_string().replace('\\', "/")))
        })
        .map(|path| format!("{} belongs to no exercise", path.display()))
        .collect()
}
