//! `cargo xtask new-exercise`: all the files of a new exercise, so that nothing is forgotten.
//!
//! What it writes is a small exercise that is complete: it compiles, its solution passes, its wrong solutions are
//! refused. Its author then replaces one part after the other; every place to look at says `TODO`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use checker::catalog::{Catalog, Concept, Workspace};
use clap::{Args, ValueEnum};

/// Create the files of a new exercise
#[derive(Args)]
pub(crate) struct NewExercise {
    /// The concept (threads)
    concept: String,
    /// The name, with its number or without (11_barrier, barrier); the number is the next one of the concept
    name: String,
    /// What it is about, in a few words
    #[arg(long)]
    title: String,
    /// What the learner does
    #[arg(long, value_enum, default_value_t = Kind::Build)]
    kind: Kind,
}

/// What the learner does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Write it
    Build,
    /// Repair a working-looking program
    Mend,
    /// Say what can happen
    Predict,
    /// Find the schedule that breaks it
    Break,
    /// Put given lines in order
    Order,
    /// Write the check that tells right from wrong
    Test,
}

impl Kind {
    /// As catalogs write it.
    fn word(self) -> &'static str {
        match self {
            Kind::Build => "build",
            Kind::Mend => "mend",
            Kind::Predict => "predict",
            Kind::Break => "break",
            Kind::Order => "order",
            Kind::Test => "test",
        }
    }
}

/// The files of a small exercise that is complete.
struct Templates {
    starter: &'static str,
    solution: &'static str,
    hidden_test: &'static str,
    entry: &'static str,
    wrong: [(&'static str, &'static str); 3],
}

/// For a concept whose programs are explored.
const EXPLORED: Templates = Templates {
    starter: include_str!("../templates/explored/starter.rs"),
    solution: include_str!("../templates/explored/solution.rs"),
    hidden_test: include_str!("../templates/explored/hidden_test.rs"),
    entry: include_str!("../templates/explored/entry.toml"),
    wrong: [
        (
            "no_thread",
            include_str!("../templates/explored/no_thread.rs"),
        ),
        (
            "wrong_answer",
            include_str!("../templates/explored/wrong_answer.rs"),
        ),
        (
            "locks_twice",
            include_str!("../templates/explored/locks_twice.rs"),
        ),
    ],
};

/// For a concept whose programs run for real.
const OBSERVED: Templates = Templates {
    starter: include_str!("../templates/observed/starter.rs"),
    solution: include_str!("../templates/observed/solution.rs"),
    hidden_test: include_str!("../templates/observed/hidden_test.rs"),
    entry: include_str!("../templates/observed/entry.toml"),
    wrong: [
        (
            "no_child",
            include_str!("../templates/observed/no_child.rs"),
        ),
        (
            "not_waited_for",
            include_str!("../templates/observed/not_waited_for.rs"),
        ),
        (
            "with_the_line_end",
            include_str!("../templates/observed/with_the_line_end.rs"),
        ),
    ],
};

impl NewExercise {
    /// Writes the files, lists them, and says what comes next.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<()> {
        let catalog = Catalog::read(workspace)?;
        let Some(concept) = catalog.concept(&self.concept) else {
            let known: Vec<&str> = catalog
                .concepts
                .iter()
                .map(|concept| concept.name.as_str())
                .collect();
            bail!(
                "no concept is called `{}`; there are: {}",
                self.concept,
                known.join(", ")
            );
        };
        ensure!(
            !self.title.trim().is_empty() && !self.title.contains(['\n', '\r']),
            "the title has to be one line"
        );
        let name = numbered(concept, &self.name)?;
        let templates = if concept.is_observed {
            &OBSERVED
        } else {
            &EXPLORED
        };
        let fill = |template: &str| self.fill(template, &name);

        let bins = |parent: &str| Path::new(parent).join(&concept.name).join("src/bin");
        let file = format!("{name}.rs");
        let hidden = Path::new("crates/checker/hidden").join(&concept.name);
        let wrong = Path::new("tests/wrong").join(&concept.name).join(&name);
        let mut new = vec![
            (bins("exercises").join(&file), fill(templates.starter)),
            (bins("solutions").join(&file), fill(templates.solution)),
            (hidden.join(&file), fill(templates.hidden_test)),
        ];
        for (mistake, template) in templates.wrong {
            new.push((wrong.join(format!("{mistake}.rs")), fill(template)));
        }
        let mut changed: Vec<(PathBuf, String)> = Vec::new();
        for parent in ["exercises", "solutions"] {
            let manifest = Path::new(parent).join(&concept.name).join("Cargo.toml");
            let text = read(&workspace.root.join(&manifest))?;
            changed.push((manifest, with_bin(&text, &name)));
        }
        let entries = Path::new("exercises")
            .join(&concept.name)
            .join("exercises.toml");
        let text = read(&workspace.root.join(&entries))?;
        changed.push((
            entries,
            format!("{}\n{}", text.trim_end(), fill(templates.entry)),
        ));

        // Before anything is written: half an exercise is worse than none.
        for (path, _) in &new {
            ensure!(
                !workspace.root.join(path).exists(),
                "{} is there already; nothing was written",
                path.display()
            );
        }
        for (path, text) in &new {
            create(&workspace.root.join(path), text)?;
            println!("created  {}", path.display());
        }
        for (path, text) in &changed {
            fs::write(workspace.root.join(path), text)
                .with_context(|| format!("failed to write {}", path.display()))?;
            println!("changed  {}", path.display());
        }
        let exercise = format!("{}/{name}", concept.name);
        Catalog::read(workspace)?
            .find(&exercise)
            .context("the catalog does not list what was just added to it")?;
        println!("{}", self.next_steps(&concept.name, &name));
        Ok(())
    }

    fn fill(&self, template: &str, name: &str) -> String {
        let number = name.split_once('_').map_or(name, |(number, _)| number);
        let title = self.title.trim();
        // JSON's way to write a text is one of TOML's.
        let quoted = serde_json::Value::String(title.to_owned()).to_string();
        template
            .replace("{{number}}", number.trim_start_matches('0'))
            .replace("{{name}}", name)
            .replace("{{concept}}", &self.concept)
            .replace("{{kind}}", self.kind.word())
            .replace("{{title_toml}}", &quoted)
            .replace("{{title}}", title)
    }

    fn next_steps(&self, concept: &str, name: &str) -> String {
        let starter = match self.kind {
            Kind::Mend | Kind::Break => {
                "  2. Replace the starter by the program that is to be looked into, and set `starter` in the catalog to\n     \
                 the verdict that it gets.\n"
            }
            Kind::Build | Kind::Predict | Kind::Order | Kind::Test => {
                "  2. Write the starter: what is given, and a `todo!()` for what is not.\n"
            }
        };
        format!(
            "\n{concept}/{name} is complete, but it is only a template. Every place to change says TODO.\n\n  \
             1. Write the solution and the hidden test.\n{starter}  \
             3. Write a wrong solution for each mistake you expect, at least three, and the belief behind it.\n  \
             4. Write the catalog's entry: hints, and a `hints_for` for every diagnosis that a wrong solution expects.\n  \
             5. Does the hidden test compare sets of outcomes? Then: cargo xtask bless {concept}/{name}\n  \
             6. cargo test -p course-tests\n  \
             7. cargo xtask soak --times 20 --no-fuzz {name}"
        )
    }
}

/// The name with its number, which has to be the concept's next one.
fn numbered(concept: &Concept, asked: &str) -> Result<String> {
    let last = concept
        .exercises
        .iter()
        .filter_map(|exercise| exercise.name.split_once('_')?.0.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    let next = last + 1;
    ensure!(next <= 99, "a concept has at most 99 exercises");
    let bare = match asked.split_once('_') {
        Some((number, bare)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            ensure!(
                number == format!("{next:02}"),
                "the next number in `{}` is {next:02}, not {number}",
                concept.name
            );
            bare
        }
        _ => asked,
    };
    let well_formed = bare.starts_with(|c: char| c.is_ascii_lowercase())
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    ensure!(
        well_formed,
        "`{asked}` is no exercise name: it has to look like `{next:02}_spawn_and_join` or `spawn_and_join`"
    );
    Ok(format!("{next:02}_{bare}"))
}

/// The manifest with one more `[[bin]]`, behind those that it has.
fn with_bin(manifest: &str, name: &str) -> String {
    const BIN: &str = "[[bin]]\n";
    let bin = format!("{BIN}name = \"{name}\"\ntest = false\n");
    let last = manifest.rfind(BIN);
    let end_of_last = last.and_then(|at| manifest[at..].find("\n\n").map(|end| at + end + 1));
    match end_of_last {
        Some(at) => format!("{}\n{bin}{}", &manifest[..at], &manifest[at..]),
        None => format!("{}\n\n{bin}", manifest.trim_end()),
    }
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("failed to read {}", path.display()))
}

/// Writes a file that must not be there yet.
fn create(path: &Path, text: &str) -> Result<()> {
    let created = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::File::create_new(path)?.write_all(text.as_bytes())
    };
    created().with_context(|| format!("failed to create {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkout::Checkout;
    use checker::judge::{self, Options};

    use crate::course::submissions;

    fn original() -> &'static Path {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        root.expect("two folders up")
    }

    fn new(concept: &str, name: &str) -> NewExercise {
        NewExercise {
            concept: concept.to_owned(),
            name: name.to_owned(),
            title: "A \"new\" one".to_owned(),
            kind: Kind::Build,
        }
    }

    #[test]
    fn names_get_the_next_number() {
        let catalog = Catalog::read(&Workspace::at(original())).expect("a catalog");
        let concept = catalog.concept("threads").expect("threads");
        let next = concept.exercises.len() + 1;
        let named = |asked: &str| numbered(concept, asked).map_err(|error| error.to_string());
        assert_eq!(named("barrier"), Ok(format!("{next:02}_barrier")));
        assert_eq!(
            named(&format!("{next:02}_barrier")),
            Ok(format!("{next:02}_barrier"))
        );
        assert!(named("01_barrier").is_err_and(|error| error.contains("the next number")));
        for bad in ["Barrier", "", "99_x", "a-b", "_x"] {
            assert!(named(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn bins_come_behind_bins() {
        let manifest = "[[bin]]\nname = \"01_a\"\ntest = false\n\n# The judge.\n[[example]]\n";
        let expected = "[[bin]]\nname = \"01_a\"\ntest = false\n\n[[bin]]\nname = \"02_b\"\ntest = false\n\n# The judge.\n[[example]]\n";
        assert_eq!(with_bin(manifest, "02_b"), expected);
        assert_eq!(
            with_bin("[package]\n", "01_a"),
            "[package]\n\n[[bin]]\nname = \"01_a\"\ntest = false\n"
        );
    }

    #[test]
    fn nothing_is_overwritten() {
        let checkout = Checkout::of(original()).expect("a copy");
        let workspace = Workspace::at(&checkout.root);
        new("threads", "brand_new")
            .run(&workspace)
            .expect("created");
        // With the entry gone, the number is free again, but the files are there.
        let entries = "exercises/threads/exercises.toml";
        fs::copy(original().join(entries), checkout.root.join(entries)).expect("restored");
        let again = new("threads", "brand_new").run(&workspace);
        assert!(again.is_err_and(|error| error.to_string().contains("is there already")));
    }

    #[test]
    fn templates_get_their_verdicts() {
        let checkout = Checkout::of(original()).expect("a copy");
        let workspace = Workspace::at(&checkout.root);
        for concept in ["threads", "processes"] {
            new(concept, "brand_new").run(&workspace).expect("created");
        }
        // Judged with the tools of the original, which are the same and may be there already.
        let catalog = Catalog::read(&workspace).expect("a catalog");
        let added: Vec<_> = submissions(&catalog)
            .expect("submissions")
            .into_iter()
            .filter(|submission| submission.exercise.name.ends_with("_brand_new"))
            .collect();
        assert_eq!(added.len(), 2 + EXPLORED.wrong.len() + OBSERVED.wrong.len());
        for submission in added {
            let options = Options {
                file: Some(submission.path.clone()),
                ..Options::default()
            };
            let report = judge::judge(&workspace, submission.exercise, &options);
            assert_eq!(
                (report.verdict, &report.diagnosis),
                (submission.verdict, &submission.diagnosis),
                "{}: {:?}",
                submission.path.display(),
                report.message
            );
            let untouched = judge::judge(&workspace, submission.exercise, &Options::default());
            let starter = submission.exercise.starter;
            assert_eq!(untouched.verdict, starter, "{:?}", untouched.message);
        }
    }
}
