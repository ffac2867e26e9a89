//! `cargo xtask bench`: the project's figures, as ratios between things that were measured in the same run.
//!
//! Absolute times say more about the machine than about the program; none of them is a target. The peers are called
//! from the package `bench`, so that nobody has to build them for anything else.

use anyhow::{Context, Result, ensure};
use checker::catalog::Workspace;
use clap::{Args, ValueEnum};
use serde::Deserialize;

use crate::figures::{Figure, Target, median, table};
use crate::step::{Cargo, step};
use crate::{edit_to_verdict, memory, reference_algorithms, virtual_machine};

/// Measure the engine next to its peers, the wait for a verdict, memory, and the reference algorithms
#[derive(Args)]
pub(crate) struct Bench {
    /// Only some of the figures
    #[arg(value_enum)]
    part: Option<Part>,
}

/// A part of the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The engine next to its peers
    Engines,
    /// From edit to verdict
    Wait,
    /// Peak memory of a judged child
    Memory,
    /// The reference algorithms of the lessons next to `rayon` and `std`
    Parallelism,
    /// The virtual machine of timed runs next to this one
    Machine,
}

/// What the package `bench` prints.
#[derive(Deserialize)]
struct Measured {
    rates: Vec<Rates>,
    counts: Vec<Counts>,
}

/// Executions per second, one number per round.
#[derive(Deserialize)]
struct Rates {
    program: String,
    reduced: Vec<f64>,
    depth_first: Vec<f64>,
    shuttle_depth_first: Vec<f64>,
    shuttle_random: Vec<f64>,
    loom: Vec<f64>,
}

/// Executions of a whole search; `None` where it was cut at the limit.
#[derive(Deserialize)]
struct Counts {
    program: String,
    expected: u64,
    limit: u64,
    reduced: Option<u64>,
    depth_first: Option<u64>,
    shuttle: Option<u64>,
    loom: Option<u64>,
}

impl Bench {
    /// Measures, and prints one table.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<()> {
        let is_asked = |part| self.part.is_none_or(|asked| asked == part);
        let mut figures = Vec::new();
        if is_asked(Part::Engines) {
            let measured = step("the engine and its peers", || engines(workspace))?;
            figures.extend(measured.rates.iter().flat_map(rates));
            figures.extend(measured.counts.iter().map(counts));
        }
        if is_asked(Part::Wait) {
            figures.extend(step("from edit to verdict", || {
                edit_to_verdict::measure(workspace)
            })?);
        }
        if is_asked(Part::Memory) {
            figures.extend(step("memory", || memory::measure(workspace))?);
        }
        if is_asked(Part::Parallelism) {
            figures.extend(step("the reference algorithms", || {
                reference_algorithms::measure(workspace)
            })?);
        }
        if is_asked(Part::Machine) {
            figures.extend(step("the virtual machine and this one", || {
                virtual_machine::measure(workspace)
            })?);
        }
        println!("\n{}", table(&figures));
        println!(
            "Medians of several rounds; a ratio is the median of the rounds' ratios. The rate of `shuttle` is that of \
             its faster search: depth-first or random.\nA count is of executions until everything is explored. A \
             reference algorithm is compared with the fastest of its peers."
        );
        Ok(())
    }
}

fn engines(workspace: &Workspace) -> Result<Measured> {
    let arguments = "run --release --locked --quiet -p bench --features peers";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let (success, text) = Cargo::new(&workspace.root, &arguments).output()?;
    ensure!(success, "the package `bench` failed");
    // An engine may print on its own account.
    let json = text.lines().rfind(|line| line.starts_with('{'));
    let json = json.context("the package `bench` printed no figures")?;
    serde_json::from_str(json).context("failed to read the figures of the package `bench`")
}

fn rates(rates: &Rates) -> Vec<Figure> {
    // Whichever of its searches is faster; a round's own numbers, because a machine's pace changes.
    let shuttle: Vec<f64> = rates
        .shuttle_depth_first
        .iter()
        .zip(&rates.shuttle_random)
        .map(|(depth_first, random)| depth_first.max(*random))
        .collect();
    let figure = |what: &str, ours: &[f64], peer: &str, theirs: &[f64], target| Figure {
        what: format!("executions/s, {}, {what}", rates.program),
        ours: per_second(ours),
        other: format!("{peer} {}", per_second(theirs)),
        ratio: median(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs)),
        target,
    };
    let (reduced, depth_first) = (&rates.reduced, &rates.depth_first);
    vec![
        figure(
            "reduction",
            reduced,
            "shuttle",
            &shuttle,
            Target::AtLeast(1.5),
        ),
        figure(
            "depth-first",
            depth_first,
            "shuttle",
            &shuttle,
            Target::AtLeast(3.0),
        ),
        figure("reduction", reduced, "loom", &rates.loom, Target::None),
    ]
}

fn per_second(rates: &[f64]) -> String {
    median(rates.iter().copied())
        .map_or_else(|| "-".to_owned(), |rate| format!("{:.0} k", rate / 1e3))
}

fn counts(counts: &Counts) -> Figure {
    let shown = |count: Option<u64>| {
        count.map_or_else(|| format!("> {}", counts.limit), |count| count.to_string())
    };
    Figure {
        what: format!("executions, {}", counts.program),
        ours: shown(counts.reduced),
        other: format!(
            "depth-first {}, shuttle {}, loom {}",
            shown(counts.depth_first),
            shown(counts.shuttle),
            shown(counts.loom)
        ),
        ratio: None,
        target: Target::Exactly(counts.reduced.unwrap_or(u64::MAX), counts.expected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faster_search_of_the_peer_counts() {
        let figures = rates(&Rates {
            program: "p".to_owned(),
            reduced: vec![300_000.0; 3],
            depth_first: vec![600_000.0; 3],
            shuttle_depth_first: vec![100_000.0, 200_000.0, 100_000.0],
            shuttle_random: vec![200_000.0, 100_000.0, 200_000.0],
            loom: vec![10_000.0; 3],
        });
        let ratios: Vec<Option<f64>> = figures.iter().map(|figure| figure.ratio).collect();
        assert_eq!(ratios, [Some(1.5), Some(3.0), Some(30.0)]);
        assert_eq!(figures[0].other, "shuttle 200 k");
    }
}
