//! The reference algorithms of the lessons on parallelism, as ratios to the best of `rayon`'s and `std`'s own.
//!
//! They are measured by the benchmark of the package `parallelism`, in a process of its own. This reads what it prints, and
//! knows the target. A ratio above 1 says that ours is faster.

use anyhow::{Context, Result, ensure};
use checker::catalog::Workspace;
use serde::Deserialize;

use crate::figures::{Figure, Target, median};
use crate::step::Cargo;

/// Worth reading, and nearly as fast as what one would use instead.
const TARGET: Target = Target::AtLeast(0.9);

/// What the benchmark prints.
#[derive(Deserialize)]
struct Measured {
    n_threads: usize,
    problems: Vec<Problem>,
}

/// Seconds on one problem, one number per round.
#[derive(Deserialize)]
struct Problem {
    name: String,
    n_rounds: usize,
    /// Rounds in which nobody else used the cores. If there were too few, the others are there too.
    n_quiet: usize,
    ours: Vec<f64>,
    peers: Vec<Peer>,
}

/// Seconds of another way to solve it.
#[derive(Deserialize)]
struct Peer {
    name: String,
    seconds: Vec<f64>,
}

/// A line for each algorithm: next to the best of its peers.
///
/// # Errors
/// When the benchmark cannot be built or run, or when one of its answers is wrong.
pub(crate) fn measure(workspace: &Workspace) -> Result<Vec<Figure>> {
    let arguments = "bench --locked --quiet -p parallelism --bench reference";
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    let (success, text) = Cargo::new(&workspace.root, &arguments).output()?;
    ensure!(success, "the benchmark of `parallelism` failed");
    let json = text.lines().rfind(|line| line.starts_with('{'));
    let json = json.context("the benchmark of `parallelism` printed no figures")?;
    let measured: Measured = serde_json::from_str(json)
        .context("failed to read the figures of the benchmark of `parallelism`")?;
    let n_threads = measured.n_threads;
    let problems = measured.problems.iter();
    Ok(problems.map(|problem| figure(problem, n_threads)).collect())
}

fn figure(problem: &Problem, n_threads: usize) -> Figure {
    if problem.n_quiet < problem.n_rounds {
        return figure_of_a_busy_machine(problem, n_threads);
    }
    // The one that is the best one on the whole. Who is the best in a single round may be so by chance.
    let time = |peer: &Peer| median(peer.seconds.iter().copied());
    let best = best_of(problem, time);
    Figure {
        what: format!("{}, {n_threads} threads", problem.name),
        ours: millis(median(problem.ours.iter().copied())),
        other: shown(problem, time),
        ratio: best.and_then(|best| {
            let pairs = best.seconds.iter().zip(&problem.ours);
            median(pairs.map(|(theirs, ours)| theirs / ours))
        }),
        target: TARGET,
    }
}

/// When others use the cores too, every turn is slower than it could be, some more, some less. Then the fastest turn of each
/// comes closest to what two cores can do.
fn figure_of_a_busy_machine(problem: &Problem, n_threads: usize) -> Figure {
    let fastest = |seconds: &[f64]| seconds.iter().copied().min_by(f64::total_cmp);
    let time = |peer: &Peer| fastest(&peer.seconds);
    let ours = fastest(&problem.ours);
    let best = best_of(problem, time).and_then(time);
    Figure {
        what: format!(
            "{}, {n_threads} threads (machine busy: fastest of {} rounds)",
            problem.name, problem.n_rounds
        ),
        ours: millis(ours),
        other: shown(problem, time),
        ratio: best.zip(ours).map(|(best, ours)| best / ours),
        target: TARGET,
    }
}

/// The peer with the least time.
fn best_of(problem: &Problem, time: impl Fn(&Peer) -> Option<f64>) -> Option<&Peer> {
    let time = |peer: &&Peer| time(peer).unwrap_or(f64::INFINITY);
    let peers = problem.peers.iter();
    peers.min_by(|one, other| time(one).total_cmp(&time(other)))
}

/// All peers and their times.
fn shown(problem: &Problem, time: impl Fn(&Peer) -> Option<f64>) -> String {
    let peers = problem.peers.iter();
    let peers = peers.map(|peer| format!("{} {}", peer.name, millis(time(peer))));
    peers.collect::<Vec<String>>().join(", ")
}

fn millis(seconds: Option<f64>) -> String {
    seconds.map_or_else(
        || "-".to_owned(),
        |seconds| format!("{:.2} ms", seconds * 1e3),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        let peer = |name: &str, seconds: [f64; 3]| Peer {
            name: name.to_owned(),
            seconds: seconds.to_vec(),
        };
        Problem {
            name: "p".to_owned(),
            n_rounds: 3,
            n_quiet: 3,
            ours: vec![0.010, 0.020, 0.010],
            peers: vec![
                peer("slow", [0.030, 0.001, 0.030]),
                peer("fast", [0.009, 0.016, 0.008]),
            ],
        }
    }

    #[test]
    fn the_peer_with_the_best_median_counts_round_by_round() {
        let figure = figure(&problem(), 2);
        // 0.9, 0.8, 0.8. The one quick round of the slow one does not make it the best.
        assert_eq!(
            figure.ratio.map(|ratio| (ratio * 100.0).round()),
            Some(80.0)
        );
        assert_eq!(figure.what, "p, 2 threads");
        assert_eq!(figure.other, "slow 30.00 ms, fast 9.00 ms");
    }

    #[test]
    fn on_a_busy_machine_the_fastest_turns_count() {
        let problem = Problem {
            n_quiet: 1,
            ..problem()
        };
        let figure = figure(&problem, 2);
        assert_eq!(
            figure.ratio.map(|ratio| (ratio * 100.0).round()),
            Some(10.0)
        );
        assert_eq!(
            figure.what,
            "p, 2 threads (machine busy: fastest of 3 rounds)"
        );
        assert_eq!(figure.other, "slow 1.00 ms, fast 8.00 ms");
    }
}
