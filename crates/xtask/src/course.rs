//! Every file of the course that has a verdict to get: solutions and wrong solutions, with what they must get.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use checker::catalog::{Catalog, Exercise};
use checker::report::Verdict;

/// A file, the exercise it is handed in for, and what must come of it.
pub(crate) struct Submission<'a> {
    pub(crate) exercise: &'a Exercise,
    /// Absolute.
    pub(crate) path: PathBuf,
    pub(crate) verdict: Verdict,
    pub(crate) diagnosis: Option<String>,
}

/// Solutions and wrong solutions of the whole course, in its order.
///
/// # Errors
/// When a file cannot be read, or a wrong solution does not say what it expects.
pub(crate) fn submissions(catalog: &Catalog) -> Result<Vec<Submission<'_>>> {
    let root = &catalog.workspace.root;
    let mut found = Vec::new();
    for exercise in catalog.exercises() {
        found.push(Submission {
            exercise,
            path: root.join(exercise.solution()),
            verdict: Verdict::Pass,
            diagnosis: None,
        });
        let folder = wrong_folder(root, exercise);
        let entries = fs::read_dir(&folder)
            .with_context(|| format!("failed to list {}", folder.display()))?;
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
        paths.sort();
        for path in paths {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("failed to read {}", path.display()))?;
            let (verdict, diagnosis) =
                expectation(&text).with_context(|| path.display().to_string())?;
            found.push(Submission {
                exercise,
                path,
                verdict,
                diagnosis,
            });
        }
    }
    Ok(found)
}

/// The folder with the wrong solutions of an exercise.
pub(crate) fn wrong_folder(root: &Path, exercise: &Exercise) -> PathBuf {
    root.join("tests/wrong")
        .join(&exercise.concept)
        .join(&exercise.name)
}

/// Reads `// expect: race not-joined`. That the header is right in every way is the sync contract's business.
fn expectation(text: &str) -> Result<(Verdict, Option<String>)> {
    let first = text.lines().next().unwrap_or_default();
    let Some(expected) = first.strip_prefix("// expect: ") else {
        bail!("the first line has to be `// expect: <verdict> [<diagnosis>]`");
    };
    let mut words = expected.split_whitespace();
    let verdict = words.next().unwrap_or_default().parse();
    let verdict = verdict.map_err(|message: String| anyhow::anyhow!(message))?;
    Ok((verdict, words.next().map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_are_read() {
        let read = |text| expectation(text).map_err(|error| error.to_string());
        assert_eq!(
            read("// expect: race not-joined\n// Belief: x"),
            Ok((Verdict::Race, Some("not-joined".to_owned())))
        );
        assert_eq!(read("// expect: panic"), Ok((Verdict::Panic, None)));
        assert!(read("// expect: rice").is_err());
        assert!(read("use std::thread;").is_err());
    }
}
