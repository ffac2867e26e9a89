//! Compiles a submission that is to run for real: as it is, and then with a hidden test in the place of its `main`.
//!
//! The copy differs from the learner's file by one name: `main` gives way to the judge's, which runs a check, or the
//! learner's own where nobody asked for one. Lines and columns stay as they are.

use std::fs;
use std::path::{Path, PathBuf};

use super::{
    CompileError, HIDDEN, Submission, WorkFolder, dependencies, errors_of, external, file_name_of,
    one_file_only, real_compile, refuse, rendered, rustc,
};
use crate::source;
use crate::toolchain::Toolchain;

/// What the learner's `main` is called in the copy. As long as the name that it had.
const RENAMED: &str = "__ma";

/// A program that runs checks. Its file vanishes when this is dropped.
#[derive(Debug)]
pub struct Observable {
    /// The program.
    pub binary: PathBuf,
    /// A folder of its own; checks get folders in it.
    pub work: WorkFolder,
}

/// Compiles the file both ways.
///
/// # Errors
/// When the compiler refuses it; see [`CompileError`].
pub fn compile(
    toolchain: &Toolchain,
    submission: &Submission<'_>,
) -> Result<Observable, CompileError> {
    let system = |doing| move |cause| CompileError::System { doing, cause };
    let text = fs::read_to_string(submission.file).map_err(system("read the file"))?;
    one_file_only(submission, &text)?;
    let work = WorkFolder::create(&toolchain.work).map_err(system("create a temporary folder"))?;
    let file_name = file_name_of(submission);
    let binary = work
        .path()
        .join(format!("submission{}", std::env::consts::EXE_SUFFIX));

    let real = real_compile(toolchain, submission, &work, &binary, false).run();
    refuse(
        &errors_of(&real.map_err(system("run the compiler"))?)?,
        &file_name,
    )?;
    let Some(copy) = with_checks(&text, submission.hidden_test) else {
        return Err(CompileError::Unfinished(
            "found a `main` that the judge does not find: it has to be written as `fn main`"
                .to_owned(),
        ));
    };
    fs::write(work.path().join(&file_name), copy).map_err(system("write the copy to be run"))?;
    let mut checked = rustc(toolchain, Path::new(&file_name), submission.file)
        .directory(work.path())
        .arg("--crate-type=bin")
        .arg("--emit=link")
        .arg("-Funsafe_code")
        .arg("-Cdebuginfo=0")
        .arg(dependencies(toolchain))
        .arg(external("witness", &toolchain.runtime))
        .arg(format!("--remap-path-prefix={}=", work.path().display()))
        .arg("-o")
        .arg(&binary);
    for library in &toolchain.libraries {
        checked = checked.arg(external(&library.name, &library.real));
    }
    if let Some(test) = submission.hidden_test {
        checked = checked.arg(format!(
            "--remap-path-prefix={}={HIDDEN}test.rs",
            test.display()
        ));
    }
    let errors = errors_of(&checked.run().map_err(system("run the compiler"))?)?;
    if errors.is_empty() {
        return Ok(Observable { binary, work });
    }
    if errors.iter().any(|error| error.is_about_unsafe()) {
        return Err(CompileError::NotAllowed {
            message: super::withheld::UNSAFE.to_owned(),
            place: errors[0].place(&file_name),
        });
    }
    Err(CompileError::Unfinished(format!(
        "refuses the file together with its hidden test: {}",
        rendered(&errors)
    )))
}

/// The learner's text with another name for `main`, and the judge's `main` behind it.
fn with_checks(text: &str, hidden_test: Option<&Path>) -> Option<String> {
    let at = main_at(text)?;
    let end_of_line = if text.ends_with('\n') { "" } else { "\n" };
    let test = hidden_test?.display().to_string();
    Some(format!(
        "{}{RENAMED}{}{end_of_line}#[path = {test:?}] mod __hidden; \
         #[global_allocator] static __REQUESTS: ::witness::Requests = ::witness::Requests; \
         fn main() -> ::std::process::ExitCode {{ \
         ::witness::main(__hidden::checks, || ::std::process::Termination::report({RENAMED}())) }}\n",
        &text[..at],
        &text[at + RENAMED.len()..],
    ))
}

/// Where the name of the function `main` begins, outside of any braces.
fn main_at(text: &str) -> Option<usize> {
    // Blanked out character by character, so it is characters that can be counted.
    let code: Vec<char> = source::code_only(text).chars().collect();
    let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let mut depth = 0usize;
    let found = (0..code.len()).find(|&at| {
        match code[at] {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
            && code[at..].starts_with(&['m', 'a', 'i', 'n'])
            && !is_word(code.get(at + 4))
            && at > 0
            && follows_fn(&code[..at])
    })?;
    text.char_indices().nth(found).map(|(at, _)| at)
}

/// Whether the last word is `fn`, with space behind it.
fn follows_fn(code: &[char]) -> bool {
    let end = code
        .iter()
        .rposition(|c| !c.is_whitespace())
        .map_or(0, |last| last + 1);
    let start = code[..end]
        .iter()
        .rposition(|c| !c.is_alphanumeric() && *c != '_')
        .map_or(0, |before| before + 1);
    end < code.len() && code[start..end] == ['f', 'n']
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn main_is_found_where_it_is_a_function_of_the_file() {
        let found =
            |text: &str| main_at(text).map(|at| text[at..].chars().take(6).collect::<String>());
        assert_eq!(found("fn main() {}").as_deref(), Some("main()"));
        assert_eq!(
            found("// fn main() {}\npub fn  main() {}").as_deref(),
            Some("main()")
        );
        assert_eq!(
            found("mod a { fn main() {} }\nfn main () {}").as_deref(),
            Some("main (")
        );
        assert_eq!(
            found("// ── 🦀 ──\nfn main() {}").as_deref(),
            Some("main()")
        );
        assert_eq!(found("fn domain() {}\nfn main_loop() {}"), None);
        assert_eq!(found("const S: &str = \"fn main() {}\";"), None);
    }

    #[test]
    fn the_copy_has_the_same_lines_and_columns() {
        let text = "fn helper() {}\nfn main() { helper() }";
        let copy = with_checks(text, Some(Path::new("/t.rs"))).unwrap();
        assert!(copy.starts_with("fn helper() {}\nfn __ma() { helper() }\n#[path = \"/t.rs\"]"));
    }
}
