//! `cargo xtask soak`: the same verdict a hundred times, also on a busy machine.
//!
//! Every solution and wrong solution is compiled once and explored again and again, each time in a child process of its
//! own. Then the engine is compared with itself, and with its peers, on many random programs.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use checker::catalog::{Catalog, Workspace};
use checker::judge::{self, Options};
use checker::report::{Report, Verdict};
use clap::Args;

use crate::course::{Submission, submissions};
use crate::step::{Cargo, seconds, step};

/// Judge every solution and wrong solution many times, and fuzz the engine
#[derive(Args)]
pub(crate) struct Soak {
    /// Runs of each file
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    times: u32,
    /// Keep every core busy meanwhile
    #[arg(long)]
    load: bool,
    /// Files judged at the same time; what runs for real mostly waits
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=32))]
    jobs: u8,
    /// Leave out the engine's comparison with itself and its peers on random programs
    #[arg(long)]
    no_fuzz: bool,
    /// Random programs of each kind, and next to the peers
    #[arg(long, default_value_t = 2_000, conflicts_with = "no_fuzz")]
    programs: u64,
    /// Only files whose path contains this
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
    /// Compute until killed; what `--load` starts
    #[arg(long, hide = true)]
    spin: bool,
}

impl Soak {
    /// Judges, fuzzes, and fails on any deviation.
    pub(crate) fn run(self, workspace: &Workspace) -> Result<()> {
        if self.spin {
            spin();
        }
        let deviations = step("verdicts", || self.judge(workspace))?;
        if deviations > 0 {
            bail!("{deviations} files did not always get the verdict that they must get");
        }
        if self.no_fuzz {
            println!("\nleft out by --no-fuzz: random programs");
        } else {
            let programs = self.programs.to_string();
            step("random programs, with reduction and without", || {
                let arguments = "test --release --locked -p model --test it fuzz";
                let arguments: Vec<&str> = arguments.split_whitespace().collect();
                Cargo::new(&workspace.root, &arguments)
                    .env("INTERLEAVE_FUZZ_PROGRAMS", &programs)
                    .run()
            })?;
            step("random programs, next to the peers", || {
                let arguments = "test --release --locked -p bench --features peers -- --nocapture";
                let arguments: Vec<&str> = arguments.split_whitespace().collect();
                Cargo::new(&workspace.root, &arguments)
                    .env("INTERLEAVE_PEER_PROGRAMS", &programs)
                    .run()
            })?;
        }
        Ok(())
    }

    /// Judges every file; gives the number of files that deviate.
    fn judge(&self, workspace: &Workspace) -> Result<usize> {
        let catalog = Catalog::read(workspace)?;
        let mut submissions = submissions(&catalog)?;
        if let Some(filter) = &self.filter {
            submissions.retain(|submission| {
                workspace
                    .display(&submission.path)
                    .contains(filter.as_str())
            });
        }
        if submissions.is_empty() {
            bail!(
                "no file's path contains `{}`",
                self.filter.as_deref().unwrap_or_default()
            );
        }
        let load = if self.load {
            Load::start()?
        } else {
            Load::none()
        };
        println!(
            "    {} files, {} runs each{}\n",
            submissions.len(),
            self.times,
            load.description()
        );
        println!(
            "    {:<62} {:>5} {:>9} {:>9}  verdicts",
            "file", "runs", "median", "slowest"
        );
        let next = AtomicUsize::new(0);
        let deviations = Mutex::new(Vec::new());
        let work = || {
            while let Some(submission) = submissions.get(next.fetch_add(1, Ordering::Relaxed)) {
                let path = workspace.display(&submission.path);
                let soaked = soak(workspace, submission, self.times);
                println!(
                    "    {:<62} {:>5} {:>6} ms {:>6} ms  {}",
                    short(&path),
                    self.times,
                    soaked.median().as_millis(),
                    soaked.slowest().as_millis(),
                    soaked.seen()
                );
                if let Some(deviation) = soaked.deviation(submission) {
                    let mut deviations = deviations.lock().unwrap_or_else(PoisonError::into_inner);
                    deviations.push(format!("{path}: {deviation}"));
                }
            }
        };
        thread::scope(|scope| {
            for _ in 0..self.jobs {
                scope.spawn(work);
            }
        });
        let deviations = deviations
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        drop(load);
        let n_runs = submissions.len() * self.times as usize;
        if deviations.is_empty() {
            println!(
                "\n    {} files, {n_runs} runs, all as expected",
                submissions.len()
            );
        } else {
            println!(
                "\n    {} files, {n_runs} runs; deviations:",
                submissions.len()
            );
            for deviation in &deviations {
                println!("    {deviation}");
            }
        }
        Ok(deviations.len())
    }
}

/// What is compared between runs: whatever a learner could see change.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    verdict: String,
    diagnosis: Option<String>,
    schedules: u64,
    counterexample: Option<String>,
}

impl Seen {
    fn of(report: &Report) -> Seen {
        let trace = report.counterexample.as_ref();
        Seen {
            verdict: report.verdict.to_string(),
            diagnosis: report.diagnosis.clone(),
            schedules: report.schedules,
            counterexample: trace.map(|trace| trace.schedule.clone()),
        }
    }

    /// Verdict and diagnosis, as the wrong solutions write it.
    fn words(&self) -> String {
        match &self.diagnosis {
            Some(diagnosis) => format!("{} {diagnosis}", self.verdict),
            None => self.verdict.clone(),
        }
    }
}

/// All runs of one file.
struct Soaked {
    /// How often each was seen.
    seen: BTreeMap<Seen, usize>,
    durations: Vec<Duration>,
}

impl Soaked {
    fn median(&self) -> Duration {
        self.durations[self.durations.len() / 2]
    }

    fn slowest(&self) -> Duration {
        self.durations[self.durations.len() - 1]
    }

    fn seen(&self) -> String {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (seen, n) in &self.seen {
            *counts.entry(seen.words()).or_default() += n;
        }
        let words: Vec<String> = match counts.len() {
            1 => counts.into_keys().collect(),
            _ => counts
                .into_iter()
                .map(|(words, n)| format!("{n} × {words}"))
                .collect(),
        };
        words.join(", ")
    }

    /// What was not as it must be, or not always the same.
    fn deviation(&self, submission: &Submission<'_>) -> Option<String> {
        let expected = match &submission.diagnosis {
            Some(diagnosis) => format!("{} {diagnosis}", submission.verdict),
            None => submission.verdict.to_string(),
        };
        // A pass has no diagnosis; every other file names all that it expects.
        let wrong: usize = self
            .seen
            .iter()
            .filter(|(seen, _)| seen.words() != expected)
            .map(|(_, n)| n)
            .sum();
        if wrong > 0 {
            return Some(format!("expected {expected}, found {}", self.seen()));
        }
        (self.seen.len() > 1).then(|| {
            let different: Vec<String> = self
                .seen
                .iter()
                .map(|(seen, n)| {
                    let counterexample = seen.counterexample.as_deref().unwrap_or("none");
                    format!(
                        "{n} × ({} schedules, counterexample {counterexample})",
                        seen.schedules
                    )
                })
                .collect();
            format!(
                "the verdict stays, the report does not: {}",
                different.join(", ")
            )
        })
    }
}

fn soak(workspace: &Workspace, submission: &Submission<'_>, times: u32) -> Soaked {
    let options = Options {
        file: Some(submission.path.clone()),
        ..Options::default()
    };
    let prepared = judge::prepare(workspace, submission.exercise, &options);
    let mut seen = BTreeMap::new();
    let mut durations = Vec::new();
    for _ in 0..times {
        let started = Instant::now();
        let report = prepared.judge();
        durations.push(started.elapsed());
        if report.verdict == Verdict::JudgeError {
            eprintln!(
                "    judge-error: {}",
                report.message.as_deref().unwrap_or("no message")
            );
        }
        *seen.entry(Seen::of(&report)).or_insert(0) += 1;
    }
    durations.sort();
    Soaked { seen, durations }
}

/// The end of a path, which is what tells files apart.
fn short(path: &str) -> &str {
    let path = path.strip_prefix("tests/").unwrap_or(path);
    path.strip_suffix(".rs").unwrap_or(path)
}

/// Child processes that compute; killed when dropped.
struct Load(Vec<Child>);

impl Load {
    fn none() -> Load {
        Load(Vec::new())
    }

    /// One for each core.
    fn start() -> Result<Load> {
        let program = std::env::current_exe().context("failed to find this program")?;
        let n_cores = std::thread::available_parallelism().map_or(2, usize::from);
        let mut load = Load::none();
        for _ in 0..n_cores {
            let child = Command::new(&program)
                .args(["soak", "--spin"])
                .stdin(Stdio::null())
                .spawn()
                .context("failed to start a process that keeps a core busy")?;
            load.0.push(child);
        }
        Ok(load)
    }

    fn description(&self) -> String {
        match self.0.len() {
            0 => String::new(),
            n => format!(", with {n} processes that keep the cores busy"),
        }
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        for child in &mut self.0 {
            // One that is gone already needs no killing.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Computes for as long as somebody could be interested: a parent that dies without killing its children must not
/// leave them behind for ever.
fn spin() -> ! {
    const LONGEST: Duration = Duration::from_secs(3_600);
    let started = Instant::now();
    let mut number = 1_u64;
    while started.elapsed() < LONGEST {
        for _ in 0..1_000_000 {
            number = std::hint::black_box(number.wrapping_mul(6_364_136_223_846_793_005) + 1);
        }
    }
    eprintln!("nobody stopped this process within {}", seconds(LONGEST));
    std::process::exit(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use checker::catalog::Catalog;
    use std::path::Path;

    fn seen(verdict: &str, diagnosis: Option<&str>, schedules: u64) -> Seen {
        Seen {
            verdict: verdict.to_owned(),
            diagnosis: diagnosis.map(str::to_owned),
            schedules,
            counterexample: None,
        }
    }

    /// What is said of runs of a file that must be a `race` with the diagnosis `not-joined`.
    fn deviation(runs: &[(Seen, usize)]) -> Option<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        let workspace = Workspace::at(root.expect("two folders up"));
        let catalog = Catalog::read(&workspace).expect("a catalog");
        let submission = Submission {
            exercise: catalog.exercises().next().expect("an exercise"),
            path: "x.rs".into(),
            verdict: Verdict::Race,
            diagnosis: Some("not-joined".to_owned()),
        };
        let soaked = Soaked {
            seen: runs.iter().cloned().collect(),
            durations: vec![Duration::ZERO],
        };
        soaked.deviation(&submission)
    }

    #[test]
    fn every_change_is_a_deviation() {
        let right = seen("race", Some("not-joined"), 6);
        assert_eq!(deviation(&[(right.clone(), 10)]), None);
        let once_wrong = deviation(&[(right.clone(), 9), (seen("pass", None, 6), 1)]);
        assert_eq!(
            once_wrong.as_deref(),
            Some("expected race not-joined, found 1 × pass, 9 × race not-joined")
        );
        let counted_twice = deviation(&[(right, 9), (seen("race", Some("not-joined"), 7), 1)]);
        assert!(counted_twice.is_some_and(|text| text.starts_with("the verdict stays")));
        assert!(deviation(&[(seen("race", None, 6), 10)]).is_some());
    }
}
