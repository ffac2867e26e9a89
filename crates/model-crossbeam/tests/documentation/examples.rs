//! The examples in the sources of `crossbeam`, as Cargo has fetched them. What they are good for is not known here.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The packages whose modules are replaced, and the versions that the list of deviations is for.
const PACKAGES: [(&str, &str); 4] = [
    ("crossbeam-channel", "0.5.17"),
    ("crossbeam-deque", "0.8.8"),
    ("crossbeam-queue", "0.3.14"),
    ("crossbeam-utils", "0.8.23"),
];

/// One example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// `crossbeam-channel/select.rs#03`: the package, the file, the place among the file's examples.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// Statements, with paths as seen from `crossbeam`.
    pub(crate) code: String,
}

/// What its page says about an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing: it compiles, and ends well.
    Ordinary,
    /// It does not compile, because of the error with this code.
    CompileFail(String),
    /// It is no Rust, or not tested.
    Other,
}

/// All examples, or `None` where the sources are not there or of other versions.
pub(crate) fn all() -> Option<Vec<Example>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("failed to start cargo");
    let metadata: Value = serde_json::from_slice(&output.stdout).ok()?;
    let mut examples = Vec::new();
    for (name, version) in PACKAGES {
        let manifest = metadata["packages"]
            .as_array()?
            .iter()
            .find(|package| package["name"] == name && package["version"] == version)?
            ["manifest_path"]
            .as_str()?;
        let sources = Path::new(manifest).parent()?.join("src");
        let mut files = Vec::new();
        list(&sources, &mut files)?;
        files.sort();
        for file in files {
            let shown = file
                .strip_prefix(&sources)
                .ok()?
                .to_string_lossy()
                .replace('\\', "/");
            let text = fs::read_to_string(&file).ok()?;
            for (i, (kind, code)) in blocks(&text).into_iter().enumerate() {
                examples.push(Example {
                    name: format!("{name}/{shown}#{i:02}"),
                    kind,
                    code: as_seen_from_crossbeam(&code),
                });
            }
        }
    }
    Some(examples)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Option<()> {
    for entry in fs::read_dir(folder).ok()? {
        let path = entry.ok()?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Some(())
}

/// The blocks of code in a file's documentation.
fn blocks(text: &str) -> Vec<(Kind, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(Kind, String)> = None;
    for line in text.lines() {
        let line = line.trim_start();
        let doc = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        let Some(doc) = doc else {
            // In a macro, a line of an example may be a parameter.
            if let (Some((_, code)), true) = (&mut open, line.starts_with("#[doc = $")) {
                code.push_str(&parameter(text));
            } else {
                open = None;
            }
            continue;
        };
        let doc = doc.strip_prefix(' ').unwrap_or(doc);
        if let Some(fence) = doc.trim_start().strip_prefix("```") {
            match open.take() {
                Some(block) => blocks.push(block),
                None => open = Some((kind(fence), String::new())),
            }
        } else if let Some((_, code)) = &mut open {
            // Lines that the page hides.
            let hidden = doc.trim_start().strip_prefix("# ");
            code.push_str(hidden.unwrap_or(doc));
            code.push('\n');
        }
    }
    blocks
}

fn kind(fence: &str) -> Kind {
    match fence.split_once("compile_fail,") {
        Some((_, code)) => Kind::CompileFail(code.to_owned()),
        None if matches!(fence, "" | "rust") => Kind::Ordinary,
        None => Kind::Other,
    }
}

/// The text in quotes in the first call of the file's macro whose examples have a parameter.
fn parameter(text: &str) -> String {
    text.lines()
        .filter(|line| line.starts_with("impl_"))
        .find_map(|line| line.split('"').nth(1))
        .map(|text| format!("{text}\n"))
        .expect("a macro with a parameter for its examples is called")
}

fn as_seen_from_crossbeam(code: &str) -> String {
    let mut code = code.to_owned();
    for module in ["thread", "sync", "atomic"] {
        code = code.replace(
            &format!("crossbeam_utils::{module}"),
            &format!("crossbeam::{module}"),
        );
    }
    for module in ["utils", "channel", "queue", "deque"] {
        code = code.replace(
            &format!("crossbeam_{module}"),
            &format!("crossbeam::{module}"),
        );
    }
    code
}
