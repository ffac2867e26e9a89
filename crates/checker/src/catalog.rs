//! The catalog of exercises: `exercises/<concept>/exercises.toml`, read and checked.
//!
//! It knows what an exercise is called and where its files lie, not what is in them.

use std::fmt;
use std::path::{Path, PathBuf};

use model::report::Budget;
use serde::Deserialize;
use thiserror::Error;

use crate::report::Verdict;

mod file;

/// The checked-out course.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
}

impl Workspace {
    /// Finds the course: upwards from the current directory, else from the running package's folder, else where this
    /// crate was compiled.
    ///
    /// # Errors
    /// When none of them lies in the course.
    pub fn find() -> Result<Workspace, CatalogError> {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let starts = [
            std::env::current_dir().ok(),
            package,
            Some(PathBuf::from(env!("CARGO_MANIFEST_DIR"))),
        ];
        starts
            .into_iter()
            .flatten()
            .find_map(|start| {
                start
                    .ancestors()
                    .find(|folder| is_course(folder))
                    .map(Path::to_owned)
            })
            .map(|root| Workspace { root })
            .ok_or(CatalogError::NoWorkspace)
    }

    /// The course at `root`.
    pub fn at(root: impl Into<PathBuf>) -> Workspace {
        Workspace { root: root.into() }
    }

    /// Cargo's target directory for this course, as far as the environment tells.
    pub fn target_dir(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) if Path::new(&dir).is_absolute() => dir.into(),
            // Cargo reads it relative to the directory in which it was called, which tests don't know.
            Some(dir) => self.root.join(dir),
            None => self.root.join("target"),
        }
    }

    /// The path as a learner would write it: relative to the workspace, where it lies inside.
    pub fn display(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

fn is_course(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file()
        && (folder.join("exercises").is_dir() || folder.join("crates/model-std").is_dir())
}

/// All concepts with their exercises.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// The course they belong to.
    pub workspace: Workspace,
    /// In the order of the course (`position` in their catalogs), then by name.
    pub concepts: Vec<Concept>,
}

/// One concept: a package of exercises.
#[derive(Clone, Debug)]
pub struct Concept {
    /// The folder's name (`shared-state`).
    pub name: String,
    /// The headline.
    pub title: String,
    /// Its programs run for real, and are not explored, unless an exercise says otherwise.
    pub is_observed: bool,
    /// In the order of the file.
    pub exercises: Vec<Exercise>,
}

/// What a learner is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Write it.
    Build,
    /// Repair a working-looking program.
    Mend,
    /// Say what can happen.
    Predict,
    /// Find the schedule that breaks it.
    Break,
    /// Put given lines in order.
    Order,
    /// Write the check that tells right from wrong.
    Test,
}

/// One exercise.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// The concept's name.
    pub concept: String,
    /// `01_spawn_and_join`.
    pub name: String,
    /// What it is about, in a few words.
    pub title: String,
    /// What the learner does.
    pub kind: Kind,
    /// What it teaches, in one sentence.
    pub teaches: String,
    /// Exercises to solve before, as `concept/name`.
    pub prerequisites: Vec<String>,
    /// How long it takes.
    pub minutes: u32,
    /// It lies on the core path.
    pub core: bool,
    /// An unseen setting for what the concept taught: hints are given only to who asks twice.
    pub transfer: bool,
    /// Its share in a grade.
    pub weight: u32,
    /// Verdict of the untouched starter.
    pub starter: Verdict,
    /// Three hints, each leading further.
    pub hints: [String; 3],
    /// One hint per diagnosis: (diagnosis, text).
    pub hints_for: Vec<(String, String)>,
    /// The question after passing.
    pub question: String,
    /// How much may be explored.
    pub budget: Option<Budget>,
    /// Nothing is modelled: the real program is run, check by check, and watched.
    pub is_observed: bool,
    /// What it is about is there on Unix only.
    pub unix_only: bool,
    /// The real binary is run too, beside the exploration.
    pub observe: bool,
    /// Withheld names that this exercise does not call forbidden.
    pub allow_withheld: Vec<String>,
}

impl Exercise {
    /// `threads/01_spawn_and_join`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.concept, self.name)
    }

    /// Why it cannot be done on this system; nothing where it can.
    pub fn not_here(&self) -> Option<&'static str> {
        (self.unix_only && !cfg!(unix)).then_some(
            "this exercise needs Unix (Linux, macOS): what it is about is not there on this system",
        )
    }

    /// The hint for a diagnosis, where the exercise has one of its own.
    pub fn hint_for(&self, diagnosis: &str) -> Option<&str> {
        self.hints_for
            .iter()
            .find(|(name, _)| name == diagnosis)
            .map(|(_, text)| text.as_str())
    }

    /// The learner's file, relative to the workspace.
    pub fn source(&self) -> PathBuf {
        Path::new("exercises")
            .join(&self.concept)
            .join("src/bin")
            .join(format!("{}.rs", self.name))
    }

    /// The reference solution, relative to the workspace.
    pub fn solution(&self) -> PathBuf {
        Path::new("solutions")
            .join(&self.concept)
            .join("src/bin")
            .join(format!("{}.rs", self.name))
    }

    /// The hidden test, relative to the workspace.
    pub fn hidden_test(&self) -> PathBuf {
        hidden_folder()
            .join(&self.concept)
            .join(format!("{}.rs", self.name))
    }
}

/// The folder of the hidden tests, relative to the workspace.
pub(crate) fn hidden_folder() -> &'static Path {
    Path::new("crates/checker/hidden")
}

/// What is wrong with the course's catalogs, or with a question to them.
#[derive(Debug, Error)]
pub enum CatalogError {
    /// Not inside the course.
    #[error("failed to find the course: run this inside the folder that holds `exercises/`")]
    NoWorkspace,
    /// A file that can't be read.
    #[error("failed to read {file}: {cause}")]
    Unreadable {
        /// Relative to the workspace.
        file: String,
        /// Why.
        cause: std::io::Error,
    },
    /// A mistake in a catalog.
    #[error("{file}:{line}: {message}")]
    Invalid {
        /// Relative to the workspace.
        file: String,
        /// 1-based.
        line: usize,
        /// What, and what would be right.
        message: String,
    },
    /// A name that fits no exercise.
    #[error("no exercise is called `{asked}`{}", did_you_mean(.nearest))]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The names that are most like it.
        nearest: Vec<String>,
    },
    /// A name that fits several.
    #[error("`{asked}` fits several exercises: {}", .fitting.join(", "))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// Their names.
        fitting: Vec<String>,
    },
}

fn did_you_mean(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", names.join(" or "))
    }
}

impl Catalog {
    /// Reads every `exercises/<concept>/exercises.toml`.
    ///
    /// # Errors
    /// The first mistake found, with its file and line.
    pub fn read(workspace: &Workspace) -> Result<Catalog, CatalogError> {
        let folder = workspace.root.join("exercises");
        let unreadable = |cause| CatalogError::Unreadable {
            file: "exercises".to_owned(),
            cause,
        };
        let mut concepts = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path().join("exercises.toml");
            if path.is_file() {
                concepts.push(file::read_concept(workspace, &path)?);
            }
        }
        concepts.sort_by_key(|(position, concept)| (*position, concept.name.clone()));
        Ok(Catalog {
            workspace: workspace.clone(),
            concepts: concepts.into_iter().map(|(_, c)| c).collect(),
        })
    }

    /// Every exercise, in the order of the course.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.concepts.iter().flat_map(|concept| &concept.exercises)
    }

    /// The concept of that name.
    pub fn concept(&self, name: &str) -> Option<&Concept> {
        self.concepts.iter().find(|concept| concept.name == name)
    }

    /// The exercise that is meant by `threads/03_return_values`, `03_return_values`, `threads/3`, `3`,
    /// `return_values`, `return`, or a path to its file.
    ///
    /// # Errors
    /// When none fits or several do.
    pub fn find(&self, asked: &str) -> Result<&Exercise, CatalogError> {
        let text = asked.trim().replace('\\', "/");
        let text = text
            .strip_suffix(".rs")
            .unwrap_or(&text)
            .replace("/src/bin/", "/");
        let text = text
            .rsplit_once("exercises/")
            .map_or(text.as_str(), |(_, tail)| tail);
        let (concept, name) = match text.rsplit_once('/') {
            Some((concept, name)) => (Some(concept), name),
            None => (None, text),
        };
        let candidates: Vec<&Exercise> = self
            .exercises()
            .filter(|e| concept.is_none_or(|c| e.concept == c || e.concept.starts_with(c)))
            .collect();
        let number = name.parse::<u32>().ok();
        let rules: [&dyn Fn(&Exercise) -> bool; 4] = [
            &|e| e.name == name,
            &|e| number.is_some() && number_of(&e.name) == number,
            &|e| {
                e.name
                    .split_once('_')
                    .is_some_and(|(_, rest)| rest == name.replace('-', "_"))
            },
            &|e| !name.is_empty() && e.name.contains(&name.replace('-', "_").to_lowercase()),
        ];
        for rule in rules {
            let fitting: Vec<&Exercise> = candidates.iter().copied().filter(|e| rule(e)).collect();
            match fitting[..] {
                [] => {}
                [one] => return Ok(one),
                _ => {
                    return Err(CatalogError::Ambiguous {
                        asked: asked.to_owned(),
                        fitting: fitting.iter().map(|e| e.id()).collect(),
                    });
                }
            }
        }
        Err(CatalogError::Unknown {
            asked: asked.to_owned(),
            nearest: self.nearest(concept, name),
        })
    }

    fn nearest(&self, concept: Option<&str>, name: &str) -> Vec<String> {
        let distance = |e: &Exercise| {
            let bare = e
                .name
                .split_once('_')
                .map_or(e.name.as_str(), |(_, rest)| rest);
            let of_name = edit_distance(name, &e.name).min(edit_distance(name, bare));
            of_name + concept.map_or(0, |c| edit_distance(c, &e.concept))
        };
        let mut all: Vec<(usize, String)> =
            self.exercises().map(|e| (distance(e), e.id())).collect();
        all.sort();
        let far = name.chars().count().max(6);
        all.into_iter()
            .take(3)
            .filter(|(distance, _)| *distance < far)
            .map(|(_, id)| id)
            .collect()
    }
}

fn number_of(name: &str) -> Option<u32> {
    name.split_once('_')?.0.parse().ok()
}

/// Number of insertions, deletions and replacements between two words (Wagner and Fischer, 1974).
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

impl fmt::Display for Exercise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.concept, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("same", "same"), 0);
    }

    fn catalog() -> Catalog {
        let exercise = |concept: &str, name: &str| {
            let text = file::EXAMPLE
                .replace("threads", concept)
                .replace("01_spawn_and_join", name);
            let Ok((_, parsed)) = file::parse_concept(concept, &text) else {
                panic!("refused")
            };
            parsed.exercises.into_iter().next().expect("one")
        };
        let concept = |name: &str, exercises: &[&str]| Concept {
            name: name.to_owned(),
            title: String::new(),
            is_observed: false,
            exercises: exercises.iter().map(|e| exercise(name, e)).collect(),
        };
        Catalog {
            workspace: Workspace::at("."),
            concepts: vec![
                concept("threads", &["01_spawn_and_join", "03_return_values"]),
                concept("shared-state", &["01_counter", "13_compare_exchange"]),
            ],
        }
    }

    #[test]
    fn exercises_are_found_by_any_unique_part() {
        let catalog = catalog();
        for (asked, id) in [
            ("threads/03_return_values", "threads/03_return_values"),
            ("03_return_values", "threads/03_return_values"),
            ("3", "threads/03_return_values"),
            ("threads/1", "threads/01_spawn_and_join"),
            ("return", "threads/03_return_values"),
            ("spawn-and-join", "threads/01_spawn_and_join"),
            (
                "exercises/shared-state/src/bin/01_counter.rs",
                "shared-state/01_counter",
            ),
            ("shared/1", "shared-state/01_counter"),
        ] {
            assert_eq!(
                catalog
                    .find(asked)
                    .map(Exercise::id)
                    .map_err(|e| e.to_string()),
                Ok(id.to_owned()),
                "{asked}"
            );
        }
        let several = catalog.find("1").err().map(|e| e.to_string());
        assert_eq!(
            several.as_deref(),
            Some("`1` fits several exercises: threads/01_spawn_and_join, shared-state/01_counter")
        );
        let unknown = catalog
            .find("conter")
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default();
        assert!(
            unknown.starts_with(
                "no exercise is called `conter`; did you mean shared-state/01_counter"
            ),
            "{unknown}"
        );
    }
}
