//! Compiles examples as the judge compiles a submission, and has them explored by the host.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use model::report::Exploration;
use serde_json::Value;

use crate::examples::Example;

/// Explores all examples; what came of them, by name.
pub(crate) fn explore(examples: &[&Example]) -> BTreeMap<String, Exploration> {
    let folder = scratch("all");
    let mut text = String::from("#![allow(warnings)]\n");
    let mut checks = String::from(
        "use std::__judge::{Check, explore};\nuse super::*;\npub fn checks() -> Vec<Check> {\n    vec![\n",
    );
    for (i, example) in examples.iter().enumerate() {
        write!(
            text,
            "mod example_{i} {{\npub fn main() {{\n{}\n}}\n}}\n",
            example.code
        )
        .expect("a string takes everything");
        writeln!(
            checks,
            "        explore({:?}, example_{i}::main),",
            example.name
        )
        .expect("a string takes everything");
    }
    checks.push_str("    ]\n}\n");
    let hidden = folder.join("hidden.rs");
    fs::write(&hidden, checks).expect("failed to write the checks");
    writeln!(
        text,
        "fn main() {{}}\nstd::__judge_entry!(checks {:?});",
        hidden.display().to_string()
    )
    .expect("a string takes everything");
    let library = folder.join("submission.so");
    let messages = compile(&folder, &text, &library);
    assert!(
        library.is_file(),
        "the examples do not compile:\n{messages}"
    );

    let mut explorations = BTreeMap::new();
    let mut first = 0;
    while first < examples.len() {
        let explored = run(&library, first);
        // A check in which the host dies has no line.
        first += explored.len() + 1;
        for exploration in explored {
            explorations.insert(exploration.name.clone(), exploration);
        }
    }
    explorations
}

/// What the compiler says about an example that must not compile.
pub(crate) fn refusal(example: &Example) -> String {
    let name = example.name.replace(|c: char| !c.is_alphanumeric(), "_");
    let folder = scratch(&name);
    let library = folder.join("submission.so");
    let messages = compile(
        &folder,
        &format!("fn main() {{\n{}\n}}", example.code),
        &library,
    );
    assert!(!library.is_file(), "{} compiles", example.name);
    messages
}

/// An own, empty folder.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("documentation")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("failed to create a scratch folder");
    folder
}

/// Compiles `text` to `library`; what the compiler says.
fn compile(folder: &Path, text: &str, library: &Path) -> String {
    let file = folder.join("submission.rs");
    fs::write(&file, text).expect("failed to write a submission");
    let built = built();
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    // Unlike the judge, this allows `unsafe`: a few examples turn parkers into pointers and back.
    rustc.args(["--edition=2024", "--crate-type=cdylib"]);
    for name in ["std", "core", "alloc"] {
        rustc.arg(format!("--extern={name}={}", built.model_std.display()));
    }
    rustc.arg(format!(
        "--extern=crossbeam={}",
        built.model_crossbeam.display()
    ));
    rustc.arg(format!("-Ldependency={}", built.dependencies.display()));
    let output = rustc
        .arg("-o")
        .arg(library)
        .arg(file)
        .output()
        .expect("failed to start rustc");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Has the host explore the checks from the `first` one on.
fn run(library: &Path, first: usize) -> Vec<Exploration> {
    let request = serde_json::json!({
        "first_check": first,
        "budget": { "executions": 5_000, "millis": 20_000 },
        "watchdog_millis": 5_000,
    });
    let mut host = Command::new(&built().host)
        .arg(library)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("failed to start the host");
    let mut stdin = host.stdin.take().expect("it is a pipe");
    stdin
        .write_all(request.to_string().as_bytes())
        .expect("failed to hand over the request");
    drop(stdin);
    let output = host
        .wait_with_output()
        .expect("failed to wait for the host");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

struct Built {
    model_std: PathBuf,
    model_crossbeam: PathBuf,
    dependencies: PathBuf,
    host: PathBuf,
}

/// The built look-alikes and the host. Cargo has built the former already for this very test.
fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--message-format=json"])
            .args([
                "--package=model-crossbeam",
                "--package=host",
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
        let messages: Vec<Value> = output
            .stdout
            .split(|&byte| byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        let rlib = |name: &str| {
            messages
                .iter()
                .filter(|message| message["target"]["name"] == name)
                .filter_map(|message| message["filenames"].as_array())
                .flatten()
                .filter_map(Value::as_str)
                .find(|file| file.ends_with(".rlib"))
                .map(PathBuf::from)
                .unwrap_or_else(|| panic!("cargo named no rlib for {name}"))
        };
        let host = messages
            .iter()
            .filter_map(|message| message["executable"].as_str())
            .find(|file| file.contains("interleave-host"))
            .map(PathBuf::from)
            .expect("cargo named no host");
        let dependencies = host.parent().expect("a file has a folder").join("deps");
        Built {
            model_std: rlib("model_std"),
            model_crossbeam: rlib("model_crossbeam"),
            dependencies,
            host,
        }
    })
}
