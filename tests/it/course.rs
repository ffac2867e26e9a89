//! The course's files as these tests see them, and what a wrong solution says about itself in its first line.
//!
//! It judges nothing.

use std::fs;
use std::path::{Path, PathBuf};

use checker::catalog::{Catalog, Exercise, Workspace};
use checker::report::Verdict;

/// The course that these tests belong to.
pub(crate) fn catalog() -> Catalog {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Catalog::read(&Workspace::at(root)).unwrap()
}

/// A verdict, and the name of the mistake behind it, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Expectation {
    pub(crate) verdict: Verdict,
    pub(crate) diagnosis: Option<String>,
}

impl std::fmt::Display for Expectation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.diagnosis {
            Some(diagnosis) => write!(f, "{} ({diagnosis})", self.verdict),
            None => write!(f, "{}, no diagnosis", self.verdict),
        }
    }
}

/// A submission that must be refused, and for which reason.
#[derive(Clone, Debug)]
pub(crate) struct WrongSolution {
    /// Absolute.
    pub(crate) path: PathBuf,
    pub(crate) expected: Expectation,
}

/// The folder with the wrong solutions of an exercise.
pub(crate) fn wrong_folder(root: &Path, exercise: &Exercise) -> PathBuf {
    root.join("tests/wrong")
        .join(&exercise.concept)
        .join(&exercise.name)
}

/// The wrong solutions of an exercise, by name. A malformed header is an error.
pub(crate) fn wrong_solutions(
    root: &Path,
    exercise: &Exercise,
) -> Result<Vec<WrongSolution>, String> {
    let folder = wrong_folder(root, exercise);
    let mut found = Vec::new();
    for path in rust_files(&folder) {
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        let expected =
            parse_header(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        found.push(WrongSolution { path, expected });
    }
    Ok(found)
}

/// Reads `// expect: race not-joined` and demands a second line that says what was believed.
fn parse_header(text: &str) -> Result<Expectation, String> {
    let mut lines = text.lines();
    let expect = lines
        .next()
        .and_then(|line| line.strip_prefix("// expect: "))
        .ok_or("the first line has to be `// expect: <verdict> [<diagnosis>]`")?;
    if lines
        .next()
        .is_none_or(|line| !line.starts_with("// Belief: "))
    {
        return Err("the second line has to be `// Belief: …`".to_owned());
    }
    let mut words = expect.split_whitespace();
    let verdict: Verdict = words.next().unwrap_or_default().parse()?;
    let diagnosis = words.next().map(str::to_owned);
    if verdict.is_pass() || verdict.is_not_judged() || verdict == Verdict::Unstarted {
        return Err(format!("a wrong solution can't expect `{verdict}`"));
    }
    if let Some(word) = words.next() {
        return Err(format!(
            "`{word}` is too much: a verdict and a diagnosis are all"
        ));
    }
    Ok(Expectation { verdict, diagnosis })
}

/// The `.rs` files directly in `folder`, by name; none where there is no folder.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    found.sort();
    found
}

#[test]
fn headers_are_read_strictly() {
    let good = parse_header("// expect: race not-joined\n// Belief: it is done.\n").unwrap();
    assert_eq!(
        (good.verdict, good.diagnosis.as_deref()),
        (Verdict::Race, Some("not-joined"))
    );
    assert_eq!(
        parse_header("// expect: panic\n// Belief: b.")
            .unwrap()
            .diagnosis,
        None
    );
    for bad in [
        "",
        "// expect: race",
        "// expect: rice\n// Belief: b.",
        "// expect: pass\n// Belief: b.",
        "// expect: race a b\n// Belief: b.",
        "// Belief: b.\n// expect: race",
    ] {
        assert!(parse_header(bad).is_err(), "{bad:?} was accepted");
    }
}
