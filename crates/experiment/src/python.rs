//! Finds the Python of this machine, and asks it what it is.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::child::{self, RunError};

/// The oldest version that the scripts are written for.
const OLDEST: [u32; 3] = [3, 8, 0];
/// The names under which a Python is looked for.
const NAMES: [&str; 2] = ["python3", "python"];

/// A Python, as it describes itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Python {
    /// `CPython`, `PyPy`, …
    pub implementation: String,
    /// Three numbers.
    pub version: [u32; 3],
    /// Whether it has a global interpreter lock, as far as it can be told.
    pub gil: Option<bool>,
}

/// Why there is no Python to measure.
#[derive(Debug, Error)]
pub enum Unusable {
    /// No program has the name.
    #[error("no Python was found: there is no program `{0}`")]
    Missing(String),
    /// It is older than the scripts.
    #[error(
        "`{name}` is too old: it is version {}, and the scripts need 3.8",
        shown(version)
    )]
    TooOld {
        /// The program.
        name: String,
        /// What it says that it is.
        version: [u32; 3],
    },
    /// It did not say what it is.
    #[error("`{name}` cannot be used: {error}")]
    Broken {
        /// The program.
        name: String,
        /// What happened.
        error: RunError,
    },
    /// What it said about itself makes no sense.
    #[error("`{name}` cannot be used: it says of itself {said:?}")]
    Odd {
        /// The program.
        name: String,
        /// Its words.
        said: String,
    },
}

impl Python {
    /// The Python to use and its program: the one that is `asked` for, or else the first of the usual names that exists.
    ///
    /// # Errors
    /// When there is none, or it cannot run the scripts.
    pub fn find(
        asked: Option<&str>,
        folder: &Path,
        deadline: Duration,
        stop: &AtomicBool,
    ) -> Result<(String, Python), Unusable> {
        let names = asked.map_or(NAMES.to_vec(), |asked| vec![asked]);
        for name in &names {
            match Python::ask(name, folder, deadline, stop) {
                Err(Unusable::Missing(_)) => {}
                Err(other) => return Err(other),
                Ok(python) => return Ok(((*name).to_owned(), python)),
            }
        }
        Err(Unusable::Missing(names[0].to_owned()))
    }

    fn ask(
        name: &str,
        folder: &Path,
        deadline: Duration,
        stop: &AtomicBool,
    ) -> Result<Python, Unusable> {
        let name = name.to_owned();
        let said = child::run(&mut script(&name, folder, "about.py"), deadline, stop);
        let said = match said {
            Ok(said) => said,
            Err(RunError::NotFound) => return Err(Unusable::Missing(name)),
            Err(error) => return Err(Unusable::Broken { name, error }),
        };
        let Ok(python) = serde_json::from_str::<Python>(said.trim()) else {
            return Err(Unusable::Odd { name, said });
        };
        let version = python.version;
        if version < OLDEST {
            return Err(Unusable::TooOld { name, version });
        }
        Ok(python)
    }

    /// Name and version.
    pub fn title(&self) -> String {
        format!("{} {}", self.implementation, shown(&self.version))
    }

    /// A sentence about its lock.
    pub fn lock(&self) -> &'static str {
        match self.gil {
            Some(true) => "It has a global interpreter lock.",
            Some(false) => "It runs without a global interpreter lock.",
            None => "It does not tell whether it has a global interpreter lock.",
        }
    }
}

/// A run of a script in this folder.
pub fn script(python: &str, folder: &Path, name: &str) -> Command {
    let mut command = Command::new(python);
    // It is to leave no compiled files beside the scripts.
    command.arg("-B").arg(folder.join(name));
    command
}

fn shown(version: &[u32; 3]) -> String {
    let [major, minor, patch] = version;
    format!("{major}.{minor}.{patch}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_says_of_itself_is_read() {
        let read = |text| serde_json::from_str::<Python>(text);
        let python = read(r#"{"implementation": "CPython", "version": [3, 13, 0], "gil": false}"#);
        let python = python.expect("a description");
        assert_eq!(python.title(), "CPython 3.13.0");
        assert_eq!(python.lock(), "It runs without a global interpreter lock.");
        let unknown = read(r#"{"gil": null, "implementation": "Other", "version": [3, 9, 1]}"#);
        assert_eq!(unknown.expect("a description").gil, None);
        assert!(read(r#"{"implementation": "CPython", "version": "3.13", "gil": true}"#).is_err());
    }
}
