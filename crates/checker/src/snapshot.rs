//! Stored sets of outcomes: `hidden/<concept>/snapshots/<exercise>__<check>.snap`, in the format of `insta`.
//!
//! Judging reads them and compares by itself, whatever `INSTA_*` says; it never writes one, so that no learner can
//! accept a wrong answer. [`bless`] writes them, from the reference solution, when a maintainer asks for it.

use std::fs;
use std::path::PathBuf;

use thiserror::Error;

use crate::catalog::{Exercise, Workspace, hidden_folder};
use crate::judge;
use crate::verdict;

/// Why there is no stored set.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// It is missing or damaged.
    #[error("failed to read {file}: {cause}")]
    Unreadable {
        /// Relative to the workspace.
        file: String,
        /// Why.
        cause: String,
    },
    /// It cannot be written.
    #[error("failed to write {file}: {cause}")]
    Unwritable {
        /// Relative to the workspace.
        file: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The reference solution could not be explored, or not to the end.
    #[error("failed to explore the solution of {exercise}: {cause}")]
    Unexplored {
        /// Its name.
        exercise: String,
        /// Why.
        cause: String,
    },
}

/// The stored set of outcomes of one check.
pub(crate) fn read(
    workspace: &Workspace,
    exercise: &Exercise,
    check: &str,
) -> Result<String, SnapshotError> {
    let path = path(workspace, exercise, check);
    let unreadable = |cause: String| SnapshotError::Unreadable {
        file: workspace.display(&path),
        cause,
    };
    let snapshot =
        insta::Snapshot::from_file(&path).map_err(|error| unreadable(error.to_string()))?;
    let text = snapshot
        .as_text()
        .ok_or_else(|| unreadable("it is not a text".to_owned()))?;
    Ok(text.to_string())
}

/// Stores what the reference solution can do, for every check that compares outcomes. For maintainers.
///
/// # Errors
/// When the solution cannot be explored exhaustively, or a file cannot be written.
pub fn bless(workspace: &Workspace, exercise: &Exercise) -> Result<Vec<PathBuf>, SnapshotError> {
    let unexplored = |cause: String| SnapshotError::Unexplored {
        exercise: exercise.id(),
        cause,
    };
    let solution = workspace.root.join(exercise.solution());
    let mut written = Vec::new();
    for exploration in judge::explorations(workspace, exercise, &solution).map_err(unexplored)? {
        if !exploration.snapshot {
            continue;
        }
        if !exploration.exhaustive {
            return Err(unexplored(format!(
                "not every schedule of \"{}\" could be tried",
                exploration.name
            )));
        }
        let path = path(workspace, exercise, &exploration.name);
        let unwritable = |cause| SnapshotError::Unwritable {
            file: workspace.display(&path),
            cause,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(unwritable)?;
        }
        let source = exercise
            .hidden_test()
            .display()
            .to_string()
            .replace('\\', "/");
        let expression = serde_json::Value::String(exploration.name.clone());
        let outcomes = verdict::outcome_set(&exploration);
        let text = format!(
            "---\nsource: {source}\nexpression: {expression}\n---\n{}\n",
            outcomes.trim_end()
        );
        fs::write(&path, text).map_err(unwritable)?;
        written.push(path);
    }
    Ok(written)
}

fn path(workspace: &Workspace, exercise: &Exercise, check: &str) -> PathBuf {
    let mut slug = String::new();
    for c in check.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let file = format!("{}__{}.snap", exercise.name, slug.trim_end_matches('_'));
    workspace
        .root
        .join(hidden_folder())
        .join(&exercise.concept)
        .join("snapshots")
        .join(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_set_is_read_back() {
        let folder =
            std::env::temp_dir().join(format!("interleave-snapshot-{}", std::process::id()));
        let stored = "end: ok\nstdout: \"a\\n\"\n\nend: ok\nstdout: \"b\\n\"";
        fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("x.snap");
        fs::write(
            &file,
            format!("---\nsource: hidden.rs\nexpression: \"it: holds\"\n---\n{stored}\n"),
        )
        .expect("written");
        let read = insta::Snapshot::from_file(&file).expect("readable");
        assert_eq!(
            read.as_text()
                .map(|text| text.to_string())
                .as_deref()
                .map(str::trim_end),
            Some(stored)
        );
        fs::remove_dir_all(&folder).expect("removed");
    }
}
