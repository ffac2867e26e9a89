//! The virtual machine of timed runs next to this one: the same programs, predicted and run, on one core and on two.
//!
//! How long a unit of work takes here is measured in each round; the prediction is made with it. Linux only: elsewhere a
//! program cannot be kept on some of the cores.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use checker::catalog::Workspace;
use checker::timed::{Workers, time_file};

use crate::figures::{Figure, Target, median};
use crate::step::Cargo;

/// Examples of `lab`.
const PROGRAMS: [&str; 4] = ["computing", "waiting", "serial_part", "one_lock"];
const ROUNDS: usize = 7;
/// A real run may take so much longer than predicted: threads have to be started, and the system has other things to do.
const TARGET: Target = Target::AtMost(1.15, 1.3);
/// Units of the program that measures a unit.
const MEASURED: u64 = 50_000;

/// A line for each program and number of cores: the real time by the predicted one.
///
/// # Errors
/// When the programs cannot be built or run.
pub(crate) fn measure(workspace: &Workspace) -> Result<Vec<Figure>> {
    if !cfg!(target_os = "linux") {
        println!("    left out: a program can be kept on some of the cores on Linux only");
        return Ok(Vec::new());
    }
    let arguments = "build --release --locked --quiet -p lab --examples";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    Cargo::new(&workspace.root, &arguments).run()?;
    let folder = workspace.target_dir().join("release/examples");
    let mut figures = Vec::new();
    for cores in [1, 2] {
        for program in PROGRAMS {
            figures.push(figure(workspace, &folder, program, cores)?);
        }
    }
    Ok(figures)
}

fn figure(workspace: &Workspace, folder: &Path, program: &str, cores: usize) -> Result<Figure> {
    let source = workspace
        .root
        .join("crates/lab/examples")
        .join(program)
        .with_extension("rs");
    let text = fs::read_to_string(&source)
        .with_context(|| format!("failed to read {}", source.display()))?;
    let mut ratios = Vec::new();
    let (mut real, mut predicted) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let unit = unit_nanos(folder)?;
        let taken = run(&folder.join(program), cores)?;
        let expected = predict(workspace, &text, unit, cores)?;
        ratios.push(taken / expected);
        real.push(taken);
        predicted.push(expected);
    }
    let millis = |values: Vec<f64>| {
        let median = median(values).unwrap_or_default();
        format!("{:.0} ms", median / 1e6)
    };
    Ok(Figure {
        what: format!(
            "`{program}`, {cores} {}, real by virtual time",
            if cores == 1 { "core" } else { "cores" }
        ),
        ours: millis(real),
        other: format!("predicted {}", millis(predicted)),
        ratio: median(ratios),
        target: TARGET,
    })
}

/// How long a unit of `lab::cpu` takes here and now.
fn unit_nanos(folder: &Path) -> Result<f64> {
    Ok(run(&folder.join("one_thread"), 1)? / MEASURED as f64)
}

/// Nanoseconds from start to end on so many cores.
fn run(program: &Path, cores: usize) -> Result<f64> {
    let last = cores - 1;
    let started = Instant::now();
    let status = Command::new("taskset")
        .args(["-c", &format!("0-{last}")])
        .arg(program)
        .status()
        .context("failed to run `taskset` (util-linux)")?;
    let taken = started.elapsed();
    ensure!(status.success(), "{} failed", program.display());
    Ok(taken.as_nanos() as f64)
}

/// What the virtual machine says, where a unit takes so many nanoseconds.
fn predict(workspace: &Workspace, text: &str, unit: f64, cores: usize) -> Result<f64> {
    let scaled = scaled(text, unit / 1000.0).context("no `const UNITS: u64 = …;` in it")?;
    let file: PathBuf = std::env::temp_dir().join(format!("lab-{}.rs", std::process::id()));
    fs::write(&file, scaled).with_context(|| format!("failed to write {}", file.display()))?;
    let timed = time_file(workspace, &file, Workers::Threads, cores);
    fs::remove_file(&file).with_context(|| format!("failed to remove {}", file.display()))?;
    let timed = timed.map_err(|report| {
        anyhow::anyhow!(
            report
                .message
                .unwrap_or_else(|| "nothing to measure".to_owned())
        )
    })?;
    Ok(timed.run.makespan as f64)
}

/// The program with so many times the units.
fn scaled(text: &str, factor: f64) -> Option<String> {
    const BEFORE: &str = "const UNITS: u64 = ";
    let at = text.find(BEFORE)? + BEFORE.len();
    let end = at + text[at..].find(';')?;
    let units: f64 = text[at..end].replace('_', "").parse().ok()?;
    let units = (units * factor).round();
    Some(format!("{}{units}{}", &text[..at], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_scaled_where_they_stand() {
        let text = "/// For each.\nconst UNITS: u64 = 40_000;\nfn main() { lab::cpu(UNITS); }\n";
        assert_eq!(
            scaled(text, 0.5).as_deref(),
            Some("/// For each.\nconst UNITS: u64 = 20000;\nfn main() { lab::cpu(UNITS); }\n")
        );
        assert_eq!(scaled("fn main() {}", 2.0), None);
    }
}
