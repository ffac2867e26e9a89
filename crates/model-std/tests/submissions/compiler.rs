//! Calls of `rustc` as the judge makes them.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// What a submission is compiled against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Against {
    /// The `std` that comes with the compiler.
    Real,
    /// `model-std`, under the three names `std`, `core` and `alloc`.
    LookAlike,
}

/// What the compiler said.
pub(crate) struct Compiled {
    pub(crate) accepted: bool,
    /// Everything it printed.
    pub(crate) messages: String,
    /// The codes of its errors, `E0277` and so on.
    pub(crate) codes: BTreeSet<String>,
}

/// Type-checks the program in `source`. `name` must be unique: files are named after it.
pub(crate) fn check_text(name: &str, source: &str, against: Against) -> Compiled {
    let file = scratch(name).join("submission.rs");
    fs::write(&file, source).expect("failed to write a submission");
    check_file(name, &file, against)
}

/// Type-checks the program in `file`.
pub(crate) fn check_file(name: &str, file: &Path, against: Against) -> Compiled {
    let output = scratch(name).join(format!("{against:?}.rmeta"));
    let mut command = rustc(against);
    command
        .arg("--emit=metadata")
        .arg("-o")
        .arg(output)
        .arg(file);
    run(&mut command)
}

/// Compiles and links `file` against the look-alike into the library that a host loads; its path on success.
pub(crate) fn link(name: &str, file: &Path) -> (Compiled, PathBuf) {
    let output = scratch(name).join("submission.so");
    let mut command = rustc(Against::LookAlike);
    command.arg("-o").arg(&output).arg(file);
    (run(&mut command), output)
}

/// An own folder for the files of one test.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("failed to create a scratch folder");
    folder
}

fn rustc(against: Against) -> Command {
    let mut command = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    command.args([
        "--edition",
        "2024",
        "--error-format=human",
        "-F",
        "unsafe_code",
    ]);
    match against {
        Against::Real => {
            command.args(["--crate-type", "bin"]);
        }
        Against::LookAlike => {
            let library = library();
            command.args(["--crate-type", "cdylib"]);
            for name in ["std", "core", "alloc"] {
                command
                    .arg("--extern")
                    .arg(format!("{name}={}", library.rlib.display()));
            }
            command
                .arg("-L")
                .arg(format!("dependency={}", library.dependencies.display()));
        }
    }
    command
}

fn run(command: &mut Command) -> Compiled {
    let output = command.output().expect("failed to start rustc");
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    let codes = messages
        .lines()
        .filter_map(|line| line.strip_prefix("error[")?.split_once(']'))
        .map(|(code, _)| code.to_owned())
        .collect();
    Compiled {
        accepted: output.status.success(),
        messages,
        codes,
    }
}

struct Library {
    rlib: PathBuf,
    dependencies: PathBuf,
}

/// The built look-alike. Cargo has built it already for this very test, and is asked only where it is.
fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args([
                "build",
                "--offline",
                "--message-format=json",
                "--package",
                env!("CARGO_PKG_NAME"),
                "--target-dir",
            ])
            // The folder `tmp` lies in the target directory.
            .arg(
                Path::new(env!("CARGO_TARGET_TMPDIR"))
                    .parent()
                    .expect("the scratch folder has a parent"),
            )
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .expect("failed to start cargo");
        assert!(
            output.status.success(),
            "cargo failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let rlib = output
            .stdout
            .split(|&byte| byte == b'\n')
            .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
            .filter(|message| message["target"]["name"] == "model_std")
            .find_map(|message| {
                let files = message["filenames"].as_array()?;
                files
                    .iter()
                    .filter_map(Value::as_str)
                    .find(|file| file.ends_with(".rlib"))
                    .map(PathBuf::from)
            })
            .expect("cargo named no rlib for model_std");
        let folder = rlib.parent().expect("a file has a folder");
        let dependencies = folder.join("deps");
        let dependencies = if dependencies.is_dir() {
            dependencies
        } else {
            folder.to_owned()
        };
        Library { rlib, dependencies }
    })
}
