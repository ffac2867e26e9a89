//! The tools that judging needs, built once: the look-alike `std`, the host, and the way to `rustc`; for submissions that
//! use a library, that library and its look-alike too.
//!
//! The first judgement after a change of the compiler, of `Cargo.lock` or of the sources of the crates that end up in the
//! tools runs Cargo; every other one only compares a fingerprint. What was built is kept in a folder that is named
//! after the fingerprint and never changed, so that a rebuild cannot pull it away from a judgement that is running.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::catalog::Workspace;
use crate::source;

/// What the tools are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Exploring every schedule of a submission.
    Exploring,
    /// Watching a submission that runs for real.
    Observing,
}

impl Purpose {
    /// The crates whose sources end up in the tools.
    fn crates(self) -> &'static [&'static str] {
        match self {
            Purpose::Exploring => &["model", "model-std", "host"],
            Purpose::Observing => &["witness", "keeper"],
        }
    }

    /// The packages that are built.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Purpose::Exploring => &["model-std", "host"],
            Purpose::Observing => &["witness", "keeper"],
        }
    }

    /// What submissions are linked with.
    fn runtime(self) -> &'static str {
        match self {
            Purpose::Exploring => "libmodel_std.rlib",
            Purpose::Observing => "libwitness.rlib",
        }
    }

    /// The programs that the judge runs.
    fn programs(self) -> &'static [&'static str] {
        match self {
            Purpose::Exploring => &[HOST],
            Purpose::Observing => &[PROP, KEEPER],
        }
    }
}

/// Explores a submission.
const HOST: &str = "interleave-host";
/// Plays the children of observed submissions.
const PROP: &str = "interleave-prop";
/// Runs an observed submission, and watches it.
const KEEPER: &str = "interleave-keeper";

/// Sets of tools that are kept. The whole course needs about ten, as each choice of libraries has one of its own; switching
/// between two branches or two compilers is to cost no rebuild either. A set that somebody uses must never be the oldest one.
const KEPT: usize = 24;

/// A library that submissions may use beside `std`.
#[derive(Debug)]
pub struct Library {
    /// Its package.
    pub name: &'static str,
    /// The package of the workspace that stands for it where a submission is explored; its feature `real` makes Cargo build
    /// the library too. Without one, the library is there only where programs run for real. `witness` has a feature for
    /// each library, by its name.
    pub look_alike: Option<&'static str>,
}

/// All of them.
const LIBRARIES: [Library; 6] = [
    Library {
        name: "crossbeam",
        look_alike: Some("model-crossbeam"),
    },
    Library {
        name: "lab",
        look_alike: Some("model-lab"),
    },
    Library {
        name: "mapped",
        look_alike: None,
    },
    Library {
        name: "rayon",
        look_alike: None,
    },
    Library {
        name: "rustix",
        look_alike: None,
    },
    Library {
        name: "signal-hook",
        look_alike: None,
    },
];

impl Library {
    /// Those that a text of Rust names, of those that there are for this purpose.
    pub fn used_by(source: &str, purpose: Purpose) -> Vec<&'static Library> {
        let code = source::code_only(source);
        let used = |library: &&Library| {
            (purpose == Purpose::Observing || library.look_alike.is_some())
                && source::mentions(&code, &library.crate_name())
        };
        LIBRARIES.iter().filter(used).collect()
    }

    /// How a submission names it.
    fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }

    /// What stands for it while a submission is explored; nothing where it runs for real.
    fn look_alike_for(&self, purpose: Purpose) -> Option<&'static str> {
        self.look_alike.filter(|_| purpose == Purpose::Exploring)
    }

    /// What Cargo has to be told so that it builds it.
    fn arguments(&self, purpose: Purpose) -> Vec<String> {
        match self.look_alike_for(purpose) {
            Some(look_alike) => vec![
                format!("--package={look_alike}"),
                format!("--features={look_alike}/real"),
            ],
            None => vec![format!("--features=witness/{}", self.name)],
        }
    }
}

/// A library, built.
#[derive(Clone, Debug)]
pub struct BuiltLibrary {
    /// How a submission names it.
    pub name: String,
    /// The library itself, for the compile against the real `std`.
    pub real: PathBuf,
    /// Its look-alike, for the compile for exploration.
    pub look_alike: Option<PathBuf>,
}

/// Where the tools are.
#[derive(Clone, Debug)]
pub struct Toolchain {
    /// The compiler itself, not rustup's proxy for it.
    pub rustc: PathBuf,
    /// The folder with what was built.
    tools: PathBuf,
    /// What a submission is linked with: the look-alike, to be given as `--extern std=`; for observing, `witness`.
    pub runtime: PathBuf,
    /// The libraries that were asked for.
    pub libraries: Vec<BuiltLibrary>,
    /// What the look-alikes and the libraries depend on.
    pub dependencies: PathBuf,
    /// A folder for temporary folders.
    pub work: PathBuf,
}

/// Why there are no tools.
#[derive(Debug, Error)]
pub enum ToolchainError {
    /// A file or a process could not be used.
    #[error("failed to {doing}: {cause}")]
    System {
        /// What was tried.
        doing: String,
        /// Why it did not work.
        cause: io::Error,
    },
    /// `rustc` or Cargo said no.
    #[error("failed to {doing}:\n{output}")]
    Refused {
        /// What was tried.
        doing: String,
        /// What the tool said.
        output: String,
    },
}

fn system(doing: impl Into<String>) -> impl FnOnce(io::Error) -> ToolchainError {
    let doing = doing.into();
    move |cause| ToolchainError::System { doing, cause }
}

impl Toolchain {
    /// Finds the tools, and these libraries, building them where they are missing or out of date.
    ///
    /// # Errors
    /// When the compiler cannot be found, or the tools don't build.
    pub fn prepare(
        workspace: &Workspace,
        purpose: Purpose,
        libraries: &[&'static Library],
    ) -> Result<Toolchain, ToolchainError> {
        let home = workspace.target_dir().join("judge");
        fs::create_dir_all(&home).map_err(system("create the judge's folder"))?;
        let compiler = Compiler::find(workspace, &home)?;
        let fingerprint = fingerprint(workspace, &compiler, purpose, libraries)?;
        let tools = home.join("tools").join(format!("{fingerprint:016x}"));
        if !tools.join(COMPLETE).is_file() {
            let lock =
                File::create(home.join("lock")).map_err(system("create the judge's lock"))?;
            lock.lock().map_err(system("wait for the judge's lock"))?;
            // Another process may have built them while this one waited.
            if !tools.join(COMPLETE).is_file() {
                build(workspace, &home, &compiler, &tools, purpose, libraries)?;
                forget_old_tools(&home.join("tools"), &tools);
            }
        }
        Ok(Toolchain {
            rustc: compiler.rustc,
            runtime: tools.join(purpose.runtime()),
            libraries: libraries
                .iter()
                .map(|library| BuiltLibrary {
                    name: library.crate_name(),
                    real: tools.join(rlib(library.name)),
                    look_alike: library
                        .look_alike_for(purpose)
                        .map(|look_alike| tools.join(rlib(look_alike))),
                })
                .collect(),
            dependencies: tools.join("deps"),
            work: home.join("work"),
            tools,
        })
    }

    /// The program that explores a submission. There only for exploring.
    pub fn host(&self) -> PathBuf {
        self.tools.join(executable(HOST))
    }

    /// The program that plays the children of a submission. There only for observing.
    pub fn prop(&self) -> PathBuf {
        self.tools.join(executable(PROP))
    }

    /// The program that runs a submission for real, and watches it. There only for observing.
    pub fn keeper(&self) -> PathBuf {
        self.tools.join(executable(KEEPER))
    }
}

/// A file that is there once a set of tools is complete.
const COMPLETE: &str = "complete";

fn executable(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

/// The file name of a package's library.
fn rlib(package: &str) -> String {
    format!("lib{}.rlib", package.replace('-', "_"))
}

/// The compiler in use.
#[derive(Serialize, Deserialize)]
struct Compiler {
    rustc: PathBuf,
    /// Of the executable; a new one has another.
    modified: SystemTime,
    /// What `rustc -vV` says.
    version: String,
}

impl Compiler {
    /// The compiler that `rustc` stands for in the workspace. rustup's proxy takes longer than everything else that
    /// a judgement does before it compiles, so its answer is remembered, together with what it depends on.
    fn find(workspace: &Workspace, home: &Path) -> Result<Compiler, ToolchainError> {
        let asked = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let mut selection = DefaultHasher::new();
        asked.hash(&mut selection);
        for variable in ["PATH", "RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "HOME"] {
            std::env::var_os(variable).hash(&mut selection);
        }
        for file in ["rust-toolchain.toml", "rust-toolchain"] {
            fs::read(workspace.root.join(file))
                .ok()
                .hash(&mut selection);
        }
        let rustup = std::env::var_os("RUSTUP_HOME")
            .map(PathBuf::from)
            .or_else(|| std::env::home_dir().map(|home| home.join(".rustup")));
        rustup
            .and_then(|rustup| fs::read(rustup.join("settings.toml")).ok())
            .hash(&mut selection);
        let remembered = home.join(format!("rustc-{:016x}.json", selection.finish()));

        let known: Option<Compiler> = fs::read(&remembered)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(known) = known
            && modified(&known.rustc).is_some_and(|modified| modified == known.modified)
        {
            return Ok(known);
        }

        let run = |arguments: &[&str]| {
            let doing = format!("run `{} {}`", asked.display(), arguments.join(" "));
            let output = Command::new(&asked)
                .args(arguments)
                .current_dir(&workspace.root)
                .output();
            let output = output.map_err(system(doing.clone()))?;
            if output.status.success() {
                Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
            } else {
                Err(ToolchainError::Refused {
                    doing,
                    output: String::from_utf8_lossy(&output.stderr).into_owned(),
                })
            }
        };
        let version = run(&["-vV"])?;
        let sysroot = PathBuf::from(run(&["--print", "sysroot"])?);
        let rustc = sysroot
            .join("bin")
            .join(format!("rustc{}", std::env::consts::EXE_SUFFIX));
        let (rustc, modified) = match modified(&rustc) {
            Some(modified) => (rustc, modified),
            // A sysroot without a compiler in it: then the command that was asked.
            None => (PathBuf::from(&asked), SystemTime::UNIX_EPOCH),
        };
        let compiler = Compiler {
            rustc,
            modified,
            version,
        };
        if let Ok(json) = serde_json::to_vec(&compiler) {
            // Only a memory: without it the next judgement asks again.
            let _ = write_whole(&remembered, &json);
        }
        Ok(compiler)
    }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .ok()
}

/// Writes a file so that a reader sees all of it or nothing.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = path.with_extension(format!("part-{}", std::process::id()));
    fs::write(&part, bytes)?;
    fs::rename(&part, path)
}

/// A number that changes with everything that the tools are made from.
fn fingerprint(
    workspace: &Workspace,
    compiler: &Compiler,
    purpose: Purpose,
    libraries: &[&Library],
) -> Result<u64, ToolchainError> {
    let mut hasher = DefaultHasher::new();
    compiler.version.hash(&mut hasher);
    compiler.rustc.hash(&mut hasher);
    env!("CARGO_PKG_VERSION").hash(&mut hasher);
    for file in ["Cargo.lock", "Cargo.toml", ".cargo/config.toml"] {
        fs::read(workspace.root.join(file)).ok().hash(&mut hasher);
    }
    for library in libraries {
        library.name.hash(&mut hasher);
    }
    // A library may be a crate of the workspace itself.
    let own = libraries
        .iter()
        .map(|library| library.look_alike_for(purpose).unwrap_or(library.name))
        .filter(|name| workspace.root.join("crates").join(name).is_dir());
    for name in purpose.crates().iter().copied().chain(own) {
        name.hash(&mut hasher);
        let folder = workspace.root.join("crates").join(name);
        fs::read(folder.join("Cargo.toml")).ok().hash(&mut hasher);
        let mut files = Vec::new();
        files_below(&folder.join("src"), &mut files)
            .map_err(system(format!("read the sources of `{name}`")))?;
        files.sort();
        for file in files {
            file.strip_prefix(&workspace.root)
                .unwrap_or(&file)
                .hash(&mut hasher);
            fs::read(&file)
                .map_err(system(format!("read {}", workspace.display(&file))))?
                .hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files_below(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The part of Cargo's messages that is read.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<MessageTarget>,
    #[serde(default)]
    filenames: Vec<PathBuf>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct MessageTarget {
    name: String,
}

fn build(
    workspace: &Workspace,
    home: &Path,
    compiler: &Compiler,
    tools: &Path,
    purpose: Purpose,
    libraries: &[&Library],
) -> Result<(), ToolchainError> {
    // Files that are kept under a name without a hash, by the target that Cargo reports them for.
    let mut wanted = vec![purpose.runtime().to_owned()];
    for library in libraries {
        wanted.push(rlib(library.name));
        wanted.extend(library.look_alike_for(purpose).map(rlib));
    }
    let programs = purpose.programs();
    if io::stderr().is_terminal() {
        eprintln!("building the judge (once)…");
    }
    let doing = "build the judge's tools";
    let cargo = |offline: bool| {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command
            .args([
                "build",
                "--message-format=json-render-diagnostics",
                "--locked",
                "--quiet",
            ])
            .args(purpose.packages().iter().flat_map(|name| ["-p", *name]))
            .args(
                libraries
                    .iter()
                    .flat_map(|library| library.arguments(purpose)),
            )
            .arg("--target-dir")
            .arg(home.join("build"))
            .current_dir(&workspace.root)
            .env("RUSTC", &compiler.rustc)
            // Incremental compilation splits libraries into parts that refer to one another by the build that made
            // them, and gains nothing in a build that is made once.
            .env("CARGO_INCREMENTAL", "0")
            // Flags that are meant for the caller's own build.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET");
        if offline {
            command.arg("--offline");
        }
        command.output().map_err(system("run cargo"))
    };
    let mut output = cargo(true)?;
    if !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("offline") {
        // The first build on a fresh machine: the crates have not been downloaded yet.
        output = cargo(false)?;
    }
    if !output.status.success() {
        let output = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(ToolchainError::Refused {
            doing: doing.to_owned(),
            output,
        });
    }

    // Collected beside the final place and renamed, so that a half-made set is never found.
    let part = tools.with_extension("part");
    let _ = fs::remove_dir_all(&part);
    let dependencies = part.join("deps");
    fs::create_dir_all(&dependencies).map_err(system(doing))?;
    let mut n_found = 0;
    let keep = |from: &Path, to: &Path| {
        // A copy, not a link: the compiler may write the next build into the same file.
        fs::copy(from, to).map(drop).map_err(system(doing))
    };
    for line in output.stdout.split(|byte| *byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Message>(line) else {
            continue;
        };
        if message.reason != "compiler-artifact" {
            continue;
        }
        let name = message.target.map(|target| target.name).unwrap_or_default();
        if programs.contains(&name.as_str())
            && let Some(executable) = &message.executable
        {
            keep(executable, &part.join(self::executable(&name)))?;
            n_found += 1;
        }
        for file in &message.filenames {
            let extension = file
                .extension()
                .and_then(|extension| extension.to_str())
                .unwrap_or_default();
            let plain = rlib(&name);
            if extension == "rlib" && wanted.contains(&plain) {
                keep(file, &part.join(plain))?;
                n_found += 1;
            }
            if matches!(extension, "rlib" | "so" | "dylib" | "dll")
                && let Some(file_name) = file.file_name()
                // One library may be reported twice, for two of its users.
                && !dependencies.join(file_name).exists()
            {
                keep(file, &dependencies.join(file_name))?;
            }
        }
    }
    if n_found != wanted.len() + programs.len() {
        let output = format!(
            "Cargo did not report all of {}, {}",
            programs.join(", "),
            wanted.join(", ")
        );
        return Err(ToolchainError::Refused {
            doing: doing.to_owned(),
            output,
        });
    }
    fs::write(part.join(COMPLETE), &compiler.version).map_err(system(doing))?;
    let _ = fs::remove_dir_all(tools);
    fs::rename(&part, tools).map_err(system(doing))
}

/// Removes all but the newest sets of tools. Failing to is no fault: the next build tries again.
fn forget_old_tools(folder: &Path, current: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut old: Vec<(Option<SystemTime>, PathBuf)> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path != current)
        .map(|path| (modified(&path.join(COMPLETE)), path))
        .collect();
    old.sort();
    old.reverse();
    for (_, path) in old.into_iter().skip(KEPT - 1) {
        let _ = fs::remove_dir_all(path);
    }
}
