//! `cargo xtask ci`: everything that must hold before a change is taken, in the order in which it fails fastest.
//!
//! The last part is the learner's: in a copy of the workspace, starters fail, solutions pass, and a file that does not
//! compile spoils nobody else's verdict.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use checker::catalog::{Catalog, Concept, Workspace};
use clap::Args;

use crate::checkout::Checkout;
use crate::step::{Cargo, seconds, step};

/// Run every check that continuous integration runs
#[derive(Args)]
pub(crate) struct Ci {
    /// Leave out what takes longest: the documentation and the learners' loop
    #[arg(long)]
    fast: bool,
}

impl Ci {
    /// Runs the steps; stops at the first that fails.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<()> {
        let started = Instant::now();
        let root = &workspace.root;
        step("formatting", || {
            Cargo::new(root, &["fmt", "--all", "--check"]).run()
        })?;
        step("lints", || {
            let arguments = "clippy --workspace --all-targets --locked -- -D warnings";
            Cargo::new(root, &words(arguments)).run()
        })?;
        step("tests", || Cargo::new(root, &["test", "--locked"]).run())?;
        step("tests of the maintainers' commands", || {
            Cargo::new(root, &["test", "--locked", "-p", "xtask"]).run()
        })?;
        if self.fast {
            println!("\nleft out by --fast: the documentation, the learners' loop");
        } else {
            step("documentation", || {
                // An exercise and its solution have the same name, and Cargo would write both to one page.
                let arguments = "doc --workspace --no-deps --locked --exclude exercises-* --exclude solutions-*";
                Cargo::new(root, &words(arguments))
                    .env("RUSTDOCFLAGS", "-D warnings")
                    .run()
            })?;
            learners_loop(workspace)?;
        }
        println!("\nall steps passed in {}", seconds(started.elapsed()));
        Ok(())
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// What a learner meets, from the first run to the last exercise of each concept.
fn learners_loop(workspace: &Workspace) -> Result<()> {
    let catalog = Catalog::read(workspace)?;
    let checkout = step("a copy of the workspace, for the learners' loop", || {
        Checkout::of(&workspace.root)
    })?;
    // Of its own: a fresh clone has nothing built, and the judge must manage to build its tools there.
    let target = checkout.root.join("target");
    let judged = |concept: &Concept| -> Result<Tally> {
        let package = format!("exercises-{}", concept.name);
        let (_, text) = Cargo::new(&checkout.root, &["test", "--locked", "-p", &package])
            .env("CARGO_TARGET_DIR", &target)
            .output()?;
        let tally = tally(&text);
        let tally = tally.with_context(|| format!("no test result in what it printed:\n{text}"))?;
        println!("    {} pass, {} fail", tally.n_passed, tally.n_failed);
        Ok(tally)
    };
    for concept in &catalog.concepts {
        let n_exercises = concept.exercises.len();
        let name = &concept.name;
        step(&format!("{name}: every starter fails"), || {
            let tally = judged(concept)?;
            expect(tally, 0, n_exercises)
        })?;
        checkout.solve(name)?;
        step(&format!("{name}: every solution passes"), || {
            let tally = judged(concept)?;
            expect(tally, n_exercises, 0)
        })?;
        let Some(first) = concept.exercises.first() else {
            continue;
        };
        let headline = format!("{name}: a syntax error spoils only its own exercise");
        step(&headline, || {
            let path = checkout.root.join(first.source());
            let solved = fs::read_to_string(&path)
                .with_context(|| format!("failed to read {}", path.display()))?;
            fs::write(&path, format!("{solved}\nfn broken( {{\n"))
                .with_context(|| format!("failed to write {}", path.display()))?;
            let tally = judged(concept)?;
            expect(tally, n_exercises - 1, 1)
        })?;
    }
    Ok(())
}

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tally {
    n_passed: usize,
    n_failed: usize,
}

fn expect(found: Tally, n_passed: usize, n_failed: usize) -> Result<()> {
    let expected = Tally { n_passed, n_failed };
    ensure!(
        found == expected,
        "expected {n_passed} exercises to pass and {n_failed} to fail, found {} and {}",
        found.n_passed,
        found.n_failed
    );
    Ok(())
}

/// Reads the last `test result: … 3 passed; 7 failed; …`.
fn tally(text: &str) -> Option<Tally> {
    let line = text
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("test result: "))?;
    let count = |what: &str| {
        let mut words = line.split_whitespace().peekable();
        while let Some(word) = words.next() {
            if words
                .peek()
                .is_some_and(|next| next.trim_end_matches(';') == what)
            {
                return word.parse().ok();
            }
        }
        None
    };
    Some(Tally {
        n_passed: count("passed")?,
        n_failed: count("failed")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read() {
        let text = "running 10 tests\ntest 01 ... ok\n\ntest result: FAILED. 9 passed; 1 failed; 0 ignored; 0 measured; \
                    0 filtered out; finished in 1.20s\n\n";
        let expected = Tally {
            n_passed: 9,
            n_failed: 1,
        };
        assert_eq!(tally(text), Some(expected));
        assert_eq!(tally("error: could not compile"), None);
        assert!(expect(expected, 9, 1).is_ok());
        assert!(expect(expected, 10, 0).is_err());
    }
}
