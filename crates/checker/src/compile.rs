//! Compiles a submission twice, at the same time: as it is, against the real `std`, and for exploration.
//!
//! The first compile has the first word on errors: what a learner reads is what any Rust programmer would read. The
//! second one takes a copy with one line appended (the entry), against the look-alike. What only the second one
//! refuses is either withheld in this course ([`CompileError::NotAllowed`]) or a gap of ours ([`CompileError::Gap`]).

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use thiserror::Error;

use crate::report::Place;
use crate::source;
use crate::supervise::{Ended, Finished, Limits, Supervised};
use crate::toolchain::Toolchain;

pub mod observed;
mod withheld;

/// A file to be compiled.
#[derive(Clone, Debug)]
pub struct Submission<'a> {
    /// The learner's file.
    pub file: &'a Path,
    /// The folder from which the compiler is to name it.
    pub root: &'a Path,
    /// The hidden test; without one, `main` is the entry.
    pub hidden_test: Option<&'a Path>,
    /// Also make a binary that can be run for real.
    pub binary: bool,
    /// Withheld names that are not called forbidden.
    pub allow_withheld: &'a [String],
}

/// What came out; the files vanish when it is dropped.
#[derive(Debug)]
pub struct Compiled {
    /// To be loaded by the host.
    pub library: PathBuf,
    /// The real program, where one was asked for.
    pub binary: Option<PathBuf>,
    /// A folder of its own, where the program may be run.
    pub work: WorkFolder,
}

/// Why there is nothing to explore.
#[derive(Debug, Error)]
pub enum CompileError {
    /// The compiler refuses the file.
    #[error("the compiler refuses the file")]
    Refused {
        /// Its messages, as they are printed.
        rendered: String,
        /// The first error's message.
        message: String,
        /// The first error's place.
        place: Option<Place>,
    },
    /// The file uses what this course withholds.
    #[error("{message}")]
    NotAllowed {
        /// What, and what to use instead.
        message: String,
        /// Where.
        place: Option<Place>,
    },
    /// The look-alike lacks something that it should have.
    #[error("the look-alike of `std` refuses what the real one accepts")]
    Gap {
        /// The compiler's messages.
        rendered: String,
        /// The first error's message.
        message: String,
        /// The first error's place.
        place: Option<Place>,
    },
    /// The compiler was stopped because it used up what it may.
    #[error("the compiler {0}")]
    TooMuch(&'static str),
    /// The compiler died of the file.
    #[error("the compiler was killed by signal {0}")]
    Crashed(i32),
    /// The compiler failed and does not say why.
    #[error("the compiler {0}")]
    Unfinished(String),
    /// A file or a process could not be used.
    #[error("failed to {doing}: {cause}")]
    System {
        /// What was tried.
        doing: &'static str,
        /// Why it did not work.
        cause: io::Error,
    },
}

/// A temporary folder; removed when dropped.
#[derive(Debug)]
pub struct WorkFolder(PathBuf);

impl WorkFolder {
    /// Creates a folder below `parent`.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn create(parent: &Path) -> io::Result<WorkFolder> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        if number == 0 {
            forget_abandoned(parent);
        }
        let path = parent.join(format!("{}-{number}", std::process::id()));
        // Left by a killed process that had the same number.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path)?;
        Ok(WorkFolder(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Removes folders of judges that were killed before they could.
fn forget_abandoned(parent: &Path) {
    const ABANDONED: Duration = Duration::from_secs(3600);
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let age = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .map(|modified| {
                SystemTime::now()
                    .duration_since(modified)
                    .unwrap_or_default()
            });
        if age.is_ok_and(|age| age > ABANDONED) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Compiles the file both ways.
///
/// # Errors
/// When one of the compilers refuses it; see [`CompileError`].
pub fn compile(
    toolchain: &Toolchain,
    submission: &Submission<'_>,
) -> Result<Compiled, CompileError> {
    let system = |doing| move |cause| CompileError::System { doing, cause };
    let source = fs::read_to_string(submission.file).map_err(system("read the file"))?;
    one_file_only(submission, &source)?;
    let work = WorkFolder::create(&toolchain.work).map_err(system("create a temporary folder"))?;
    let file_name = file_name_of(submission);
    fs::write(
        work.path().join(&file_name),
        with_entry(&source, submission.hidden_test),
    )
    .map_err(system("write the copy to be explored"))?;

    let binary = work
        .path()
        .join(format!("submission{}", std::env::consts::EXE_SUFFIX));
    let library = work
        .path()
        .join(format!("submission{}", std::env::consts::DLL_SUFFIX));
    let (real, explored) = std::thread::scope(|scope| {
        let explored = scope.spawn(|| {
            explored_compile(toolchain, submission, &work, &file_name, &library, &[]).run()
        });
        let real = real_compile(toolchain, submission, &work, &binary, submission.binary).run();
        (
            real,
            explored
                .join()
                .unwrap_or_else(|_| Err(io::Error::other("the thread that waits for it panicked"))),
        )
    });

    let real = real.map_err(system("run the compiler"))?;
    refuse(&errors_of(&real)?, &file_name)?;
    let explored = explored.map_err(system("run the compiler"))?;
    let mut errors = errors_of(&explored)?;
    // A submission that denies warnings hears of them from the first compile. Here they come from what the judge
    // adds: a `main` that nobody calls, an entry without documentation.
    let mut quieted = Vec::new();
    while let Some(lints) = only_lints(&errors, &quieted) {
        quieted.extend(lints);
        let again = explored_compile(toolchain, submission, &work, &file_name, &library, &quieted);
        errors = errors_of(&again.run().map_err(system("run the compiler"))?)?;
    }
    if !errors.is_empty() && !submission.binary {
        // Some errors come up only where machine code is made, which the first compile has not done yet.
        let whole = real_compile(toolchain, submission, &work, &binary, true).run();
        refuse(
            &errors_of(&whole.map_err(system("run the compiler"))?)?,
            &file_name,
        )?;
    }
    if let Some(first) = errors.first() {
        let place = first.place(&file_name);
        let line = place.as_ref().map(|place| place.line);
        for error in &errors {
            if let Some(message) = withheld::refusal(error, submission.allow_withheld) {
                return Err(CompileError::NotAllowed {
                    message,
                    place: error.place(&file_name),
                });
            }
        }
        let message = match line {
            Some(line) => format!("line {line}: {}", first.message),
            None => first.message.clone(),
        };
        return Err(CompileError::Gap {
            rendered: rendered(&errors),
            message,
            place,
        });
    }
    // Forbidden by the lint in the second compile, except for what the lint does not see.
    if let Some(line) = withheld::unsafe_line(&source) {
        let message = format!("Line {line}: {}", withheld::UNSAFE);
        let place = Place {
            file: file_name,
            line,
            column: 0,
        };
        return Err(CompileError::NotAllowed {
            message,
            place: Some(place),
        });
    }
    Ok(Compiled {
        library,
        binary: submission.binary.then_some(binary),
        work,
    })
}

/// A module in another file is no part of a submission.
fn one_file_only(submission: &Submission<'_>, source: &str) -> Result<(), CompileError> {
    let Some(line) = withheld::other_file(source) else {
        return Ok(());
    };
    Err(CompileError::NotAllowed {
        message: format!("Line {line}: {}", withheld::ONE_FILE),
        place: Some(Place {
            file: file_name_of(submission),
            line,
            column: 0,
        }),
    })
}

pub(crate) fn file_name_of(submission: &Submission<'_>) -> String {
    let name = submission.file.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Errors of the compile against the real `std` have the first word.
fn refuse(errors: &[Diagnostic], file_name: &str) -> Result<(), CompileError> {
    let Some(first) = errors.first() else {
        return Ok(());
    };
    Err(CompileError::Refused {
        rendered: rendered(errors),
        message: first.message.clone(),
        place: first.place(file_name),
    })
}

/// The learner's text, line for line, and the entry behind it.
fn with_entry(source: &str, hidden_test: Option<&Path>) -> String {
    let entry = match hidden_test {
        Some(path) => format!(
            "::std::__judge_entry!(checks {:?});",
            path.display().to_string()
        ),
        None => "::std::__judge_entry!(main);".to_owned(),
    };
    let end_of_line = if source.ends_with('\n') || source.is_empty() {
        ""
    } else {
        "\n"
    };
    format!("{source}{end_of_line}{entry}\n")
}

fn real_compile(
    toolchain: &Toolchain,
    submission: &Submission<'_>,
    work: &WorkFolder,
    binary: &Path,
    whole: bool,
) -> Supervised {
    let path = submission
        .file
        .strip_prefix(submission.root)
        .unwrap_or(submission.file);
    let mut rustc = rustc(toolchain, path, submission.file)
        .directory(submission.root)
        .arg("--crate-type=bin")
        .arg("-Cdebuginfo=0");
    if !toolchain.libraries.is_empty() {
        rustc = rustc.arg(dependencies(toolchain));
    }
    for library in &toolchain.libraries {
        rustc = rustc.arg(external(&library.name, &library.real));
    }
    if whole {
        rustc.arg("--emit=link").arg("-o").arg(binary)
    } else {
        // As `cargo check` does: all errors, no machine code.
        rustc
            .arg("--emit=metadata")
            .arg("-o")
            .arg(work.path().join("submission.rmeta"))
    }
}

fn explored_compile(
    toolchain: &Toolchain,
    submission: &Submission<'_>,
    work: &WorkFolder,
    file_name: &str,
    library: &Path,
    quieted: &[String],
) -> Supervised {
    let mut remapped = vec![(work.path().to_owned(), String::new())];
    if let Some(test) = submission.hidden_test {
        // Not under its own file name, which is the submission's too: no place may be taken for a learner's.
        remapped.push((test.to_owned(), format!("{HIDDEN}test.rs")));
    }
    let mut rustc = rustc(toolchain, Path::new(file_name), submission.file)
        // From within the folder, so that places read as the bare file name.
        .directory(work.path())
        .arg("--crate-type=cdylib")
        .arg("-Funsafe_code")
        .arg("-Cdebuginfo=line-tables-only")
        .arg("-Copt-level=0")
        .arg(dependencies(toolchain))
        .arg("-o")
        .arg(library);
    for name in ["std", "core", "alloc"] {
        rustc = rustc.arg(external(name, &toolchain.runtime));
    }
    for library in &toolchain.libraries {
        if let Some(look_alike) = &library.look_alike {
            rustc = rustc.arg(external(&library.name, look_alike));
        }
    }
    for lint in quieted {
        // Stronger than any attribute in the file; `--cap-lints` would let `unsafe` through too.
        rustc = rustc.arg(format!("--force-warn={lint}"));
    }
    for (from, to) in remapped {
        rustc = rustc.arg(format!("--remap-path-prefix={}={to}", from.display()));
    }
    rustc
}

fn external(name: &str, library: &Path) -> String {
    format!("--extern={name}={}", library.display())
}

fn dependencies(toolchain: &Toolchain) -> String {
    format!("-Ldependency={}", toolchain.dependencies.display())
}

/// How places in hidden tests begin.
pub(crate) const HIDDEN: &str = "hidden/";

/// What both compiles have in common.
fn rustc(toolchain: &Toolchain, path: &Path, file: &Path) -> Supervised {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .collect();
    let mut rustc = Supervised::new(&toolchain.rustc)
        .arg(path)
        .arg("--edition=2024")
        .arg("--error-format=json")
        .arg(format!("--crate-name=submission_{name}"))
        .limits(Limits {
            deadline: Duration::from_secs(30),
            output: 8 << 20,
            memory: 4 << 30,
        });
    // The linker is found through these; nothing else of the environment has a say.
    for variable in [
        "PATH",
        "HOME",
        "TMPDIR",
        "SDKROOT",
        "DEVELOPER_DIR",
        "LIB",
        "INCLUDE",
        "TEMP",
        "TMP",
    ] {
        if let Some(value) = std::env::var_os(variable) {
            rustc = rustc.env(variable, value);
        }
    }
    rustc
}

// ---- what the compiler says ------------------------------------------------------------------------

/// The part of a message of `rustc --error-format=json` that is read.
#[derive(Clone, Debug, Deserialize)]
struct Diagnostic {
    message: String,
    code: Option<Code>,
    level: String,
    #[serde(default)]
    spans: Vec<Span>,
    rendered: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Code {
    code: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
    #[serde(default)]
    text: Vec<SpanText>,
}

#[derive(Clone, Debug, Deserialize)]
struct SpanText {
    text: String,
}

impl Diagnostic {
    fn is_about_unsafe(&self) -> bool {
        self.code
            .as_ref()
            .is_some_and(|code| code.code == "unsafe_code")
    }

    fn place(&self, file_name: &str) -> Option<Place> {
        let span = self.spans.iter().find(|span| span.is_primary)?;
        let same_file = Path::new(&span.file_name)
            .file_name()
            .is_some_and(|name| name == file_name);
        same_file.then(|| Place {
            file: file_name.to_owned(),
            line: span.line_start,
            column: span.column_start,
        })
    }
}

/// The errors in what the compiler printed; empty if it succeeded.
fn errors_of(finished: &Finished) -> Result<Vec<Diagnostic>, CompileError> {
    match finished.ended {
        Ended::Exited(0) => return Ok(Vec::new()),
        Ended::Exited(_) => {}
        Ended::Signalled(signal) => {
            return Err(CompileError::Crashed(signal));
        }
        Ended::Deadline => {
            return Err(CompileError::TooMuch("took longer than half a minute"));
        }
        Ended::OutputLimit => return Err(CompileError::TooMuch("printed more than 8 MiB")),
        Ended::MemoryLimit => {
            return Err(CompileError::TooMuch("needed more than 4 GiB of memory"));
        }
    }
    let stderr = String::from_utf8_lossy(&finished.stderr);
    let diagnostics: Vec<Diagnostic> = stderr
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let of_code =
        |d: &Diagnostic| d.level.starts_with("error") && (!d.spans.is_empty() || d.code.is_some());
    let mut errors: Vec<Diagnostic> = diagnostics.iter().filter(|d| of_code(d)).cloned().collect();
    if errors.is_empty() {
        // The linker's messages, say, have no place; "aborting due to …" only sums up.
        errors = diagnostics
            .into_iter()
            .filter(|d| d.level.starts_with("error") && !d.message.starts_with("aborting due to"))
            .collect();
    }
    if errors.is_empty() {
        return Err(CompileError::Unfinished(format!(
            "failed without a message: {}",
            stderr.trim()
        )));
    }
    Ok(errors)
}

/// The names of the lints, where nothing but lints stands in the way and none of them has been quieted before.
fn only_lints(errors: &[Diagnostic], quieted: &[String]) -> Option<Vec<String>> {
    let mut lints = Vec::new();
    for error in errors {
        let lint = &error.code.as_ref()?.code;
        let is_lint = lint
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit());
        if !is_lint || lint == "unsafe_code" || quieted.contains(lint) {
            return None;
        }
        if !lints.contains(lint) {
            lints.push(lint.clone());
        }
    }
    (!lints.is_empty()).then_some(lints)
}

fn rendered(errors: &[Diagnostic]) -> String {
    errors
        .iter()
        .filter_map(|error| error.rendered.as_deref())
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// The text that an error points at, without comments.
fn pointed_at(error: &Diagnostic) -> String {
    let lines = error
        .spans
        .iter()
        .filter(|span| span.is_primary)
        .flat_map(|span| &span.text);
    lines
        .map(|line| source::code_only(&line.text))
        .collect::<Vec<_>>()
        .join("\n")
}
