//! How long a learner waits for a verdict, as a ratio to what the compiler alone takes for the same file.
//!
//! The judge's tools are built before; every measured judgement is of a file that was just changed.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use checker::catalog::{Catalog, Exercise, Workspace};
use checker::compile::WorkFolder;
use checker::judge::{Options, judge};
use checker::report::Verdict;
use checker::toolchain::{Purpose, Toolchain};

use crate::figures::{Figure, Target, median};
use crate::step::Cargo;

/// What the learner hopes for, and what is still bearable.
const TARGET: Target = Target::AtMost(2.0, 2.5);
/// Measurements of each file.
const N_ROUNDS: usize = 5;

/// Seconds of one round.
struct Round {
    ours: f64,
    rustc: f64,
}

/// The judge called directly, on the solutions, and `cargo learn check`, on the exercises as they stand.
///
/// # Errors
/// When a tool cannot be called, or gives another verdict than it must.
pub(crate) fn measure(workspace: &Workspace) -> Result<Vec<Figure>> {
    let catalog = Catalog::read(workspace)?;
    let toolchain = Toolchain::prepare(workspace, Purpose::Exploring, &[])?;
    let folder = WorkFolder::create(&toolchain.work).context("failed to create a folder")?;
    // So that the measured calls find it built.
    let _ = Cargo::new(&workspace.root, &["learn", "list"]).output()?;

    let mut directly = Vec::new();
    let mut through_cargo = Vec::new();
    for exercise in catalog.exercises() {
        let solution = fs::read_to_string(workspace.root.join(exercise.solution()))
            .with_context(|| format!("failed to read the solution of {exercise}"))?;
        let file = folder.path().join(format!("{}.rs", exercise.name));
        let mut rounds = Vec::new();
        for round in 0..=N_ROUNDS {
            fs::write(&file, format!("{solution}// Edited {round} times.\n"))
                .with_context(|| format!("failed to write {}", file.display()))?;
            let rustc = bare_rustc(&toolchain, &file, folder.path())?;
            let ours = judged(workspace, exercise, &file)?;
            rounds.push(Round { ours, rustc });
        }
        directly.push(summed_up(rounds));

        let file = workspace.root.join(exercise.source());
        let mut rounds = Vec::new();
        for _ in 0..=N_ROUNDS {
            touch(&file)?;
            let rustc = bare_rustc(&toolchain, &file, folder.path())?;
            let ours = checked(workspace, exercise)?;
            rounds.push(Round { ours, rustc });
        }
        through_cargo.push(summed_up(rounds));
    }
    Ok(vec![
        figure(
            "edit to verdict, judge called directly, solutions",
            &directly,
        ),
        figure(
            "edit to verdict, `cargo learn check`, exercises",
            &through_cargo,
        ),
    ])
}

/// Medians of a file's rounds, without the first, which warms up.
fn summed_up(rounds: Vec<Round>) -> Round {
    let of = |pick: fn(&Round) -> f64| median(rounds.iter().skip(1).map(pick)).unwrap_or(f64::NAN);
    Round {
        ours: of(|round| round.ours),
        rustc: of(|round| round.rustc),
    }
}

fn figure(what: &str, files: &[Round]) -> Figure {
    let millis = |seconds: Option<f64>| format!("{:.0} ms", seconds.unwrap_or(f64::NAN) * 1e3);
    Figure {
        what: format!("{what} ({} files)", files.len()),
        ours: millis(median(files.iter().map(|file| file.ours))),
        other: format!(
            "rustc -Cdebuginfo=2 {}",
            millis(median(files.iter().map(|file| file.rustc)))
        ),
        ratio: median(files.iter().map(|file| file.ours / file.rustc)),
        target: TARGET,
    }
}

/// The compiler alone: a binary that can be run, with the debug information of Cargo's dev profile.
fn bare_rustc(toolchain: &Toolchain, file: &Path, folder: &Path) -> Result<f64> {
    let started = Instant::now();
    let status = Command::new(&toolchain.rustc)
        .arg(file)
        .args(["--edition=2024", "--crate-name=bare", "-Cdebuginfo=2"])
        .arg("-o")
        .arg(folder.join(format!("bare{}", std::env::consts::EXE_SUFFIX)))
        // A starter warns of what is unused; it would be printed between the figures.
        .stderr(Stdio::null())
        .status()
        .context("failed to run rustc")?;
    let elapsed = started.elapsed();
    ensure!(status.success(), "rustc refuses {}", file.display());
    Ok(elapsed.as_secs_f64())
}

fn judged(workspace: &Workspace, exercise: &Exercise, file: &Path) -> Result<f64> {
    let options = Options {
        file: Some(file.to_owned()),
        ..Options::default()
    };
    let started = Instant::now();
    let report = judge(workspace, exercise, &options);
    let elapsed = started.elapsed();
    ensure!(
        report.verdict == Verdict::Pass,
        "the solution of {exercise} gets {}: {}",
        report.verdict,
        report.message.unwrap_or_default()
    );
    Ok(elapsed.as_secs_f64())
}

fn checked(workspace: &Workspace, exercise: &Exercise) -> Result<f64> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let started = Instant::now();
    let status = Command::new(cargo)
        .args(["learn", "check", &exercise.id()])
        .current_dir(&workspace.root)
        .stdout(Stdio::null())
        .status()
        .context("failed to run `cargo learn check`")?;
    let elapsed = started.elapsed();
    // 0 and 1 are verdicts about the exercise; what is above says that there was none.
    ensure!(
        matches!(status.code(), Some(0 | 1)),
        "`cargo learn check {exercise}` ended with {status}"
    );
    Ok(elapsed.as_secs_f64())
}

/// Makes a file look changed, without changing it.
fn touch(file: &Path) -> Result<()> {
    // A clock that has not moved on since the last time would hide the change.
    std::thread::sleep(Duration::from_millis(5));
    fs::File::options()
        .append(true)
        .open(file)
        .and_then(|file| file.set_modified(std::time::SystemTime::now()))
        .with_context(|| format!("failed to touch {}", file.display()))
}
